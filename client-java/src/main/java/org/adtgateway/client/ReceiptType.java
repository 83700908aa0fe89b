package org.adtgateway.client;

/** The acts that the service issues receipts for. */
public enum ReceiptType {
    /** A file was received and accepted. */
    SUBMISSION,
    /** A submission was withdrawn by its Party. */
    WITHDRAWAL,
    /** The DCC completed or rejected a submission. */
    OUTCOME,
    /** An act that this version of the SDK does not know. */
    UNKNOWN
}
