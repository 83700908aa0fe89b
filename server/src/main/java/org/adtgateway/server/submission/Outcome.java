package org.adtgateway.server.submission;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.json.Json;
import org.jspecify.annotations.Nullable;

/** What the DCC decided. */
public record Outcome(
        Kind outcome, @Nullable String reason, @Json List<RowOutcome> rowOutcomes, Instant decidedAt) {

    /** Whether another report says the same, whenever it came and in whatever order. */
    public boolean isSameAs(Outcome other) {
        return outcome == other.outcome
                && Objects.equals(reason, other.reason)
                && Set.copyOf(rowOutcomes).equals(Set.copyOf(other.rowOutcomes));
    }

    /** The decision on the submission as a whole. */
    public enum Kind {
        COMPLETED(Transition.COMPLETE),
        REJECTED(Transition.REJECT);

        private final Transition transition;

        Kind(Transition transition) {
            this.transition = transition;
        }

        public Transition transition() {
            return transition;
        }
    }

    /** What became of one quarantined request. */
    public record RowOutcome(String requestId, Result outcome) {
        /** See the domain: these four, and the DCC's to report. */
        public enum Result {
            RELEASED,
            DELETED,
            ALREADY_ACTIONED,
            NOT_IN_QUARANTINE
        }
    }
}
