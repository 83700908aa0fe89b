package org.adtgateway.testing;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Calls that go on beside a test, each in a thread of its own: the common pool has one on a small machine, where the second would wait for the first. */
public final class InBackground {
    private InBackground() {}

    /** Starts it at once. */
    public static <T> CompletableFuture<T> call(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call, task -> new Thread(task).start());
    }
}
