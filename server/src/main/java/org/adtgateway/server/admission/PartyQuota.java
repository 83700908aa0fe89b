package org.adtgateway.server.admission;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * What one Party may do on one node. A setting of 0, or left out, has its default.
 *
 * @param submissionsPerMinute submissions, validations and withdrawals
 * @param readsPerSecond all calls that are neither these nor polls
 * @param pollsPerSecond questions for the status of a submission, and for the feed
 * @param concurrentUploads requests with a body that run at a time
 * @param concurrentDownloads files that are fetched at a time; each takes a thread until its reader has all of it
 * @param unreadResponses responses, downloads among them, that wait for a slow reader at a time; each takes a thread
 * @param waitingCalls polls that ask to wait ({@code Prefer: wait}) at a time
 */
public record PartyQuota(
        @JsonProperty("submissionsPerMinute") @Min(0) @Max(1_000_000)
        int submissionsPerMinute,

        @JsonProperty("readsPerSecond") @Min(0) @Max(1_000_000)
        int readsPerSecond,

        @JsonProperty("pollsPerSecond") @Min(0) @Max(1_000_000)
        int pollsPerSecond,

        @JsonProperty("concurrentUploads") @Min(0) @Max(1_000_000)
        int concurrentUploads,

        @JsonProperty("concurrentDownloads") @Min(0) @Max(1_000_000)
        int concurrentDownloads,

        @JsonProperty("waitingCalls") @Min(0) @Max(1_000_000)
        int waitingCalls,

        @JsonProperty("unreadResponses") @Min(0) @Max(1_000_000)
        int unreadResponses) {
    static final PartyQuota UNSET = new PartyQuota(0, 0, 0, 0, 0, 0, 0);

    PartyQuota orElse(PartyQuota defaults) {
        return new PartyQuota(
                orElse(submissionsPerMinute, defaults.submissionsPerMinute),
                orElse(readsPerSecond, defaults.readsPerSecond),
                orElse(pollsPerSecond, defaults.pollsPerSecond),
                orElse(concurrentUploads, defaults.concurrentUploads),
                orElse(concurrentDownloads, defaults.concurrentDownloads),
                orElse(waitingCalls, defaults.waitingCalls),
                orElse(unreadResponses, defaults.unreadResponses));
    }

    private static int orElse(int value, int preset) {
        return value == 0 ? preset : value;
    }
}
