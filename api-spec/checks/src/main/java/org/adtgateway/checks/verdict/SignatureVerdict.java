package org.adtgateway.checks.verdict;

import java.security.cert.X509Certificate;

/** What verification found. */
public sealed interface SignatureVerdict {
    /** TOTAL_PASSED: the holder of this registered certificate signed exactly these bytes. */
    record Passed(X509Certificate signer) implements SignatureVerdict {}

    /**
     * The signature is not taken.
     *
     * @param detail says what is wrong and what to do
     */
    record Refused(SignatureFault fault, String detail) implements SignatureVerdict {}
}
