package org.adtgateway.server.signature;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.cert.X509Certificate;

/** Decides whether exactly these bytes were signed by the holder of a registered certificate, under our policy. */
public final class SignatureVerifier {
    private final SignatureParser parser;
    private final RegisteredSigners signers;
    private final CertificateValidator certificates;
    private final Provider ecdsaProvider;

    /**
     * @param maxSignatureBytes the largest signature that is looked at
     * @param signers who may sign at all
     * @param certificates judges chains and revocation at the present moment
     */
    public SignatureVerifier(int maxSignatureBytes, RegisteredSigners signers, CertificateValidator certificates) {
        this.parser = new SignatureParser(maxSignatureBytes);
        this.signers = signers;
        this.certificates = certificates;
        this.ecdsaProvider = Providers.ecdsa();
        Providers.log();
    }

    /** What verifies ECDSA here, for metrics. */
    public String ecdsaProvider() {
        return ecdsaProvider.getName() + " " + ecdsaProvider.getVersionStr();
    }

    /** Step 3: form, algorithms, signed attributes. */
    public ParseResult parse(byte[] signature) {
        try {
            return new ParseResult.Parsed(parser.parse(signature));
        } catch (Refusal refusal) {
            return new ParseResult.Refused(refusal.fault(), refusal.detail());
        }
    }

    /** Steps 4 and 5: signer, chain, revocation; digest and signature. */
    public SignatureVerdict verify(SignatureClaim claim, SignedContent content) {
        try {
            X509Certificate signer = registered(claim);
            requireReferenced(claim, signer);
            claim.algorithm().requireKey(signer.getPublicKey());
            certificates.requireValid(signer);
            requireDigest(claim, content);
            requireSignature(claim, signer);
            return new SignatureVerdict.Passed(signer);
        } catch (Refusal refusal) {
            return new SignatureVerdict.Refused(refusal.fault(), refusal.detail());
        }
    }

    /**
     * Step 5 alone, for the repetition of an act that was accepted before: its certificate was judged then.
     *
     * @param signer the certificate that it was accepted with
     */
    public SignatureVerdict verifyKnownAct(SignatureClaim claim, SignedContent content, X509Certificate signer) {
        try {
            requireDigest(claim, content);
            requireSignature(claim, signer);
            return new SignatureVerdict.Passed(signer);
        } catch (Refusal refusal) {
            return new SignatureVerdict.Refused(refusal.fault(), refusal.detail());
        }
    }

    private X509Certificate registered(SignatureClaim claim) throws Refusal {
        return signers.find(claim.signerId())
                .orElseThrow(
                        () -> new Refusal(
                                SignatureFault.SIGNER_UNKNOWN,
                                "The certificate " + claim.signerId()
                                        + " is not registered as a signing certificate. Ask the DCC to register it, or sign with a registered one; GET /v1/me lists yours."));
    }

    private static void requireReferenced(SignatureClaim claim, X509Certificate signer) throws Refusal {
        if (!claim.references().stream().allMatch(each -> each.matches(signer))) {
            throw new Refusal(
                    SignatureFault.SIGNING_CERTIFICATE_MISMATCH,
                    "The signed attribute signing-certificate names another certificate than the registered one of the signer. Check which certificate your signing tool is given.");
        }
    }

    private static void requireDigest(SignatureClaim claim, SignedContent content) throws Refusal {
        try {
            DigestAlgorithm algorithm = claim.algorithm().digest();
            if (!MessageDigest.isEqual(claim.messageDigest(), content.digest(algorithm))) {
                throw new Refusal(
                        SignatureFault.DIGEST_MISMATCH, DigestHint.of(claim.messageDigest(), algorithm, content));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the received bytes cannot be read again", e);
        }
    }

    private void requireSignature(SignatureClaim claim, X509Certificate signer) throws Refusal {
        claim.algorithm().requireKey(signer.getPublicKey());
        if (!claim.algorithm()
                .holds(signer.getPublicKey(), claim.signedAttributes(), claim.signature(), ecdsaProvider)) {
            throw new Refusal(
                    SignatureFault.SIGNATURE_INVALID,
                    "The signature was not made by the key of the certificate " + claim.signerId()
                            + ", or it was altered. Check that key and certificate of your signing tool belong together, and sign anew.");
        }
    }
}
