package org.adtgateway.checks.verdict;

import static org.adtgateway.checks.verdict.SignatureFault.Indication.INDETERMINATE;
import static org.adtgateway.checks.verdict.SignatureFault.Indication.TOTAL_FAILED;

/** Why a signature is not taken: one constant for each thing that its sender can act on, in the words of ETSI EN 319 102-1, 5.1.3. */
public enum SignatureFault {
    SIGNATURE_TOO_LARGE(TOTAL_FAILED, "FORMAT_FAILURE"),
    NOT_CMS(TOTAL_FAILED, "FORMAT_FAILURE"),
    MALFORMED_SIGNATURE(TOTAL_FAILED, "FORMAT_FAILURE"),
    NOT_DETACHED(TOTAL_FAILED, "FORMAT_FAILURE"),
    SIGNER_COUNT(TOTAL_FAILED, "FORMAT_FAILURE"),
    ALGORITHM_NOT_ALLOWED(INDETERMINATE, "CRYPTO_CONSTRAINTS_FAILURE"),
    SIGNED_ATTRIBUTES(INDETERMINATE, "SIG_CONSTRAINTS_FAILURE"),
    SIGNING_CERTIFICATE_MISMATCH(INDETERMINATE, "NO_SIGNING_CERTIFICATE_FOUND"),
    SIGNER_UNKNOWN(INDETERMINATE, "NO_SIGNING_CERTIFICATE_FOUND"),
    CERTIFICATE_EXPIRED(INDETERMINATE, "OUT_OF_BOUNDS_NO_POE"),
    CERTIFICATE_NOT_YET_VALID(INDETERMINATE, "OUT_OF_BOUNDS_NO_POE"),
    CHAIN_INVALID(INDETERMINATE, "NO_CERTIFICATE_CHAIN_FOUND"),
    KEY_USAGE(INDETERMINATE, "CHAIN_CONSTRAINTS_FAILURE"),
    CERTIFICATE_REVOKED(INDETERMINATE, "REVOKED_NO_POE"),
    /** Cannot tell: no fresh revocation list. */
    REVOCATION_UNKNOWN(INDETERMINATE, "TRY_LATER"),
    DIGEST_MISMATCH(TOTAL_FAILED, "HASH_FAILURE"),
    SIGNATURE_INVALID(TOTAL_FAILED, "SIG_CRYPTO_FAILURE");

    /** The main status indication. */
    public enum Indication {
        TOTAL_PASSED,
        TOTAL_FAILED,
        INDETERMINATE
    }

    private final Indication indication;
    private final String subIndication;

    SignatureFault(Indication indication, String subIndication) {
        this.indication = indication;
        this.subIndication = subIndication;
    }

    public Indication indication() {
        return indication;
    }

    public String subIndication() {
        return subIndication;
    }
}
