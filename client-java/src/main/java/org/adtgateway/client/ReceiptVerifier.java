package org.adtgateway.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.adtgateway.client.ReceiptRefusedException.Reason;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;

/**
 * Checks receipts, offline: that the service signed them, and that nothing was changed since. Configure an anchor that
 * issues certificates for receipts and for nothing else, for whoever holds a certificate below it could sign a receipt.
 *
 * <p>Immutable, and safe for use by several threads.
 */
public final class ReceiptVerifier {
    private final PathChecker paths;
    private final Clock clock;

    private ReceiptVerifier(Collection<X509Certificate> anchors, Clock clock) {
        this.paths = new PathChecker(anchors);
        this.clock = clock;
    }

    /** Trusts receipts whose signer leads to one of the certificates in a PEM file. */
    public static ReceiptVerifier trusting(Path anchors) {
        return trusting(PemFile.certificates(anchors));
    }

    /**
     * Trusts receipts whose signer leads to one of these certificates, or is one of them.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static ReceiptVerifier trusting(Collection<X509Certificate> anchors) {
        return new ReceiptVerifier(anchors, Clock.systemUTC());
    }

    /**
     * Verifies a receipt.
     *
     * <p>The signer's certificate must have been valid at the signing time that the receipt states, not now: a receipt
     * stays good after the certificate that signed it has expired. Revocation is not looked at, as this works offline.
     *
     * @param der the receipt as downloaded: DER of CMS SignedData with its content
     * @throws ReceiptRefusedException when it must not be relied on
     */
    public Receipt verify(byte[] der) {
        try {
            return verify(parse(der), der);
        } catch (ReceiptRefusedException e) {
            throw e;
        } catch (RuntimeException e) {
            // the ASN.1 library reads lazily and answers malformed parts with many kinds of exception
            throw new ReceiptRefusedException(Reason.NOT_A_RECEIPT, "This is malformed CMS", e);
        }
    }

    private Receipt verify(CMSSignedData signed, byte[] der) {
        if (signed.getSignedContent() == null || !(signed.getSignedContent().getContent() instanceof byte[] content)) {
            throw new ReceiptRefusedException(
                    Reason.NOT_A_RECEIPT, "This is a detached signature without content, not a receipt");
        }
        Collection<SignerInformation> signers = signed.getSignerInfos().getSigners();
        if (signers.size() != 1) {
            throw new ReceiptRefusedException(
                    Reason.NOT_A_RECEIPT, "A receipt has one signer; this has " + signers.size());
        }
        SignerInformation signer = signers.iterator().next();
        List<X509Certificate> certificates = CmsVerifier.certificates(signed.getCertificates());
        X509Certificate certificate = CmsVerifier.certificateOf(signer, certificates, paths.anchors());
        SignatureAlgorithms.requireAccepted(signer, certificate);
        CmsVerifier.requireUnaltered(signer, certificate);
        Instant signedAt = CmsVerifier.signingTime(signer);
        paths.requireTrusted(certificate, certificates, signedAt == null ? clock.instant() : signedAt);
        return ReceiptContent.read(content, der, certificate, signedAt);
    }

    /**
     * Verifies a receipt, and that it is the one for this file.
     *
     * @throws ReceiptRefusedException when it must not be relied on, or is for another file
     */
    public Receipt verify(byte[] der, Path file) {
        Receipt receipt = verify(der);
        receipt.requireFile(file);
        return receipt;
    }

    private static CMSSignedData parse(byte[] der) {
        try (ASN1InputStream in = new ASN1InputStream(der)) {
            ASN1Primitive object = in.readObject();
            if (object == null || in.read() >= 0) {
                throw new ReceiptRefusedException(
                        Reason.NOT_A_RECEIPT, "This is not CMS as DER, or something follows after its end");
            }
            return new CMSSignedData(ContentInfo.getInstance(object));
        } catch (IOException | CMSException e) {
            throw new ReceiptRefusedException(Reason.NOT_A_RECEIPT, "This is not CMS SignedData as DER", e);
        }
    }

    static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
