package org.adtgateway.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the DCC decided.
 *
 * @param status {@link SubmissionStatus#COMPLETED} or {@link SubmissionStatus#REJECTED}
 * @param reason always there for a rejection
 * @param rowOutcomes for Exit Quarantine files, and only as far as reported; left out of lists
 */
public record Outcome(
        SubmissionStatus status, @Nullable String reason, Instant decidedAt, List<RowOutcome> rowOutcomes) {
    /** Copies the collections. */
    public Outcome {
        rowOutcomes = List.copyOf(rowOutcomes);
    }
}
