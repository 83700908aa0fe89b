package org.adtgateway.client;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.adtgateway.client.AttemptFailedException.Effect;
import org.jspecify.annotations.Nullable;

/** Reads answers that are no success. */
final class ProblemReader {
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int UNAVAILABLE = 503;

    AttemptFailedException failure(ApiResponse reply, ApiRequest call) throws IOException {
        Failure failure = failure(reply);
        boolean fromGateway = failure.problem() != null;
        int status = reply.status();
        boolean mayPass = status == TOO_MANY_REQUESTS || (status >= 500 && status != NOT_IMPLEMENTED);
        return new AttemptFailedException(
                new AdtGatewayException(failure, null),
                effect(status, fromGateway, call),
                mayPass,
                status == UNAVAILABLE || (status >= 500 && !fromGateway));
    }

    /**
     * A gateway that refuses with 4xx knows no earlier success of the same act, or would have repeated it. One that says
     * it is unavailable or overloaded has not begun. Anything else from 500 up may have happened half-way.
     */
    private static Effect effect(int status, boolean fromGateway, ApiRequest call) {
        if (status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS) {
            return Effect.NONE;
        }
        if (status < 500) {
            return call.repeat() == ApiRequest.Repeat.SAME_ACT && fromGateway ? Effect.NONE_EVER : Effect.NONE;
        }
        return fromGateway && (status == UNAVAILABLE || status == NOT_IMPLEMENTED) ? Effect.NONE : Effect.UNKNOWN;
    }

    private static Failure failure(ApiResponse reply) throws IOException {
        Duration retryAfter = retryAfter(reply.header("Retry-After"));
        Problem problem = Json.problem(reply);
        if (problem != null) {
            return Failure.of(problem, retryAfter);
        }
        String requestId = reply.header("X-Request-Id");
        return new Failure(
                reply.status(),
                AdtGatewayException.UNRECOGNISED_ANSWER,
                reply.status() >= 500 ? ProblemCategory.RETRY : ProblemCategory.WORKFLOW,
                "HTTP " + reply.status() + " without a problem description: it came from something between here and the"
                        + " gateway, or the address is not that of a gateway",
                requestId == null ? reply.requestId() : requestId,
                retryAfter,
                null);
    }

    /** Seconds, or a date (RFC 9110, 10.2.3). */
    private static @Nullable Duration retryAfter(@Nullable String value) {
        if (value == null) {
            return null;
        }
        try {
            return Duration.ofSeconds(Math.max(0, Long.parseLong(value.trim())));
        } catch (NumberFormatException e) {
            try {
                Instant at = ZonedDateTime.parse(value.trim(), DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                Duration until = Duration.between(Instant.now(), at);
                return until.isNegative() ? Duration.ZERO : until;
            } catch (DateTimeParseException unreadable) {
                return null;
            }
        }
    }
}
