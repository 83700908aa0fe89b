package org.adtgateway.client;

/** How much a violation weighs. */
public enum Severity {
    /** The file is refused. */
    ERROR,
    /** The file is accepted all the same, and somebody should look. */
    WARNING,
    /** A severity that this version of the SDK does not know. */
    UNKNOWN
}
