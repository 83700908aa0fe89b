package org.adtgateway.adt;

/** Reports that the command cannot run with these arguments or settings; the message says what to change. */
final class UsageException extends RuntimeException {
    UsageException(String message) {
        super(message);
    }
}
