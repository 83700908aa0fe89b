package org.adtgateway.client;

import java.net.URI;
import java.time.Duration;

/** Is notified of what the client does by itself. Its methods are called on the calling thread and must not throw. */
public interface CallListener {
    /** Is called when an attempt failed and another follows after a pause. */
    default void retrying(Retry retry) {}

    /** Is called when the gateway sends a warning, such as that a certificate expires soon. */
    default void warned(String warning) {}

    /**
     * Describes the next attempt.
     *
     * @param operation such as {@code submitFile}
     * @param attempt the one that failed, counted from 1
     * @param failed the URL that was tried
     * @param next the URL that will be tried
     */
    record Retry(String operation, int attempt, URI failed, URI next, Duration pause, AdtGatewayException reason) {}
}
