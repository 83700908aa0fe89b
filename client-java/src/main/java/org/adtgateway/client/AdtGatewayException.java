package org.adtgateway.client;

import java.time.Duration;
import java.util.List;
import org.adtgateway.checks.violation.Violation;
import org.adtgateway.checks.violation.ViolationTotals;
import org.jspecify.annotations.Nullable;

/**
 * Reports that the gateway refused a call or could not be reached. The call did not take effect; the one case in which that
 * is not known has its own type, {@link ResultUnknownException}.
 *
 * <p>{@link #code()} is from the gateway's list, or one of these where it was not the gateway that responded:
 * {@value #UNREACHABLE}, {@value #OUTCOME_UNKNOWN}, {@value #UNRECOGNISED_ANSWER} (something in between responded, or
 * a download is damaged), {@value #TIMED_OUT} (a wait was over) and {@value #INTERRUPTED} (the calling thread was).
 */
public class AdtGatewayException extends RuntimeException {
    /** No response came, and nothing took effect. */
    public static final String UNREACHABLE = "UNREACHABLE";
    /** No response came, and the call may have taken effect; the code of every {@link ResultUnknownException}. */
    public static final String OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN";
    /** The response is not from a gateway, or is damaged. */
    public static final String UNRECOGNISED_ANSWER = "UNRECOGNISED_ANSWER";
    /** The waiting time is over. */
    public static final String TIMED_OUT = "TIMED_OUT";
    /** The calling thread was interrupted. */
    public static final String INTERRUPTED = "INTERRUPTED";

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

    /** Returns the whole problem; null when it was not the gateway that refused. */
    public @Nullable Problem problem() {
        return failure.problem();
    }
}
