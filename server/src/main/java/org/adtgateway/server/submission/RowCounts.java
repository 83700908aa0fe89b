package org.adtgateway.server.submission;

import java.util.ArrayList;
import java.util.List;
import org.adtgateway.api.RowOutcomeResult;
import org.adtgateway.api.RowOutcomeTotal;
import org.adtgateway.api.RowResultTotals;

/** How many rows of an Exit Quarantine file have which outcome. */
public record RowCounts(long released, long deleted, long alreadyActioned, long notInQuarantine) {
    public static final RowCounts NONE = new RowCounts(0, 0, 0, 0);

    /** Returns how many rows have a result. */
    public long reported() {
        return released + deleted + alreadyActioned + notInQuarantine;
    }

    /** Returns the counts with one more of an outcome. */
    public RowCounts with(RowOutcomeResult outcome) {
        return with(outcome, 1);
    }

    /** Returns the counts with some more of an outcome. */
    public RowCounts with(RowOutcomeResult outcome, long more) {
        return switch (outcome) {
            case RELEASED -> new RowCounts(released + more, deleted, alreadyActioned, notInQuarantine);
            case DELETED -> new RowCounts(released, deleted + more, alreadyActioned, notInQuarantine);
            case ALREADY_ACTIONED -> new RowCounts(released, deleted, alreadyActioned + more, notInQuarantine);
            case NOT_IN_QUARANTINE -> new RowCounts(released, deleted, alreadyActioned, notInQuarantine + more);
        };
    }

    /** Returns how many rows have an outcome. */
    public long of(RowOutcomeResult outcome) {
        return switch (outcome) {
            case RELEASED -> released;
            case DELETED -> deleted;
            case ALREADY_ACTIONED -> alreadyActioned;
            case NOT_IN_QUARANTINE -> notInQuarantine;
        };
    }

    RowResultTotals of(long rowCount) {
        List<RowOutcomeTotal> byOutcome = new ArrayList<>();
        for (RowOutcomeResult outcome : RowOutcomeResult.values()) {
            if (of(outcome) > 0) {
                byOutcome.add(new RowOutcomeTotal(outcome, of(outcome)));
            }
        }
        return new RowResultTotals(reported(), rowCount - reported(), byOutcome);
    }
}
