package org.adtgateway.client;

/** What to do about a refusal. */
public enum ProblemCategory {
    /** Mend what was sent, and send it again. */
    FORMAT,
    /** Sending it again will not help; somebody has to do or decide something. */
    WORKFLOW,
    /** Send the same again later. */
    RETRY,
    /** A category that this version of the SDK does not know, or no answer of the gateway at all. */
    UNKNOWN
}
