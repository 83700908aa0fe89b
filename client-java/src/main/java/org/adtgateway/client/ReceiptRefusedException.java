package org.adtgateway.client;

/** Reports a receipt that must not be relied on. */
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

    /** Returns what kind of error it is; the message says more. */
    public Reason reason() {
        return reason;
    }

    /** Lists why a receipt is refused. */
    public enum Reason {
        /** The bytes are not a receipt: not CMS SignedData with content and one signer, or with unknown content. */
        NOT_A_RECEIPT,
        /** Signed with an algorithm or a key length that is not accepted. */
        ALGORITHM_NOT_ALLOWED,
        /** The content or the signature was changed after signing. */
        ALTERED,
        /** The signer's certificate does not lead to a configured anchor, or may not sign. */
        NOT_TRUSTED,
        /** A valid receipt, but for another file, signature or submission. */
        OF_SOMETHING_ELSE
    }
}
