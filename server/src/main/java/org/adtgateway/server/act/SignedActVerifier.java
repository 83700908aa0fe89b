package org.adtgateway.server.act;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.adtgateway.api.SignatureIndication;
import org.adtgateway.checks.signature.ParseResult;
import org.adtgateway.checks.signature.ParsedSignature;
import org.adtgateway.checks.signature.SignatureParser;
import org.adtgateway.checks.signature.SignatureVerifier;
import org.adtgateway.checks.signature.SignedContent;
import org.adtgateway.checks.verdict.SignatureFault;
import org.adtgateway.checks.verdict.SignatureVerdict;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.identity.PartyDirectory;
import org.adtgateway.server.identity.RegisteredCertificate;
import org.adtgateway.server.metrics.Metrics;
import org.adtgateway.server.submission.Limits;

/**
 * Verifies signature form, the signer and its Party, digest and signature, and age of anything that a supplier signs: a file, or the instruction to
 * withdraw one.
 */
public final class SignedActVerifier {
    private final SignatureParser parser;
    private final SignatureVerifier verifier;
    private final PartyDirectory directory;
    private final Duration maxAge;
    private final Duration maxAhead;
    private final Duration crlRetry;
    private final Metrics metrics;

    /** @param crlRetry when a caller may ask again after a revocation list was missing */
    public SignedActVerifier(
            SignatureVerifier verifier, PartyDirectory directory, Limits limits, Duration crlRetry, Metrics metrics) {
        this.parser = new SignatureParser(Math.toIntExact(limits.largestSignatureRead()));
        this.verifier = verifier;
        this.directory = directory;
        this.maxAge = limits.maxSigningAge().toJavaDuration();
        this.maxAhead = limits.maxSigningAhead().toJavaDuration();
        this.crlRetry = crlRetry;
        this.metrics = metrics;
    }

    /** Returns the digest of the signed attributes, hex. A signature value can be altered without the key, these cannot. */
    public static String attributesSha256(ParsedSignature claim) {
        return HexFormat.of().formatHex(claim.act());
    }

    /** Parses a signature (the check of its form): is it a detached CMS signature of the form that we take? */
    public ParsedSignature parse(byte[] signature) {
        ParseResult result = parser.parseDetached(signature);
        if (result instanceof ParseResult.Refused refused) {
            throw refusal(refused.fault(), refused.detail());
        }
        return ((ParseResult.Parsed) result).claim();
    }

    /**
     * Verifies who signed, and that the signer is the caller's; then that digest and signature hold, and that it is recent.
     *
     * @param receivedAt the moment at which the signature is judged
     */
    public RegisteredCertificate verify(
            Caller caller, ParsedSignature claim, SignedContent content, Instant receivedAt) {
        // before anything is told of the certificate, or the bytes are read
        directory.signer(claim.signerId()).ifPresent(named -> requireSameParty(caller, named, claim));
        X509Certificate certificate = passed(metrics.verifying(
                () -> verifier.verify(claim, content, receivedAt), SignatureVerdict.Passed.class::isInstance));
        RegisteredCertificate signer = directory
                .signer(certificate)
                .orElseThrow(
                        () -> refusal(
                                SignatureFault.SIGNER_UNKNOWN,
                                "The signing certificate was retired a moment ago. Sign with another one; GET /v1/me lists yours."));
        requireSameParty(caller, signer, claim);
        requireRecent(claim.signingTime(), receivedAt);
        return signer;
    }

    /** Returns whether a signature says that it was made by this certificate, even if retired since. */
    public boolean names(ParsedSignature claim, String signerSha256) {
        return directory
                .formerSigner(signerSha256)
                .filter(claim.signerId()::names)
                .isPresent();
    }

    /** Verifies digest and signature alone: an act that was accepted before stays accepted, whatever became of its certificate since. */
    public void verifyAgain(ParsedSignature claim, SignedContent content, String signerSha256) {
        X509Certificate signer = directory.formerSigner(signerSha256).orElseThrow();
        passed(verifier.verifyKnownAct(claim, content, signer));
    }

    private X509Certificate passed(SignatureVerdict verdict) {
        if (verdict instanceof SignatureVerdict.Refused refused) {
            throw refusal(refused.fault(), refused.detail());
        }
        return ((SignatureVerdict.Passed) verdict).signer();
    }

    private ProblemException refusal(SignatureFault fault, String detail) {
        ProblemCode code = ProblemCode.valueOf(fault.name());
        ProblemException refusal = new ProblemException(code, detail)
                .with(SignatureVerdicts.refused(
                        SignatureIndication.valueOf(fault.indication().name()), fault.subIndication(), code, detail));
        return code == ProblemCode.REVOCATION_UNKNOWN ? refusal.retryAfter(crlRetry) : refusal;
    }

    private static void requireSameParty(Caller caller, RegisteredCertificate signer, ParsedSignature claim) {
        if (!signer.partyId().equals(caller.party().id())) {
            throw policy(
                    ProblemCode.SIGNER_OF_ANOTHER_PARTY,
                    "The signing certificate " + claim.signerId()
                            + " does not belong to the Party of the client certificate, '"
                            + caller.party().id() + "'. A Party submits only what it signed itself.");
        }
    }

    private void requireRecent(Instant signingTime, Instant now) {
        if (signingTime.isBefore(now.minus(maxAge))) {
            throw policy(
                    ProblemCode.SIGNING_TIME_TOO_OLD,
                    "The signature was made at " + signingTime + ", more than " + maxAge.toHours()
                            + " hours ago. Sign the file again.");
        }
        if (signingTime.isAfter(now.plus(maxAhead))) {
            throw policy(
                    ProblemCode.SIGNING_TIME_IN_FUTURE,
                    "The signature claims to be made at " + signingTime + ", but it is " + now
                            + " now. Set the clock of the signing machine and sign again.");
        }
    }

    private static ProblemException policy(ProblemCode code, String detail) {
        return new ProblemException(code, detail).with(SignatureVerdicts.policy(code, detail));
    }
}
