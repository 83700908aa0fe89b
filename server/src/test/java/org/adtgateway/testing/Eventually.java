package org.adtgateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what becomes true a while after an act, such as an event in the feed. Machines differ, so that all tests have the same long patience. */
public final class Eventually {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Eventually() {}

    /** What becomes true; an exception ends the waiting. */
    @FunctionalInterface
    public interface Claim {
        boolean holds() throws Exception;
    }

    /**
     * Returns once the claim holds.
     *
     * @throws AssertionError if it does not within two minutes
     */
    public static void eventually(Claim claim) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds(claim)) {
            assertThat(System.nanoTime()).as("not within " + PATIENCE).isLessThan(end);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static boolean holds(Claim claim) {
        try {
            return claim.holds();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
