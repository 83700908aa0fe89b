package org.adtgateway.adt;

import org.adtgateway.client.AdtGatewayException;

/** Reports that a file was delivered, but its receipt could not be fetched or kept. */
final class ReceiptMissingException extends RuntimeException {
    private final String submissionId;
    private final String reason;

    ReceiptMissingException(String submissionId, RuntimeException cause) {
        super(
                "Delivered as " + submissionId + ", but its receipt could not be "
                        + (cause instanceof AdtGatewayException ? "fetched" : "kept"),
                cause);
        this.submissionId = submissionId;
        this.reason = ErrorReporter.reason(cause)
                + (cause instanceof AdtGatewayException e ? ". Request id: " + e.requestId() : "");
    }

    String submissionId() {
        return submissionId;
    }

    String reason() {
        return reason;
    }
}
