package org.adtgateway.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway accepts at most. The rate limits are null where the gateway states none.
 *
 * @param maxWait the longest time that a call may wait for a change
 */
public record Limits(
        long maxFileBytes,
        long maxSignatureBytes,
        long maxRows,
        int maxViolations,
        int maxPageSize,
        Duration maxWait,
        Duration signingTimeMaxAge,
        Duration signingTimeMaxAhead,
        @Nullable Integer submissionsPerMinute,
        @Nullable Integer concurrentUploads,
        @Nullable Integer concurrentDownloads,
        @Nullable Integer readsPerSecond,
        @Nullable Integer pollsPerSecond,
        @Nullable Integer waitingCalls) {}
