package org.adtgateway.client;

/** A receipt that must not be relied on, and why. */
public final class ReceiptRefusedException extends RuntimeException {
    private final Reason reason;

    ReceiptRefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    ReceiptRefusedException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What kind of fault it is; the message says more. */
    public Reason reason() {
        return reason;
    }

    /** Why a receipt is refused. */
    public enum Reason {
        /** The bytes are no receipt: no CMS SignedData with content and one signer, or no content that is understood. */
        NOT_A_RECEIPT,
        /** Signed with an algorithm or a key length that is not accepted. */
        ALGORITHM_NOT_ALLOWED,
        /** The content or the signature was changed after signing. */
        ALTERED,
        /** The signer's certificate does not lead to a configured anchor, or may not sign. */
        NOT_TRUSTED,
        /** A sound receipt, but for another file, signature or submission. */
        OF_SOMETHING_ELSE
    }
}
