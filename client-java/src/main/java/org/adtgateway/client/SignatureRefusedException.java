package org.adtgateway.client;

import org.jspecify.annotations.Nullable;

/** A file's signature does not hold, or is not by somebody who is trusted. */
public final class SignatureRefusedException extends RuntimeException {
    SignatureRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
