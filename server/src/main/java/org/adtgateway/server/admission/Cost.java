package org.adtgateway.server.admission;

/** What a call is counted as; the contract names it for each operation ({@code x-cost}). */
public enum Cost {
    SUBMISSION(RateLimitBucket.SUBMISSIONS),
    POLL(RateLimitBucket.POLLS),
    READ(RateLimitBucket.READS),
    /** A read that also takes one of its Party's downloads until its last byte is written. */
    DOWNLOAD(RateLimitBucket.READS);

    private final RateLimitBucket bucket;

    Cost(RateLimitBucket bucket) {
        this.bucket = bucket;
    }

    RateLimitBucket bucket() {
        return bucket;
    }
}
