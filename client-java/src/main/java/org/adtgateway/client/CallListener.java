package org.adtgateway.client;

import java.net.URI;
import java.time.Duration;

/** Is told what the client does on its own account. Its methods are called on the calling thread and must not throw. */
public interface CallListener {
    /** An attempt failed, and another will be made after a pause. */
    default void retrying(Retry retry) {}

    /** The gateway has something to say that is no refusal, such as that a certificate expires soon. */
    default void warned(String warning) {}

    /**
     * A retry about to be made.
     *
     * @param operation such as {@code submitFile}
     * @param attempt the one that failed, counted from 1
     * @param failed the address that was tried
     * @param next the address that will be tried
     */
    record Retry(String operation, int attempt, URI failed, URI next, Duration pause, AdtGatewayException reason) {}
}
