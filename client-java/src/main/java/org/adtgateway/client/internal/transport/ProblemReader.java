package org.adtgateway.client.internal.transport;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.Failure;
import org.adtgateway.client.Problem;
import org.adtgateway.client.ProblemCategory;
import org.adtgateway.client.internal.transport.AttemptFailedException.Effect;
import org.jspecify.annotations.Nullable;

/** Parses error responses. */
final class ProblemReader {
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int UNAVAILABLE = 503;

    AttemptFailedException failure(ApiResponse response, ApiRequest call) throws IOException {
        AdtGatewayException failure = new AdtGatewayException(failure(response), null);
        boolean fromGateway = failure.problem() != null;
        int status = response.status();
        boolean mayPass = status == TOO_MANY_REQUESTS || (status >= 500 && status != NOT_IMPLEMENTED);
        return new AttemptFailedException(
                failure,
                effect(failure, status, call),
                mayPass,
                status == UNAVAILABLE || (status >= 500 && !fromGateway));
    }

    /**
     * Tells whether the request took effect. A refusal with 4xx has none, and some prove that earlier attempts of the same act had none. If the
     * gateway is unavailable or overloaded, it has not begun. Any other 5xx may come half-way.
     */
    private static Effect effect(AdtGatewayException failure, int status, ApiRequest call) {
        boolean fromGateway = failure.problem() != null;
        if (status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS) {
            return Effect.NONE;
        }
        if (status < 500) {
            return call.repeat() == ApiRequest.Repeat.SAME_ACT && failure.provesNoEffect()
                    ? Effect.NONE_EVER
                    : Effect.NONE;
        }
        return fromGateway && (status == UNAVAILABLE || status == NOT_IMPLEMENTED) ? Effect.NONE : Effect.UNKNOWN;
    }

    private static Failure failure(ApiResponse response) throws IOException {
        Duration retryAfter = retryAfter(response.header("Retry-After"));
        Problem problem = response.problem();
        if (problem != null) {
            return Failure.of(problem, retryAfter);
        }
        String requestId = response.header("X-Request-Id");
        return new Failure(
                response.status(),
                AdtGatewayException.UNRECOGNISED_ANSWER,
                response.status() >= 500 ? ProblemCategory.RETRY : ProblemCategory.WORKFLOW,
                "HTTP " + response.status()
                        + " without a problem description: it came from something between here and the"
                        + " gateway, or the address is not that of a gateway",
                requestId == null ? response.requestId() : requestId,
                retryAfter,
                null);
    }

    /** Parses seconds, or a date (RFC 9110, 10.2.3). */
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
