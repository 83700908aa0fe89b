package org.adtgateway.client;

/** What can happen to a submission. */
public enum EventType {
    /** A file was submitted and accepted. */
    RECEIVED,
    /** Its Party took it back. */
    WITHDRAWN,
    /** The DCC took it up. */
    CLAIMED,
    /** The DCC carried it out. */
    COMPLETED,
    /** The DCC rejected it. */
    REJECTED,
    /** An event that this version of the SDK does not know. */
    UNKNOWN
}
