package org.adtgateway.client;

import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.adtgateway.client.AttemptFailedException.Effect;
import org.jspecify.annotations.Nullable;

/**
 * Makes the attempts of a call: again after failures that may pass, at the next address when one cannot be reached, and
 * never again when that might do a thing twice.
 */
final class RetryExecutor {
    private final GatewayUrls addresses;
    private final RetryPolicy policy;
    private final CallListener listener;

    RetryExecutor(GatewayUrls addresses, RetryPolicy policy, CallListener listener) {
        this.addresses = addresses;
        this.policy = policy;
        this.listener = listener;
    }

    /** One attempt. */
    @FunctionalInterface
    interface Attempt<T extends @Nullable Object> {
        T at(URI address, String requestId) throws AttemptFailedException;
    }

    /** The request id stays the same through all attempts, so that the gateway's log shows them together. */
    <T extends @Nullable Object> T run(ApiRequest call, Attempt<T> attempt) {
        String requestId = UUID.randomUUID().toString();
        boolean outcomeUnknown = false;
        for (int number = 1; ; number++) {
            URI address = addresses.current();
            try {
                return attempt.at(address, requestId);
            } catch (AttemptFailedException e) {
                outcomeUnknown = call.changesSomething() && outcomeUnknown(outcomeUnknown, e.effect());
                AdtGatewayException end = outcomeUnknown ? unknown(e.failure(), requestId) : e.failure();
                if (!again(call, e, outcomeUnknown, number)) {
                    throw end;
                }
                if (e.tryElsewhere()) {
                    addresses.failed(address);
                }
                Duration pause = pause(e, number);
                listener.retrying(new CallListener.Retry(
                        call.operation(), number, address, addresses.current(), pause, e.failure()));
                sleep(pause, outcomeUnknown, requestId);
            }
        }
    }

    private static boolean outcomeUnknown(boolean before, Effect effect) {
        return switch (effect) {
            case NONE -> before;
            case UNKNOWN -> true;
            case NONE_EVER -> false;
        };
    }

    private boolean again(ApiRequest call, AttemptFailedException e, boolean outcomeUnknown, int number) {
        Duration retryAfter = e.failure().retryAfter();
        boolean safe = !outcomeUnknown || call.repeat() == ApiRequest.Repeat.SAME_ACT;
        int attempts = policy.attempts() == 1 ? 1 : Math.max(policy.attempts(), addresses.count());
        return e.mayPass()
                && safe
                && number < attempts
                && (retryAfter == null || retryAfter.compareTo(policy.longestPause()) <= 0);
    }

    /** At an address not yet tried in this call nobody needs to be waited for. */
    private Duration pause(AttemptFailedException e, int number) {
        Duration retryAfter = e.failure().retryAfter();
        Duration drawn = policy.pauseAfter(number, ThreadLocalRandom.current().nextDouble());
        if (retryAfter != null) {
            return retryAfter.compareTo(drawn) > 0 ? retryAfter : drawn;
        }
        return e.tryElsewhere() && number < addresses.count() ? Duration.ZERO : drawn;
    }

    private static void sleep(Duration pause, boolean outcomeUnknown, String requestId) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            AdtGatewayException interrupted = interrupted(requestId, e);
            throw outcomeUnknown ? unknown(interrupted, requestId) : interrupted;
        }
    }

    static AdtGatewayException interrupted(String requestId, Exception cause) {
        return new AdtGatewayException(
                Failure.local(
                        AdtGatewayException.INTERRUPTED,
                        ProblemCategory.RETRY,
                        "The calling thread was interrupted",
                        requestId),
                cause);
    }

    static ResultUnknownException unknown(AdtGatewayException last, String requestId) {
        Failure failure = last.failure();
        return new ResultUnknownException(
                new Failure(
                        failure.status(),
                        AdtGatewayException.OUTCOME_UNKNOWN,
                        ProblemCategory.RETRY,
                        "The request was sent and may or may not have taken effect. The last failure was: "
                                + failure.detail(),
                        failure.requestId() == null ? requestId : failure.requestId(),
                        failure.retryAfter(),
                        null),
                last);
    }
}
