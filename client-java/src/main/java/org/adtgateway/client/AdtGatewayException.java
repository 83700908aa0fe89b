package org.adtgateway.client;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.adtgateway.checks.violation.Violation;
import org.adtgateway.checks.violation.ViolationTotals;
import org.jspecify.annotations.Nullable;

/**
 * Reports that the gateway refused a call or could not be reached. The call did not take effect; the one case in which that
 * is not known has its own type, {@link ResultUnknownException}.
 *
 * <p>{@link #code()} is from the gateway's list, or one of these where it was not the gateway that responded:
 * {@value #UNREACHABLE}, {@value #TLS_FAILED}, {@value #OUTCOME_UNKNOWN}, {@value #UNRECOGNISED_ANSWER} (something in between responded, or
 * a download is damaged), {@value #TIMED_OUT} (a wait was over) and {@value #INTERRUPTED} (the calling thread was).
 */
public class AdtGatewayException extends RuntimeException {
    /** No response came, and nothing took effect. */
    public static final String UNREACHABLE = "UNREACHABLE";
    /** One side did not accept the other's certificate, and nothing took effect: a certificate or a setting has to change. */
    public static final String TLS_FAILED = "TLS_FAILED";
    /** No response came, and the call may have taken effect; the code of every {@link ResultUnknownException}. */
    public static final String OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN";
    /** The response is not from a gateway, or is damaged. */
    public static final String UNRECOGNISED_ANSWER = "UNRECOGNISED_ANSWER";
    /** The waiting time is over. */
    public static final String TIMED_OUT = "TIMED_OUT";
    /** The calling thread was interrupted. */
    public static final String INTERRUPTED = "INTERRUPTED";

    /**
     * What the gateway judges only after it has looked whether it knows the act. All other refusals can also meet an act that it has accepted: a
     * Party is disabled, a limit is lowered, or a file was changed between two attempts.
     */
    private static final Set<String> JUDGED_OF_UNKNOWN_ACTS_ONLY = Set.of(
            "SIGNER_UNKNOWN",
            "SIGNER_NOT_PERMITTED",
            "SIGNER_OF_ANOTHER_PARTY",
            "SIGNING_CERTIFICATE_MISMATCH",
            "CERTIFICATE_EXPIRED",
            "CERTIFICATE_NOT_YET_VALID",
            "CERTIFICATE_REVOKED",
            "CHAIN_INVALID",
            "KEY_USAGE",
            "SIGNING_TIME_TOO_OLD",
            "SIGNING_TIME_IN_FUTURE",
            "CONTENT_INVALID",
            "INSTRUCTION_INVALID",
            "SUBMISSION_DIFFERS",
            "NOT_WITHDRAWABLE");

    private final transient Failure failure;

    /** Reports a failure; public for the tests of applications. */
    public AdtGatewayException(Failure failure, @Nullable Throwable cause) {
        super(failure.message(), cause);
        this.failure = failure;
    }

    /** Returns the HTTP status; 0 when no response came. */
    public int status() {
        return failure.status();
    }

    /** Returns what happened, as a code for programs. */
    public String code() {
        return failure.code();
    }

    /** Returns what kind of action helps. */
    public ProblemCategory category() {
        return failure.category();
    }

    /** Returns what is wrong and what to do, for people. */
    public String detail() {
        return failure.detail();
    }

    /** Returns the first 1,000 errors in the file; empty when something else is wrong. */
    public List<Violation> violations() {
        Problem problem = failure.problem();
        return problem == null ? List.of() : problem.violations();
    }

    /** Returns how many errors there are in total. */
    public @Nullable ViolationTotals totals() {
        Problem problem = failure.problem();
        return problem == null ? null : problem.totals();
    }

    /** Returns the id of the request in the gateway's log. */
    public @Nullable String requestId() {
        return failure.requestId();
    }

    /** Returns when to try again, where the gateway says so. */
    public @Nullable Duration retryAfter() {
        return failure.retryAfter();
    }

    /**
     * Tells whether this refusal of a submission or a withdrawal proves that the same act took effect in no earlier attempt either. After a
     * {@link ResultUnknownException}, repeat the same signed request until it succeeds or is refused so.
     */
    public boolean provesNoEffect() {
        return failure.problem() != null && JUDGED_OF_UNKNOWN_ACTS_ONLY.contains(code());
    }

    /** Returns the whole problem; null when it was not the gateway that refused. */
    public @Nullable Problem problem() {
        return failure.problem();
    }
}
