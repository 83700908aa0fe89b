package org.adtgateway.client;

/** The main verdict on a signature, by ETSI EN 319 102-1, 5.1.3. */
public enum SignatureIndication {
    /** The signature is good. */
    TOTAL_PASSED,
    /** The signature is not good. */
    TOTAL_FAILED,
    /** Cannot be told from what is known. */
    INDETERMINATE,
    /** An indication that this version of the SDK does not know. */
    UNKNOWN
}
