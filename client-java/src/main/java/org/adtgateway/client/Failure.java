package org.adtgateway.client;

import java.time.Duration;
import java.util.List;
import org.adtgateway.checks.violation.Violation;
import org.jspecify.annotations.Nullable;

/**
 * Holds what an {@link AdtGatewayException} reports.
 *
 * @param status the HTTP status; 0 when no answer came
 * @param requestId names the request in the gateway's log; null when none was sent
 * @param retryAfter when to try again, where the gateway says so
 * @param problem null when it was not the gateway that refused
 */
public record Failure(
        int status,
        String code,
        ProblemCategory category,
        String detail,
        @Nullable String requestId,
        @Nullable Duration retryAfter,
        @Nullable Problem problem) {
    private static final int SHOWN = 3;

    /** Describes what went wrong on this side of the network. */
    public static Failure local(String code, ProblemCategory category, String detail, @Nullable String requestId) {
        return new Failure(0, code, category, detail, requestId, null, null);
    }

    /** Describes a refusal of the gateway. */
    public static Failure of(Problem problem, @Nullable Duration retryAfter) {
        return new Failure(
                problem.status(),
                problem.code(),
                problem.category(),
                problem.detail(),
                problem.requestId(),
                retryAfter,
                problem);
    }

    /** Returns a message of some lines, with the first violations. */
    public String message() {
        StringBuilder text = new StringBuilder(code);
        if (status > 0) {
            text.append(" (HTTP ").append(status).append(')');
        }
        text.append(": ").append(detail);
        List<Violation> violations = problem == null ? List.of() : problem.violations();
        for (Violation violation : violations.subList(0, Math.min(SHOWN, violations.size()))) {
            text.append("\n  ").append(violation);
        }
        if (violations.size() > SHOWN) {
            text.append("\n  and ").append(violations.size() - SHOWN).append(" more");
        }
        if (requestId != null) {
            text.append("\n  request id ").append(requestId);
        }
        return text.toString();
    }
}
