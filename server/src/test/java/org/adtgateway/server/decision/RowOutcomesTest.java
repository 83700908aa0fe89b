package org.adtgateway.server.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.adtgateway.api.RowOutcomeResult;
import org.adtgateway.checks.fileformat.RowResult;
import org.adtgateway.server.submission.RowCounts;
import org.junit.jupiter.api.Test;

class RowOutcomesTest {
    @Test
    void contractAndChecker_haveTheSameOutcomes() {
        for (RowOutcomeResult each : RowOutcomeResult.values()) {
            assertThat(RowOutcomes.shown(RowOutcomes.checked(each))).isEqualTo(each);
        }
        assertThat(RowResult.Outcome.values()).hasSameSizeAs(RowOutcomeResult.values());
    }

    @Test
    void eachIsCounted() {
        assertThat(RowOutcomes.counts(Map.of(
                        RowResult.Outcome.RELEASED, 1L,
                        RowResult.Outcome.DELETED, 2L,
                        RowResult.Outcome.ALREADY_ACTIONED, 3L,
                        RowResult.Outcome.NOT_IN_QUARANTINE, 4L)))
                .isEqualTo(new RowCounts(1, 2, 3, 4));
    }
}
