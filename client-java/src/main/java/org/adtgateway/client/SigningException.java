package org.adtgateway.client;

/** Reports that a key or certificate cannot be read, or cannot sign. Nothing was sent. */
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
