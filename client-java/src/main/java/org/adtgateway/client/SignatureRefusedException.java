package org.adtgateway.client;

import org.adtgateway.checks.verdict.SignatureFault;

/** A file's signature is refused: it is not valid for the file, or not by a signer who is trusted. */
public final class SignatureRefusedException extends RuntimeException {
    private final String code;

    SignatureRefusedException(SignatureFault fault, String message) {
        super(message);
        this.code = fault.name();
    }

    /** The code by which the gateway refuses such a signature, such as {@code DIGEST_MISMATCH}. */
    public String code() {
        return code;
    }
}
