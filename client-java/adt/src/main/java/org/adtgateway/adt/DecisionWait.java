package org.adtgateway.adt;

import java.time.Duration;
import java.util.function.Function;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.Submission;

/** Waits for a later state of a submission, through times when the gateway is away. */
final class DecisionWait {
    private DecisionWait() {}

    /**
     * Waits as the client does, and again after a pause when the gateway cannot be reached.
     *
     * @param wait at most for the time that it is given
     * @throws AdtGatewayException when the time is over, or when waiting does not help
     */
    static Submission atMost(Duration time, Function<Duration, Submission> wait, Console console) {
        long start = System.nanoTime();
        Pauses pauses = new Pauses();
        while (true) {
            Duration left = time.minusNanos(System.nanoTime() - start);
            try {
                return wait.apply(left.isNegative() ? Duration.ZERO : left);
            } catch (AdtGatewayException e) {
                Duration pause = pauses.next(e.retryAfter());
                if (!Outage.passes(e) || pause.compareTo(time.minusNanos(System.nanoTime() - start)) > 0) {
                    throw e;
                }
                console.note("The gateway is away for now (" + e.code() + "); waiting goes on");
                sleep(pause, e);
            }
        }
    }

    private static void sleep(Duration pause, AdtGatewayException reason) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reason.addSuppressed(e);
            throw reason;
        }
    }
}
