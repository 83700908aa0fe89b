package org.adtgateway.client;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A refusal as the gateway described it (RFC 9457), or what stands for one where no answer of the gateway came.
 *
 * @param status the HTTP status; 0 when no answer came
 * @param code stable, from the gateway's closed list; or one of this SDK's own, see {@link AdtGatewayException}
 * @param detail what is wrong and what to do
 * @param requestId names the request in the gateway's log; quote it when asking for help
 * @param violations the faults in the file, the first 1,000
 * @param signature the verdict on the signature, where that is at fault
 * @param currentStatus the status that stood in the way
 * @param submissionId the submission that stood in the way
 * @param differences what differs from the first time the same act was sent
 * @param retryAfter when to try again, where the gateway says so
 */
public record Problem(
        int status,
        String code,
        ProblemCategory category,
        String title,
        String detail,
        @Nullable String requestId,
        List<Violation> violations,
        @Nullable ViolationTotals totals,
        @Nullable SignatureReport signature,
        @Nullable SubmissionStatus currentStatus,
        @Nullable String submissionId,
        List<String> differences,
        @Nullable Duration retryAfter) {
    private static final int SHOWN = 3;

    /** Copies the collections. */
    public Problem {
        violations = List.copyOf(violations);
        differences = List.copyOf(differences);
    }

    static Problem local(String code, ProblemCategory category, String detail, @Nullable String requestId) {
        return new Problem(
                0, code, category, "", detail, requestId, List.of(), null, null, null, null, List.of(), null);
    }

    /** The whole in some lines, with the first violations. */
    String message() {
        StringBuilder text = new StringBuilder(code);
        if (status > 0) {
            text.append(" (HTTP ").append(status).append(')');
        }
        text.append(": ").append(detail);
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
