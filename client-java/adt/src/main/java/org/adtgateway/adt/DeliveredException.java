package org.adtgateway.adt;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.ReceiptRefusedException;
import org.jspecify.annotations.Nullable;

/** Reports that a file was delivered, though what comes after that failed: a script must not take it for refused. */
final class DeliveredException extends RuntimeException {
    private final String submissionId;
    private final @Nullable Path receipt;
    private final ExitCode code;
    private final List<String> lines;

    private DeliveredException(
            String submissionId,
            @Nullable Path receipt,
            ExitCode code,
            String what,
            List<String> lines,
            RuntimeException cause) {
        super("Delivered as " + submissionId + ", but " + what, cause);
        this.submissionId = submissionId;
        this.receipt = receipt;
        this.code = code;
        this.lines = lines;
    }

    /** The receipt could not be fetched or kept. */
    static DeliveredException withoutReceipt(String submissionId, RuntimeException cause) {
        String what = "its receipt could not be " + (cause instanceof AdtGatewayException ? "fetched" : "kept");
        List<String> lines = new ArrayList<>();
        lines.add(reason(cause));
        lines.add("Run the same command again, or fetch the receipt: adt receipt " + submissionId);
        return new DeliveredException(submissionId, null, ExitCode.RESULT_UNKNOWN, what, lines, cause);
    }

    /** The receipt must not be relied on, or the setting by which it was judged is wrong. */
    static DeliveredException withBadReceipt(String submissionId, Path receipt, ReceiptRefusedException cause) {
        return new DeliveredException(
                submissionId,
                receipt,
                ExitCode.RESULT_UNKNOWN,
                "its receipt is not valid: " + cause.reason(),
                List.of(
                        ErrorReporter.advice(cause),
                        "Then run the same command again, or: adt receipt " + submissionId),
                cause);
    }

    /** What the DCC has decided could not be asked for until the waiting time was over. */
    static DeliveredException withoutDecision(String submissionId, Path receipt, AdtGatewayException cause) {
        return new DeliveredException(
                submissionId,
                receipt,
                ExitCode.TIMED_OUT,
                "the decision is not known yet",
                List.of(reason(cause), "Follow it with: adt status " + submissionId + " --watch"),
                cause);
    }

    private static String reason(RuntimeException cause) {
        return ErrorReporter.reason(cause)
                + (cause instanceof AdtGatewayException e && e.requestId() != null
                        ? ". Request id: " + e.requestId()
                        : "");
    }

    String submissionId() {
        return submissionId;
    }

    /** Where the receipt is kept; null if it is not. */
    @Nullable
    Path receipt() {
        return receipt;
    }

    ExitCode code() {
        return code;
    }

    List<String> lines() {
        return lines;
    }
}
