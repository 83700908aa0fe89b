package org.adtgateway.client;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.adtgateway.checks.certificate.CertificateValidator;
import org.adtgateway.checks.certificate.RevocationListSource;
import org.adtgateway.checks.signature.ParseResult;
import org.adtgateway.checks.signature.ParsedSignature;
import org.adtgateway.checks.signature.SignatureParser;
import org.adtgateway.checks.signature.SignatureVerifier;
import org.adtgateway.checks.signature.SignedContent;
import org.adtgateway.checks.signature.SignerLookup;
import org.adtgateway.checks.verdict.SignatureFault;
import org.adtgateway.checks.verdict.SignatureVerdict;
import org.adtgateway.client.ReceiptRefusedException.Reason;

/**
 * Verifies receipts, offline: that the service signed them, and that nothing was changed since. Configure an anchor that
 * issues certificates for receipts and for nothing else, for anyone who holds a certificate below it could sign a receipt.
 *
 * <p>Immutable, and safe for use by several threads.
 */
public final class ReceiptVerifier {
    private static final SignatureParser PARSER = new SignatureParser(Integer.MAX_VALUE);

    private final List<X509Certificate> trusted;

    private ReceiptVerifier(Collection<X509Certificate> trusted) {
        this.trusted = List.copyOf(trusted);
        // says at once what cannot be trusted
        CertificateValidator.ofSigners(this.trusted, List.of(), RevocationListSource.NONE);
    }

    /** Trusts receipts whose signer leads to one of the certificates in a file, PEM or DER. */
    public static ReceiptVerifier trusting(Path anchors) {
        return trusting(KeyFiles.certificates(anchors));
    }

    /**
     * Trusts receipts whose signer leads to one of these certificates, or is one of them.
     *
     * @throws IllegalArgumentException when there is none, or one of them is not fit to be trusted
     */
    public static ReceiptVerifier trusting(Collection<X509Certificate> anchors) {
        return new ReceiptVerifier(anchors);
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
        ParsedSignature claim = parse(der);
        List<X509Certificate> sent = claim.certificates();
        SignerLookup signers = id ->
                Stream.concat(sent.stream(), trusted.stream()).filter(id::names).findFirst();
        SignatureVerifier verifier = new SignatureVerifier(
                signers, CertificateValidator.ofSigners(trusted, sent, RevocationListSource.NONE));
        byte[] content = claim.content().orElseThrow();
        SignatureVerdict verdict = verifier.verify(claim, SignedContent.of(content), claim.signingTime());
        if (verdict instanceof SignatureVerdict.Refused refused) {
            throw refusal(refused);
        }
        return ReceiptContent.read(content, der, ((SignatureVerdict.Passed) verdict).signer(), claim.signingTime());
    }

    private static ParsedSignature parse(byte[] der) {
        ParseResult result = PARSER.parseAttached(der);
        if (result instanceof ParseResult.Refused refused) {
            throw refused.fault() == SignatureFault.ALGORITHM_NOT_ALLOWED
                    ? new ReceiptRefusedException(Reason.ALGORITHM_NOT_ALLOWED, refused.detail())
                    : new ReceiptRefusedException(
                            Reason.NOT_A_RECEIPT,
                            "This is not a receipt, which is CMS SignedData with its content and one signer");
        }
        return ((ParseResult.Parsed) result).claim();
    }

    private static ReceiptRefusedException refusal(SignatureVerdict.Refused refused) {
        return switch (refused.fault()) {
            case DIGEST_MISMATCH, SIGNATURE_INVALID, SIGNING_CERTIFICATE_MISMATCH ->
                new ReceiptRefusedException(Reason.ALTERED, "The content or the signature was changed after signing");
            case ALGORITHM_NOT_ALLOWED -> new ReceiptRefusedException(Reason.ALGORITHM_NOT_ALLOWED, refused.detail());
            case SIGNER_UNKNOWN ->
                new ReceiptRefusedException(Reason.NOT_TRUSTED, "The signer's certificate is not in the receipt");
            default -> new ReceiptRefusedException(Reason.NOT_TRUSTED, refused.detail());
        };
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

    static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
