package org.adtgateway.client;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Is notified of the results of the acts in an {@link Outbox}, on the thread that delivers. Its methods must not throw. */
public interface OutboxListener {
    /**
     * Is called when an act was delivered.
     *
     * @param folder where the file, the signature, the submission and the receipt are now
     * @param receipt null when the client has no anchor to verify receipts by; the bytes are in the folder all the same
     */
    default void delivered(String name, Path folder, Submission submission, @Nullable Receipt receipt) {}

    /**
     * Is called when an act was refused and will not be tried again.
     *
     * @param folder where the file, the signature and the problem are now
     */
    default void refused(String name, Path folder, AdtGatewayException reason) {}

    /**
     * Is called when an act could not be delivered yet; it stays in the outbox and will be tried again.
     *
     * @param name empty when it is the outbox's folder that cannot be read or written
     */
    default void delayed(String name, RuntimeException reason) {}
}
