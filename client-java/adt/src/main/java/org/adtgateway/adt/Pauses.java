package org.adtgateway.adt;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Counts out pauses that double up to a bound, and are at least as long as the gateway asks for. */
final class Pauses {
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private Duration pause = FIRST;

    void reset() {
        pause = FIRST;
    }

    Duration next(@Nullable Duration retryAfter) {
        Duration now = retryAfter != null && retryAfter.compareTo(pause) > 0 ? retryAfter : pause;
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return now;
    }
}
