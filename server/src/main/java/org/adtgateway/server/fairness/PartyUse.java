package org.adtgateway.server.fairness;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** What one Party has left of its share. */
final class PartyUse {
    private final Map<Rate, Bucket> buckets = new EnumMap<>(Rate.class);
    private final Slots uploads;
    private final Slots leaving;
    private final Slots downloads;
    private final Slots waiting;

    PartyUse(Share share, TimeMeter clock) {
        for (Rate rate : Rate.values()) {
            buckets.put(rate, bucket(rate, share, clock));
        }
        this.uploads = new Slots(share.concurrentUploads());
        this.leaving = new Slots(share.concurrentUploads());
        this.downloads = new Slots(share.concurrentDownloads());
        this.waiting = new Slots(share.waitingCalls());
    }

    private static Bucket bucket(Rate rate, Share share, TimeMeter clock) {
        int quota = rate.quota(share);
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(quota).refillGreedy(quota, rate.window()))
                .withCustomTimePrecision(clock)
                .build();
    }

    Bucket bucket(Rate rate) {
        return Objects.requireNonNull(buckets.get(rate));
    }

    Slots uploads() {
        return uploads;
    }

    /** For refused uploads that are still being sent: as many as may run. */
    Slots leaving() {
        return leaving;
    }

    Slots downloads() {
        return downloads;
    }

    Slots waiting() {
        return waiting;
    }
}
