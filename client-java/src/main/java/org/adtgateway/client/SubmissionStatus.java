package org.adtgateway.client;

/** Where a submission stands. */
public enum SubmissionStatus {
    /** Delivered and accepted; the DCC has not taken it up yet, and its Party may still withdraw it. */
    RECEIVED,
    /** Withdrawn by its Party before the DCC took it up. */
    WITHDRAWN,
    /** Taken up by the DCC. */
    PROCESSING,
    /** Carried out by the DCC. */
    COMPLETED,
    /** Rejected by the DCC, with a reason. */
    REJECTED,
    /** A status that this version of the SDK does not know. */
    UNKNOWN;

    /** Whether a submission stays in this status for ever. */
    public boolean isFinal() {
        return this == WITHDRAWN || this == COMPLETED || this == REJECTED;
    }
}
