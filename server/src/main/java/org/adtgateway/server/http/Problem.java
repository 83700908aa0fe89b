package org.adtgateway.server.http;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Map;
import org.adtgateway.api.ProblemCategory;
import org.jspecify.annotations.Nullable;

/**
 * The body of every failure (RFC 9457).
 *
 * @param instance a URN with the request id, by which our logs find the same call
 */
@JsonPropertyOrder({"type", "title", "status", "detail", "instance", "code", "category", "requestId"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String instance,
        ProblemCode code,
        ProblemCategory category,
        String requestId,
        @JsonAnyGetter Map<String, Object> members) {
    public static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(ProblemCode code, String detail, String requestId) {
        return of(code, detail, requestId, Map.of());
    }

    static Problem of(ProblemException refusal, String requestId) {
        return of(refusal.code(), refusal.detail(), requestId, refusal.members());
    }

    private static Problem of(ProblemCode code, String detail, String requestId, Map<String, Object> members) {
        return new Problem(
                code.type(),
                code.title(),
                code.status(),
                detail,
                "urn:adt-gateway:request:" + requestId,
                code,
                code.category(),
                requestId,
                members);
    }

    Response toResponse(@Nullable Duration retryAfter) {
        Response.ResponseBuilder response =
                Response.status(status).type(MEDIA_TYPE).entity(this);
        if (retryAfter != null) {
            response.header("Retry-After", Math.max(1, retryAfter.toSeconds()));
        }
        return response.build();
    }
}
