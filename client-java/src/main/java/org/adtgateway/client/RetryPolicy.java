package org.adtgateway.client;

import java.time.Duration;

/**
 * Defines how often and how long to try again after a temporary failure. Each pause is up to twice as long as the one
 * before, and is drawn at random between half and the whole of that, so that many callers do not come back at once.
 * Where the gateway says when to come back ({@code Retry-After}), the pause follows that.
 *
 * @param attempts how many in all, the first included; 1 for no retry
 * @param firstPause before the second attempt
 * @param longestPause also the longest {@code Retry-After} that is waited for; a longer one ends the call
 */
public record RetryPolicy(int attempts, Duration firstPause, Duration longestPause) {
    private static final int DEFAULT_ATTEMPTS = 4;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException for no attempt at all, a negative pause, or a longest pause below the first
     */
    public RetryPolicy {
        if (attempts < 1 || firstPause.isNegative() || longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException("At least one attempt, and pauses from 0 up: " + attempts + ", "
                    + firstPause + ", " + longestPause);
        }
    }

    /** Returns four attempts within some seconds, with pauses from half a second up to 30 seconds. */
    public static RetryPolicy standard() {
        return new RetryPolicy(DEFAULT_ATTEMPTS, Duration.ofMillis(500), Duration.ofSeconds(30));
    }

    /** Returns one attempt only. */
    public static RetryPolicy none() {
        return new RetryPolicy(1, Duration.ZERO, Duration.ZERO);
    }
}
