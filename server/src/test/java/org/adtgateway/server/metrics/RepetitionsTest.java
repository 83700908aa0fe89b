package org.adtgateway.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.adtgateway.server.metrics.Repetitions.Repeated;
import org.junit.jupiter.api.Test;

/** A flood is told of once, and summed up. */
class RepetitionsTest {
    private final Repetitions<String, Integer> repetitions = new Repetitions<>(2);

    @Test
    void onlyTheFirstOfAKindIsTold_andTheRestIsSummedUpAtTheEnd() {
        assertThat(repetitions.isFirst("a", 1)).isTrue();
        assertThat(repetitions.isFirst("a", 2)).isFalse();
        assertThat(repetitions.isFirst("b", 3)).isTrue();
        assertThat(repetitions.isFirst("a", 4)).isFalse();
        assertThat(repetitions.end()).containsExactly(new Repeated<>(4, 2, false));
        assertThat(repetitions.isFirst("a", 5)).as("in the next window").isTrue();
        assertThat(repetitions.end()).isEmpty();
    }

    @Test
    void whatComesAfterTooManyKinds_isOneKind() {
        repetitions.isFirst("a", 1);
        repetitions.isFirst("b", 2);
        for (int i = 3; i < 1000; i++) {
            assertThat(repetitions.isFirst("kind " + i, i)).isFalse();
        }
        assertThat(repetitions.end()).containsExactly(new Repeated<>(999, 997, true));
    }
}
