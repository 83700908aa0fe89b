package org.adtgateway.server.submission;

/** Names the states of a submission. {@link Transition} lists what leads from one to another; nothing else does. */
public enum SubmissionStatus {
    /** Delivered; the DCC has not claimed it. */
    RECEIVED,
    /** Withdrawn by its owner; final. */
    WITHDRAWN,
    /** Claimed by the DCC. */
    PROCESSING,
    /** Carried out; final. */
    COMPLETED,
    /** Not carried out; final; the outcome says why. */
    REJECTED;
}
