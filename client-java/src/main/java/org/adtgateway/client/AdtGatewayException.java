package org.adtgateway.client;

import java.time.Duration;
import java.util.List;
import org.adtgateway.checks.fileformat.Violation;
import org.adtgateway.checks.fileformat.ViolationTotals;
import org.jspecify.annotations.Nullable;

/**
 * The gateway refused a call, or could not be asked. What was asked for did not take effect; the one case in which that
 * is not known has its own type, {@link ResultUnknownException}.
 *
 * <p>{@link #code()} is from the gateway's closed list, or one of these where it was not the gateway that answered:
 * {@value #UNREACHABLE}, {@value #OUTCOME_UNKNOWN}, {@value #UNRECOGNISED_ANSWER} (something in between answered, or
 * a download is damaged), {@value #TIMED_OUT} (a wait was over) and {@value #INTERRUPTED} (the calling thread was).
 */
public class AdtGatewayException extends RuntimeException {
    /** No answer came, and nothing took effect. */
    public static final String UNREACHABLE = "UNREACHABLE";
    /** No answer came, and it may have taken effect; the code of every {@link ResultUnknownException}. */
    public static final String OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN";
    /** What came is no answer of a gateway, or is damaged. */
    public static final String UNRECOGNISED_ANSWER = "UNRECOGNISED_ANSWER";
    /** What was waited for has not happened in time. */
    public static final String TIMED_OUT = "TIMED_OUT";
    /** The calling thread was interrupted. */
    public static final String INTERRUPTED = "INTERRUPTED";

    private final transient Failure failure;

    AdtGatewayException(Failure failure, @Nullable Throwable cause) {
        super(failure.message(), cause);
        this.failure = failure;
    }

    /** The HTTP status; 0 when no answer came. */
    public int status() {
        return failure.status();
    }

    /** What happened, to decide by. */
    public String code() {
        return failure.code();
    }

    /** What to do about it. */
    public ProblemCategory category() {
        return failure.category();
    }

    /** What is wrong and what to do, for people. */
    public String detail() {
        return failure.detail();
    }

    /** The faults in the file, the first 1,000; empty when it is something else that is at fault. */
    public List<Violation> violations() {
        Problem problem = failure.problem();
        return problem == null ? List.of() : problem.violations();
    }

    /** How many faults there are in all. */
    public @Nullable ViolationTotals totals() {
        Problem problem = failure.problem();
        return problem == null ? null : problem.totals();
    }

    /** Names the request in the gateway's log. */
    public @Nullable String requestId() {
        return failure.requestId();
    }

    /** When to try again, where the gateway says so. */
    public @Nullable Duration retryAfter() {
        return failure.retryAfter();
    }

    /** Everything that the gateway said; null when it was not the gateway that refused. */
    public @Nullable Problem problem() {
        return failure.problem();
    }

    Failure failure() {
        return failure;
    }
}
