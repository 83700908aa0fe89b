package org.adtgateway.checks.signature;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.adtgateway.checks.certificate.CertificateValidator;
import org.adtgateway.checks.crypto.CryptoProviders;
import org.adtgateway.checks.crypto.DigestAlgorithm;
import org.adtgateway.checks.verdict.RefusedException;
import org.adtgateway.checks.verdict.SignatureFault;
import org.adtgateway.checks.verdict.SignatureVerdict;

/**
 * Verifies that exactly these bytes were signed by the holder of a certificate that may sign, at the moment that a caller names. For a file that is
 * the moment at which the gateway received it, anyone who verifies and whenever: so the gateway and everybody else come to the same verdict.
 */
public final class SignatureVerifier {
    private final SignerLookup signers;
    private final CertificateValidator certificates;
    private final Provider ecdsaProvider;

    /**
     * Connects the parts.
     *
     * @param signers who may sign at all
     * @param certificates judges paths and revocation
     */
    public SignatureVerifier(SignerLookup signers, CertificateValidator certificates) {
        this.signers = signers;
        this.certificates = certificates;
        this.ecdsaProvider = CryptoProviders.ecdsa();
    }

    /** Returns what verifies ECDSA here, for metrics. */
    public String ecdsaProvider() {
        return ecdsaProvider.getName() + " " + ecdsaProvider.getVersionStr();
    }

    /**
     * Verifies signer, path, revocation, digest and signature.
     *
     * @param receivedAt the moment at which the certificate must have been valid
     */
    public SignatureVerdict verify(ParsedSignature claim, SignedContent content, Instant receivedAt) {
        try {
            X509Certificate signer = registered(claim);
            requireReferenced(claim, signer);
            claim.algorithm().requireKey(signer.getPublicKey());
            certificates.requireValid(signer, receivedAt);
            requireDigest(claim, content);
            requireSignature(claim, signer);
            return new SignatureVerdict.Passed(signer);
        } catch (RefusedException refusal) {
            return new SignatureVerdict.Refused(refusal.fault(), refusal.detail());
        }
    }

    /**
     * Verifies digest and signature alone, for the repetition of an act that was accepted before: its certificate was judged then.
     *
     * @param signer the certificate that it was accepted with
     */
    public SignatureVerdict verifyKnownAct(ParsedSignature claim, SignedContent content, X509Certificate signer) {
        try {
            requireDigest(claim, content);
            requireSignature(claim, signer);
            return new SignatureVerdict.Passed(signer);
        } catch (RefusedException refusal) {
            return new SignatureVerdict.Refused(refusal.fault(), refusal.detail());
        }
    }

    private X509Certificate registered(ParsedSignature claim) throws RefusedException {
        return signers.find(claim.signerId())
                .orElseThrow(
                        () -> new RefusedException(
                                SignatureFault.SIGNER_UNKNOWN,
                                "The certificate " + claim.signerId()
                                        + " is not registered as a signing certificate. Ask the DCC to register it, or sign with a registered one; GET /v1/me lists yours."));
    }

    private static void requireReferenced(ParsedSignature claim, X509Certificate signer) throws RefusedException {
        if (!claim.references().stream().allMatch(each -> each.matches(signer))) {
            throw new RefusedException(
                    SignatureFault.SIGNING_CERTIFICATE_MISMATCH,
                    "The signed attribute signing-certificate names another certificate than the registered one of the signer. Check which certificate your signing tool is given.");
        }
    }

    private static void requireDigest(ParsedSignature claim, SignedContent content) throws RefusedException {
        try {
            DigestAlgorithm algorithm = claim.algorithm().digest();
            if (!MessageDigest.isEqual(claim.messageDigest(), content.digest(algorithm))) {
                throw new RefusedException(
                        SignatureFault.DIGEST_MISMATCH,
                        DigestMismatchDiagnosis.of(claim.messageDigest(), algorithm, content));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the received bytes cannot be read again", e);
        }
    }

    private void requireSignature(ParsedSignature claim, X509Certificate signer) throws RefusedException {
        claim.algorithm().requireKey(signer.getPublicKey());
        if (!claim.algorithm()
                .holds(signer.getPublicKey(), claim.signedAttributes(), claim.signature(), ecdsaProvider)) {
            throw new RefusedException(
                    SignatureFault.SIGNATURE_INVALID,
                    "The signature was not made by the key of the certificate " + claim.signerId()
                            + ", or it was altered. Check that key and certificate of your signing tool belong together, and sign again.");
        }
    }
}
