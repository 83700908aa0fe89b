package org.adtgateway.client;

import org.jspecify.annotations.Nullable;

/**
 * The call was sent and no answer came that tells whether it took effect. Submitting and withdrawing again with the
 * same signature is safe, and finds out; after a claim or an outcome, look at the submission's status and history.
 */
public final class ResultUnknownException extends AdtGatewayException {
    ResultUnknownException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
