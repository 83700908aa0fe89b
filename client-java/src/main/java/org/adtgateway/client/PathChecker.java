package org.adtgateway.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.adtgateway.client.ReceiptRefusedException.Reason;
import org.bouncycastle.cert.X509CertificateHolder;

/** Whether a signer leads to an anchor (RFC 5280, 6.1), at the time of signing and without revocation. */
final class PathChecker {
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int NON_REPUDIATION = 1;

    private final List<X509Certificate> anchors;

    PathChecker(Collection<X509Certificate> anchors) {
        this.anchors = List.copyOf(anchors);
        if (anchors.isEmpty()) {
            throw new IllegalArgumentException("At least one anchor for receipts is needed");
        }
    }

    List<X509Certificate> anchors() {
        return anchors;
    }

    void requireTrusted(X509Certificate signer, List<X509Certificate> others, Instant at) {
        boolean[] usage = signer.getKeyUsage();
        if (usage != null && !usage[DIGITAL_SIGNATURE] && !usage[NON_REPUDIATION]) {
            throw new ReceiptRefusedException(
                    Reason.NOT_TRUSTED, "The signer's key is not for signing: " + subject(signer));
        }
        try {
            Date date = Date.from(at);
            if (anchors.contains(signer)) {
                signer.checkValidity(date);
                return;
            }
            // Java's validation passes over the validity of the anchor itself
            path(signer, others, date).getTrustAnchor().getTrustedCert().checkValidity(date);
        } catch (CertificateException | CertPathBuilderException e) {
            throw new ReceiptRefusedException(
                    Reason.NOT_TRUSTED,
                    "The signer does not lead to an anchor that you trust, or was not valid on " + at + ": "
                            + subject(signer) + ", issued by "
                            + signer.getIssuerX500Principal().getName(),
                    e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime cannot validate certificate paths", e);
        }
    }

    private PKIXCertPathBuilderResult path(X509Certificate signer, List<X509Certificate> others, Date date)
            throws GeneralSecurityException {
        Set<TrustAnchor> trusted = new HashSet<>();
        for (X509Certificate anchor : anchors) {
            trusted.add(new TrustAnchor(anchor, null));
        }
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(signer);
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(trusted, target);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(others)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(date);
        return (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
    }

    static X509Certificate certificate(X509CertificateHolder holder) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(holder.getEncoded()));
        } catch (CertificateException | IOException e) {
            throw new ReceiptRefusedException(Reason.NOT_A_RECEIPT, "It holds a malformed certificate", e);
        }
    }

    static X509CertificateHolder holder(X509Certificate certificate) {
        try {
            return new X509CertificateHolder(certificate.getEncoded());
        } catch (CertificateException | IOException e) {
            throw new ReceiptRefusedException(Reason.NOT_A_RECEIPT, "It holds a malformed certificate", e);
        }
    }

    private static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
