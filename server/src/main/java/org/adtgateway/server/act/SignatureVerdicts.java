package org.adtgateway.server.act;

import java.time.Instant;
import org.adtgateway.api.SignatureIndication;
import org.adtgateway.api.SignatureVerdict;
import org.adtgateway.api.SignerCertificate;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.RegisteredCertificate;
import org.jspecify.annotations.Nullable;

/** Makes verdicts on signatures, in the words of ETSI EN 319 102-1, 5.1.3: indication and sub-indication, with our code and a sentence. */
public final class SignatureVerdicts {
    private SignatureVerdicts() {}

    /** Returns the verdict on a signature that is valid. */
    public static SignatureVerdict passed(SignerCertificate signer, Instant signingTime) {
        return SignatureVerdict.builder()
                .indication(SignatureIndication.TOTAL_PASSED)
                .message("The signature holds for these bytes and its certificate is valid now.")
                .signer(signer)
                .signingTime(signingTime)
                .build();
    }

    static SignatureVerdict refused(
            SignatureIndication indication, @Nullable String subIndication, ProblemCode code, String message) {
        return SignatureVerdict.builder()
                .indication(indication)
                .subIndication(subIndication)
                .code(code.name())
                .message(message)
                .build();
    }

    /** Returns the verdict that a refusal carries; a refusal of what the signer may do is one of policy. */
    public static SignatureVerdict of(ProblemException refusal) {
        SignatureVerdict verdict = refusal.signature();
        return verdict == null ? policy(refusal.code(), refusal.detail()) : verdict;
    }

    /** The signature itself may be valid, but is not accepted from this signer or at this time. */
    static SignatureVerdict policy(ProblemCode code, String message) {
        return refused(SignatureIndication.INDETERMINATE, "SIG_CONSTRAINTS_FAILURE", code, message);
    }

    /** Returns what the contract tells of the certificate of a signer. */
    public static SignerCertificate signer(RegisteredCertificate certificate) {
        return new SignerCertificate(
                certificate.issuer(), certificate.serialNumber(), certificate.subject(), certificate.sha256());
    }
}
