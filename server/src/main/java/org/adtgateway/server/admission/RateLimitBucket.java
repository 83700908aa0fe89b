package org.adtgateway.server.admission;

import java.time.Duration;

/**
 * Names what is counted, each in a bucket of its own, so that a Party that submits much can still ask for the status. A full bucket has the
 * calls of its window; they may be spent at once, and it fills again evenly.
 */
enum RateLimitBucket {
    SUBMISSIONS(Duration.ofMinutes(1)),
    // ten seconds' worth, so that a page that loads, or a tool that starts, is not cut short
    POLLS(Duration.ofSeconds(10)),
    READS(Duration.ofSeconds(10));

    private final Duration window;

    RateLimitBucket(Duration window) {
        this.window = window;
    }

    /** Returns how long an empty bucket takes to be full. */
    Duration window() {
        return window;
    }

    /** Calls in a full bucket. */
    int quota(PartyQuota share) {
        int seconds = Math.toIntExact(window.toSeconds());
        return switch (this) {
            case SUBMISSIONS -> share.submissionsPerMinute();
            case POLLS -> seconds * share.pollsPerSecond();
            case READS -> seconds * share.readsPerSecond();
        };
    }
}
