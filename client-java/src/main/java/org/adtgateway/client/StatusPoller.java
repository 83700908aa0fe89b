package org.adtgateway.client;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a submission to change. It asks the gateway to hold its answer until then (RFC 7240, 4.3); where the
 * gateway, or something in between, answers at once all the same, it asks again after a pause.
 */
final class StatusPoller {
    /** Shorter than the minute after which many a proxy loses patience. */
    private static final Duration ONE_CALL = Duration.ofSeconds(50);

    private static final Duration SHORT_WAIT = Duration.ofSeconds(1);
    static final Duration PAUSE = Duration.ofSeconds(2);

    private final CallExecutor gateway;
    private final String path;

    StatusPoller(CallExecutor gateway, String path) {
        this.gateway = gateway;
        this.path = path;
    }

    /** What one call brought; no submission when it has not changed. */
    private record Look(
            @Nullable Submission submission, @Nullable String eTag, boolean waited) {}

    Submission until(Set<SubmissionStatus> statuses, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Look look = gateway.call(ApiRequest.get("getSubmission", path), StatusPoller::read);
        String eTag = look.eTag();
        Submission last = look.submission();
        while (last == null
                || (!statuses.contains(last.status()) && !last.status().isFinal())) {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (left.isNegative() || left.isZero()) {
                throw timedOut(last, timeout);
            }
            if (!look.waited() && look.submission() == null) {
                pause(left);
                left = Duration.ofNanos(deadline - System.nanoTime());
            }
            look = look(eTag, left);
            if (look.submission() != null) {
                last = look.submission();
                eTag = look.eTag();
            }
        }
        return last;
    }

    private Look look(@Nullable String eTag, Duration left) {
        Duration wait = left.compareTo(ONE_CALL) < 0 ? left : ONE_CALL;
        ApiRequest call = ApiRequest.get("getSubmission", path);
        if (eTag != null) {
            call = call.header("If-None-Match", eTag);
        }
        return gateway.call(call.waiting(wait.compareTo(SHORT_WAIT) < 0 ? SHORT_WAIT : wait), StatusPoller::read);
    }

    private static Look read(ApiResponse reply) throws java.io.IOException {
        boolean waited = reply.header("Preference-Applied") != null;
        return reply.status() == ApiResponse.NOT_MODIFIED
                ? new Look(null, null, waited)
                : new Look(Json.read(reply, Submission.class), reply.header("ETag"), waited);
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
