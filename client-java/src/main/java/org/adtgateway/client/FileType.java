package org.adtgateway.client;

/** The kinds of file that the gateway takes. */
public enum FileType {
    /** An Anomaly Detection Thresholds file. */
    ADT,
    /** A file that says which quarantined communications to release and which to delete. */
    EXIT_QUARANTINE,
    /** A kind that this version of the SDK does not know. Never sent. */
    UNKNOWN
}
