package org.adtgateway.client;

import org.jspecify.annotations.Nullable;

/**
 * Reports that a call was sent and it is not known whether it took effect. Submitting and withdrawing again with the
 * same signature is safe, and shows it; after a claim or an outcome, check the submission's status and history.
 */
public final class ResultUnknownException extends AdtGatewayException {
    /** Reports a failure; public for the tests of applications. */
    public ResultUnknownException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
