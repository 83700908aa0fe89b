package org.adtgateway.client;

/** What the DCC did with one row of an Exit Quarantine file. */
public enum RowStatus {
    /** The communication was processed. */
    RELEASED,
    /** The communication was deleted. */
    DELETED,
    /** An earlier file had already decided on this communication. */
    ALREADY_ACTIONED,
    /** No such communication is in quarantine. */
    NOT_IN_QUARANTINE,
    /** A result that this version of the SDK does not know. Never sent. */
    UNKNOWN
}
