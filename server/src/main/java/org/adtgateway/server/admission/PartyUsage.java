package org.adtgateway.server.admission;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** What one Party has left of its share. */
final class PartyUsage {
    private final Map<RateLimitBucket, Bucket> buckets = new EnumMap<>(RateLimitBucket.class);
    private final ConcurrencyLimit uploads;
    private final ConcurrencyLimit leaving;
    private final ConcurrencyLimit downloads;
    private final ConcurrencyLimit waiting;
    private final ConcurrencyLimit unread;

    PartyUsage(PartyQuota share, TimeMeter clock) {
        for (RateLimitBucket rate : RateLimitBucket.values()) {
            buckets.put(rate, bucket(rate, share, clock));
        }
        this.uploads = new ConcurrencyLimit(share.concurrentUploads());
        this.leaving = new ConcurrencyLimit(share.concurrentUploads());
        this.downloads = new ConcurrencyLimit(share.concurrentDownloads());
        this.waiting = new ConcurrencyLimit(share.waitingCalls());
        this.unread = new ConcurrencyLimit(share.unreadResponses());
    }

    private static Bucket bucket(RateLimitBucket rate, PartyQuota share, TimeMeter clock) {
        int quota = rate.quota(share);
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(quota).refillGreedy(quota, rate.window()))
                .withCustomTimePrecision(clock)
                .build();
    }

    Bucket bucket(RateLimitBucket rate) {
        return Objects.requireNonNull(buckets.get(rate));
    }

    ConcurrencyLimit uploads() {
        return uploads;
    }

    /** For refused uploads that are still being sent: as many as may run. */
    ConcurrencyLimit leaving() {
        return leaving;
    }

    ConcurrencyLimit downloads() {
        return downloads;
    }

    ConcurrencyLimit waiting() {
        return waiting;
    }

    /** For responses that wait for their reader. */
    ConcurrencyLimit unread() {
        return unread;
    }
}
