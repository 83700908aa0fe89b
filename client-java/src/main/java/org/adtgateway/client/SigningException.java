package org.adtgateway.client;

/** A key or certificate cannot be read, or a signature cannot be made with it. Nothing was sent. */
public final class SigningException extends RuntimeException {
    /** Describes what is wrong and what to do. */
    public SigningException(String message) {
        super(message);
    }

    /** Describes what is wrong and what to do. */
    public SigningException(String message, Throwable cause) {
        super(message, cause);
    }
}
