package org.adtgateway.client;

import java.time.Duration;
import java.util.Set;
import org.adtgateway.client.internal.transport.ApiRequest;
import org.adtgateway.client.internal.transport.ApiResponse;
import org.adtgateway.client.internal.transport.CallExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a submission to change. It asks the gateway to hold its answer until then (RFC 7240, 4.3); where the
 * gateway, or something in between, answers at once all the same, it asks again after a pause.
 */
final class StatusPoller {
    /** Shorter than the minute after which many proxies time out. */
    private static final Duration ONE_CALL = Duration.ofSeconds(50);

    private static final Duration SHORT_WAIT = Duration.ofSeconds(1);
    static final Duration PAUSE = Duration.ofSeconds(2);

    private final CallExecutor gateway;
    private final String path;

    StatusPoller(CallExecutor gateway, String path) {
        this.gateway = gateway;
        this.path = path;
    }

    /** Holds the result of one call; no submission when it has not changed. */
    private record Poll(
            @Nullable Submission submission, @Nullable String eTag, boolean waited) {}

    Submission until(Set<SubmissionStatus> statuses, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Poll poll = gateway.call(ApiRequest.get("getSubmission", path), StatusPoller::read);
        String eTag = poll.eTag();
        Submission last = poll.submission();
        while (last == null
                || (!statuses.contains(last.status()) && !last.status().isFinal())) {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (left.isNegative() || left.isZero()) {
                throw timedOut(last, timeout);
            }
            if (!poll.waited() && poll.submission() == null) {
                pause(left);
                left = Duration.ofNanos(deadline - System.nanoTime());
            }
            poll = poll(eTag, left);
            if (poll.submission() != null) {
                last = poll.submission();
                eTag = poll.eTag();
            }
        }
        return last;
    }

    private Poll poll(@Nullable String eTag, Duration left) {
        Duration wait = left.compareTo(ONE_CALL) < 0 ? left : ONE_CALL;
        ApiRequest call = ApiRequest.get("getSubmission", path);
        if (eTag != null) {
            call = call.header("If-None-Match", eTag);
        }
        return gateway.call(call.waiting(wait.compareTo(SHORT_WAIT) < 0 ? SHORT_WAIT : wait), StatusPoller::read);
    }

    private static Poll read(ApiResponse response) throws java.io.IOException {
        boolean waited = response.header("Preference-Applied") != null;
        return response.status() == ApiResponse.NOT_MODIFIED
                ? new Poll(null, null, waited)
                : new Poll(response.json(Submission.class), response.header("ETag"), waited);
    }

    static void pause(Duration left) {
        try {
            Thread.sleep(Math.min(PAUSE.toMillis(), Math.max(0, left.toMillis())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AdtGatewayException(
                    Failure.local(
                            AdtGatewayException.INTERRUPTED,
                            ProblemCategory.RETRY,
                            "Interrupted while waiting for something to happen",
                            null),
                    e);
        }
    }

    private static AdtGatewayException timedOut(@Nullable Submission last, Duration timeout) {
        return new AdtGatewayException(
                Failure.local(
                        AdtGatewayException.TIMED_OUT,
                        ProblemCategory.RETRY,
                        "After " + timeout.toSeconds() + " s the submission is still "
                                + (last == null ? "unknown" : last.status()),
                        null),
                null);
    }
}
