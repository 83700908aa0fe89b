package org.adtgateway.adt;

/** The command cannot be carried out as it was given; the message says what to change. */
final class UsageException extends RuntimeException {
    UsageException(String message) {
        super(message);
    }
}
