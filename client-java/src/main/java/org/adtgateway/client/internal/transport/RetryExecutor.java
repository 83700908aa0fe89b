package org.adtgateway.client.internal.transport;

import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.CallListener;
import org.adtgateway.client.Failure;
import org.adtgateway.client.ProblemCategory;
import org.adtgateway.client.ResultUnknownException;
import org.adtgateway.client.RetryPolicy;
import org.adtgateway.client.internal.transport.AttemptFailedException.Effect;
import org.jspecify.annotations.Nullable;

/**
 * Makes the attempts of a call: again after temporary failures, at the next URL when one cannot be reached, and never
 * again when that might do something twice.
 */
public final class RetryExecutor {
    private static final int MAX_DOUBLINGS = 20;

    private final GatewayUrls addresses;
    private final RetryPolicy policy;
    private final CallListener listener;

    public RetryExecutor(GatewayUrls addresses, RetryPolicy policy, CallListener listener) {
        this.addresses = addresses;
        this.policy = policy;
        this.listener = listener;
    }

    /** Makes one attempt. */
    @FunctionalInterface
    interface Attempt<T extends @Nullable Object> {
        T at(URI address, String requestId) throws AttemptFailedException;
    }

    /** Runs the attempts. All have the same request id, so that the gateway's log shows them together. */
    <T extends @Nullable Object> T run(ApiRequest call, Attempt<T> attempt) {
        String requestId = UUID.randomUUID().toString();
        boolean resultUnknown = false;
        for (int number = 1; ; number++) {
            URI address = addresses.current();
            try {
                return attempt.at(address, requestId);
            } catch (AttemptFailedException e) {
                resultUnknown = call.changesSomething() && resultUnknown(resultUnknown, e.effect());
                AdtGatewayException end = resultUnknown ? unknown(e.failure(), requestId) : e.failure();
                if (!again(call, e, resultUnknown, number)) {
                    throw end;
                }
                if (e.tryElsewhere()) {
                    addresses.failed(address);
                }
                Duration pause = pause(e, number);
                listener.retrying(new CallListener.Retry(
                        call.operation(), number, address, addresses.current(), pause, e.failure()));
                sleep(pause, resultUnknown, requestId);
            }
        }
    }

    private static boolean resultUnknown(boolean before, Effect effect) {
        return switch (effect) {
            case NONE -> before;
            case UNKNOWN -> true;
            case NONE_EVER -> false;
        };
    }

    private boolean again(ApiRequest call, AttemptFailedException e, boolean resultUnknown, int number) {
        Duration retryAfter = e.failure().retryAfter();
        boolean safe = !resultUnknown || call.repeat() == ApiRequest.Repeat.SAME_ACT;
        int attempts = policy.attempts() == 1 ? 1 : Math.max(policy.attempts(), addresses.count());
        return e.mayPass()
                && safe
                && number < attempts
                && (retryAfter == null || retryAfter.compareTo(policy.longestPause()) <= 0);
    }

    /** Returns the pause; none before a URL that has not been tried in this call. */
    private Duration pause(AttemptFailedException e, int number) {
        Duration retryAfter = e.failure().retryAfter();
        Duration drawn = pauseAfter(policy, number, ThreadLocalRandom.current().nextDouble());
        if (retryAfter != null) {
            return retryAfter.compareTo(drawn) > 0 ? retryAfter : drawn;
        }
        return e.tryElsewhere() && number < addresses.count() ? Duration.ZERO : drawn;
    }

    /**
     * Returns the pause after a failed attempt.
     *
     * @param attempt counted from 1
     * @param draw from 0 to 1
     */
    public static Duration pauseAfter(RetryPolicy policy, int attempt, double draw) {
        long millis = policy.firstPause().toMillis() << Math.min(attempt - 1, MAX_DOUBLINGS);
        long bounded = Math.min(millis, policy.longestPause().toMillis());
        return Duration.ofMillis(Math.round(bounded * (0.5 + draw / 2)));
    }

    private static void sleep(Duration pause, boolean resultUnknown, String requestId) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            AdtGatewayException interrupted = interrupted(requestId, e);
            throw resultUnknown ? unknown(interrupted, requestId) : interrupted;
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
        return new ResultUnknownException(
                new Failure(
                        last.status(),
                        AdtGatewayException.OUTCOME_UNKNOWN,
                        ProblemCategory.RETRY,
                        "The request was sent and may or may not have taken effect. The last failure was: "
                                + last.detail(),
                        last.requestId() == null ? requestId : last.requestId(),
                        last.retryAfter(),
                        null),
                last);
    }
}
