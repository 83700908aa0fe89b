package org.adtgateway.client;

/** What can happen to a submission. */
public enum EventType {
    RECEIVED,
    WITHDRAWN,
    CLAIMED,
    COMPLETED,
    REJECTED,
    /** An event that this version of the SDK does not know. */
    UNKNOWN
}
