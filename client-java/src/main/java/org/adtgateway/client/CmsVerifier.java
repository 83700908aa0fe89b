package org.adtgateway.client;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.adtgateway.client.ReceiptRefusedException.Reason;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.util.Selector;
import org.bouncycastle.util.Store;
import org.jspecify.annotations.Nullable;

/** The steps of verifying that receipts and signatures over files have in common (RFC 5652, 5.6). */
final class CmsVerifier {
    private CmsVerifier() {}

    static List<X509Certificate> certificates(Store<X509CertificateHolder> store) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (X509CertificateHolder holder : store.getMatches(everything())) {
            certificates.add(PathChecker.certificate(holder));
        }
        return certificates;
    }

    private static <T> Selector<T> everything() {
        return new Selector<>() {
            @Override
            public boolean match(T object) {
                return true;
            }

            @Override
            public Object clone() {
                return this;
            }
        };
    }

    static X509Certificate certificateOf(
            SignerInformation signer, List<X509Certificate> sent, List<X509Certificate> anchors) {
        List<X509Certificate> candidates = new ArrayList<>(sent);
        candidates.addAll(anchors);
        for (X509Certificate candidate : candidates) {
            if (signer.getSID().match(PathChecker.holder(candidate))) {
                return candidate;
            }
        }
        throw new ReceiptRefusedException(Reason.NOT_TRUSTED, "The signer's certificate is not in it");
    }

    /** The digest of the content is compared too, and the content type. */
    static void requireUnaltered(SignerInformation signer, X509Certificate certificate) {
        try {
            if (signer.getSignedAttributes() != null
                    && signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(certificate.getPublicKey()))) {
                return;
            }
        } catch (CMSException | OperatorCreationException e) {
            throw new ReceiptRefusedException(Reason.ALTERED, "The signature does not hold for this content", e);
        }
        throw new ReceiptRefusedException(Reason.ALTERED, "The signature does not hold for this content");
    }

    static @Nullable Instant signingTime(SignerInformation signer) {
        AttributeTable attributes = signer.getSignedAttributes();
        Attribute attribute = attributes == null ? null : attributes.get(CMSAttributes.signingTime);
        if (attribute == null) {
            return null;
        }
        ASN1Encodable value = attribute.getAttrValues().getObjectAt(0);
        return Time.getInstance(value).getDate().toInstant();
    }
}
