package org.adtgateway.adt;

import org.adtgateway.client.AdtGatewayException;

/** Reports that a file was delivered, but its receipt could not be fetched. */
final class ReceiptMissingException extends RuntimeException {
    private final String submissionId;
    private final transient AdtGatewayException reason;

    ReceiptMissingException(String submissionId, AdtGatewayException reason) {
        super("Delivered as " + submissionId + ", but its receipt could not be fetched", reason);
        this.submissionId = submissionId;
        this.reason = reason;
    }

    String submissionId() {
        return submissionId;
    }

    AdtGatewayException reason() {
        return reason;
    }
}
