package org.adtgateway.client;

import org.adtgateway.checks.verdict.SignatureFault;

/** Reports that a file's signature is refused: it is not valid for the file, or its signer is not trusted. */
public final class SignatureRefusedException extends RuntimeException {
    private final String code;

    SignatureRefusedException(SignatureFault fault, String message) {
        super(message);
        this.code = fault.name();
    }

    /** Tells whether it is the signature of other bytes, as the file was changed after it was signed or is not whole yet. */
    public boolean isOverOtherBytes() {
        return code.equals(SignatureFault.DIGEST_MISMATCH.name());
    }

    /** Returns the code by which the gateway refuses such a signature, such as {@code DIGEST_MISMATCH}. */
    public String code() {
        return code;
    }
}
