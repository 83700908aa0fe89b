package org.adtgateway.server.act;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.RegisteredCertificate;
import org.adtgateway.server.submission.Submission;
import org.jspecify.annotations.Nullable;

/**
 * What was found of a signature, in the words of ETSI EN 319 102-1, 5.1.3: main indication and sub-indication, beside our code and a sentence.
 *
 * @param code absent when the signature holds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SignatureReport(
        String indication,
        @Nullable String subIndication,
        @Nullable ProblemCode code,
        String message,
        Submission.@Nullable Signer signer,
        @Nullable Instant signingTime) {

    public static SignatureReport passed(Submission.Signer signer, Instant signingTime) {
        return new SignatureReport(
                "TOTAL_PASSED",
                null,
                null,
                "The signature holds for these bytes and its certificate is valid now.",
                signer,
                signingTime);
    }

    static SignatureReport refused(
            String indication, @Nullable String subIndication, ProblemCode code, String message) {
        return new SignatureReport(indication, subIndication, code, message, null, null);
    }

    /** The report that a refusal carries; a refusal of what the signer may do is one of policy. */
    public static SignatureReport of(ProblemException refusal) {
        return refusal.member("signature") instanceof SignatureReport report
                ? report
                : policy(refusal.code(), refusal.detail());
    }

    /** The signature itself may hold, but we do not take it from this signer or at this time. */
    static SignatureReport policy(ProblemCode code, String message) {
        return refused("INDETERMINATE", "SIG_CONSTRAINTS_FAILURE", code, message);
    }

    public static Submission.Signer signer(RegisteredCertificate certificate) {
        return new Submission.Signer(
                certificate.issuer(), certificate.serialNumber(), certificate.subject(), certificate.sha256());
    }
}
