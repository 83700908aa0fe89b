package org.adtgateway.client;

/** A key or certificate cannot be read, or a signature cannot be made with it. Nothing was sent. */
public final class SigningException extends RuntimeException {
    SigningException(String message) {
        super(message);
    }

    SigningException(String message, Throwable cause) {
        super(message, cause);
    }
}
