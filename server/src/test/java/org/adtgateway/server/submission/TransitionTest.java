package org.adtgateway.server.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.adtgateway.api.OutcomeDecision;
import org.adtgateway.api.SubmissionStatus;
import org.junit.jupiter.api.Test;

class TransitionTest {
    @Test
    void aStatusIsFinal_whereNoTransitionStartsFromIt() {
        for (SubmissionStatus status : SubmissionStatus.values()) {
            assertThat(status.isFinal())
                    .as("%s", status)
                    .isEqualTo(Arrays.stream(Transition.values()).noneMatch(each -> each.from() == status));
        }
    }

    @Test
    void aDecisionLeadsToTheStatusOfItsName() {
        for (OutcomeDecision decision : OutcomeDecision.values()) {
            assertThat(Transition.to(decision).to().name()).isEqualTo(decision.name());
        }
    }
}
