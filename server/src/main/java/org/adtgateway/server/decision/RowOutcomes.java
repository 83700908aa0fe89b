package org.adtgateway.server.decision;

import java.util.Map;
import org.adtgateway.api.RowOutcomeResult;
import org.adtgateway.checks.fileformat.RowResult;
import org.adtgateway.server.submission.RowCounts;

/** The outcomes of rows, which the contract and the checker each have as a type of their own, under the same names. */
final class RowOutcomes {
    private RowOutcomes() {}

    /** Returns an outcome as the contract has it. */
    static RowOutcomeResult shown(RowResult.Outcome outcome) {
        return RowOutcomeResult.valueOf(outcome.name());
    }

    /** Returns an outcome as the checker has it. */
    static RowResult.Outcome checked(RowOutcomeResult outcome) {
        return RowResult.Outcome.valueOf(outcome.name());
    }

    /** Returns how many rows have which outcome. */
    static RowCounts counts(Map<RowResult.Outcome, Long> numbers) {
        RowCounts counts = RowCounts.NONE;
        for (Map.Entry<RowResult.Outcome, Long> each : numbers.entrySet()) {
            counts = counts.with(shown(each.getKey()), each.getValue());
        }
        return counts;
    }
}
