package org.adtgateway.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.io.EOFException;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.adtgateway.api.Problem;
import org.adtgateway.server.metrics.Repetitions;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EofException;
import org.glassfish.jersey.server.ParamException;
import org.jdbi.v3.core.ConnectionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Turns whatever a call throws into a {@link Problem}: refusals as they are, the framework's exceptions by their meaning, all else as 500. */
public final class ProblemMapper implements ExceptionMapper<Throwable> {
    static final String MEDIA_TYPE = "application/problem+json";

    /** query_canceled: the statement ran longer than statement_timeout. */
    private static final String STATEMENT_TIMEOUT = "57014";

    private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);

    // nobody needs to act on one of these: a node that is full has better things to do than to write stacks, and a
    // missing
    // revocation list is told by health and metrics, once and not for each call
    private static final Set<ProblemCode> EXPECTED =
            EnumSet.of(ProblemCode.NOT_IMPLEMENTED, ProblemCode.OVERLOADED, ProblemCode.REVOCATION_UNKNOWN);

    private static final int MAX_UNAUTHORISED_KINDS = 100;

    // nobody bounds the calls of those whom nobody knows: a flood of them must not be one of lines
    private final Repetitions<String, String> unauthorised = new Repetitions<>(MAX_UNAUTHORISED_KINDS);

    // a proxy that Jersey injects into singletons
    @Context
    private @Nullable HttpServletRequest request;

    @Override
    public Response toResponse(Throwable thrown) {
        ProblemException refusal = refusal(thrown);
        String requestId = RequestIdFilter.of(request);
        MDC.put("code", refusal.code().name());
        if (refusal.code().status() >= 500 && !EXPECTED.contains(refusal.code())) {
            LOG.error("{} {}", refusal.code(), refusal.detail(), thrown);
        } else if (refusal.code().status() != 401 || unauthorised.isFirst(refusal.detail(), refusal.detail())) {
            LOG.info(
                    "{} {} {}",
                    refusal.code(),
                    refusal.detail(),
                    thrown.getClass().getName());
        }
        MDC.remove("code");
        Response answer = response(refusal, requestId);
        if (thrown instanceof WebApplicationException web && web.getResponse().getHeaderString("Allow") != null) {
            answer.getHeaders().putSingle("Allow", allowed(web.getResponse().getHeaderString("Allow")));
        }
        return answer;
    }

    /** Ends a window of time, of whose equal 401s only the first was logged: how many more there were is logged now. */
    public void endWindow() {
        for (Repetitions.Repeated<String> repeated : unauthorised.end()) {
            LOG.info(
                    "{} more calls were refused with 401{}: {}",
                    repeated.times(),
                    repeated.ofSeveralKinds() ? ", the last one" : "",
                    repeated.last());
        }
    }

    private static Response response(ProblemException refusal, String requestId) {
        Response.ResponseBuilder response =
                Response.status(refusal.code().status()).type(MEDIA_TYPE).entity(refusal.problem(requestId));
        if (refusal.retryAfter() != null) {
            response.header("Retry-After", Math.max(1, refusal.retryAfter().toSeconds()));
        }
        return response.build();
    }

    /** Jersey answers HEAD wherever it answers GET, but does not say so here. */
    private static String allowed(String methods) {
        return methods.contains("HEAD") ? methods : methods.replace("GET", "GET,HEAD");
    }

    private static ProblemException refusal(Throwable thrown) {
        // what we said ourselves comes before what a library made of it, such as Jackson of a body over its limit
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException refusal) {
                return refusal;
            }
        }
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            ProblemException known = known(cause);
            if (known != null) {
                return known;
            }
        }
        return new ProblemException(
                ProblemCode.INTERNAL_ERROR,
                "The service failed to handle this request. Send it again later; if that does not help, tell the operator the request id.",
                thrown);
    }

    private static @Nullable ProblemException known(Throwable thrown) {
        if (thrown instanceof ParamException parameter) {
            return new ProblemException(
                    ProblemCode.INVALID_PARAMETER,
                    "The parameter '" + parameter.getParameterName() + "' "
                            + (parameter.getCause() instanceof ParameterConverters.Unfit unfit
                                    ? unfit.getMessage() + "."
                                    : "has a value that is not allowed here; see the contract for its form."));
        }
        if (thrown instanceof ConstraintViolationException violations) {
            return invalid(violations);
        }
        if (thrown instanceof JsonProcessingException json) {
            return new ProblemException(ProblemCode.MALFORMED_REQUEST, jsonFault(json));
        }
        if (thrown instanceof HttpException http) {
            return forStatus(http.getCode());
        }
        if (thrown instanceof EofException || thrown instanceof EOFException) {
            return new ProblemException(
                    ProblemCode.MALFORMED_REQUEST, "The request ended before its body was complete.");
        }
        if (isDatabaseAway(thrown)) {
            return new ProblemException(
                    ProblemCode.UNAVAILABLE,
                    "The service cannot reach its store. Nothing was done; send the same request again later.",
                    thrown);
        }
        if (thrown instanceof SQLException sql && STATEMENT_TIMEOUT.equals(sql.getSQLState())) {
            return new ProblemException(
                    ProblemCode.OVERLOADED,
                    "The database took too long to answer. Nothing was done; send the same request again later, a list with narrower filters.",
                    thrown);
        }
        if (thrown instanceof WebApplicationException web) {
            return forStatus(web.getResponse().getStatus());
        }
        return null;
    }

    /** Returns whether this failure, not one of its causes, tells that the database cannot be reached, or takes no work. */
    public static boolean isDatabaseAway(Throwable thrown) {
        if (thrown instanceof ConnectionException) {
            return true;
        }
        // 08: connection exception; 57P: the server is shutting down or starting; 53: no resources; 25006: a standby
        return thrown instanceof SQLException sql
                && sql.getSQLState() != null
                && (sql.getSQLState().startsWith("08")
                        || sql.getSQLState().startsWith("57P")
                        || sql.getSQLState().startsWith("53")
                        || sql.getSQLState().equals("25006"));
    }

    private static ProblemException invalid(ConstraintViolationException violations) {
        String faults = violations.getConstraintViolations().stream()
                .map(ProblemMapper::describe)
                .sorted()
                .collect(Collectors.joining("; "));
        return new ProblemException(ProblemCode.INVALID_PARAMETER, faults + ".");
    }

    private static String describe(ConstraintViolation<?> violation) {
        String name = "";
        for (Path.Node node : violation.getPropertyPath()) {
            name = node.getName() == null ? name : node.getName();
        }
        if (name.equals("path param id")) {
            return "'id' must be the id of a submission: a UUID in lower case, such as 5f0d7c1e-1c43-4f0e-9a53-2c1b6f6f4a10";
        }
        // Dropwizard calls parameters "query param limit"
        return "'" + name.replaceFirst("^(query|path|header) param ", "") + "' " + violation.getMessage();
    }

    private static String jsonFault(JsonProcessingException fault) {
        String where = fault.getLocation() == null
                ? ""
                : " at line " + fault.getLocation().getLineNr() + ", column "
                        + fault.getLocation().getColumnNr();
        if (fault instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            String path = mapping.getPath().stream()
                    .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                    .collect(Collectors.joining("."));
            return "The JSON member '" + path + "' is not as the contract says" + where + ".";
        }
        return "The body is not valid JSON" + where + ".";
    }

    /** Returns the refusal for a status that the framework chose by itself. */
    static ProblemException forStatus(int status) {
        return switch (status) {
            case 401 ->
                new ProblemException(
                        ProblemCode.NOT_REGISTERED,
                        "Present a client certificate that is registered to an enabled Party.");
            case 403 ->
                new ProblemException(
                        ProblemCode.ROLE_REQUIRED,
                        "Your Party's role does not allow this operation; GET /v1/me shows your roles and the contract names those of each operation.");
            case 404 ->
                new ProblemException(
                        ProblemCode.NOT_FOUND, "Nothing is at this address. Check the path against the contract.");
            case 405 ->
                new ProblemException(
                        ProblemCode.METHOD_NOT_ALLOWED, "Use one of the methods that the Allow header names.");
            case 406 ->
                new ProblemException(
                        ProblemCode.NOT_ACCEPTABLE,
                        "Widen the Accept header: the contract names the media types of each operation.");
            case 408 ->
                new ProblemException(
                        ProblemCode.REQUEST_TIMEOUT, "The request came too slowly and was given up. Send it again.");
            case 413 ->
                new ProblemException(
                        ProblemCode.REQUEST_TOO_LARGE, "The request is larger than the limits that GET /v1/me shows.");
            case 414 -> new ProblemException(ProblemCode.URI_TOO_LONG, "Shorten the address; filters are bounded.");
            case 415 ->
                new ProblemException(
                        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                        "Send the media type that the contract names for this operation, with its parameters (for multipart/form-data the boundary).");
            case 429 -> new ProblemException(ProblemCode.TOO_MANY_REQUESTS, "Wait as Retry-After says.");
            case 431 -> new ProblemException(ProblemCode.HEADERS_TOO_LARGE, "Send fewer or shorter headers.");
            case 501 -> new ProblemException(ProblemCode.NOT_IMPLEMENTED, "This operation is not available yet.");
            case 505 -> new ProblemException(ProblemCode.MALFORMED_REQUEST, "Speak HTTP/1.1.");
            case 503 -> new ProblemException(ProblemCode.UNAVAILABLE, "Send the same request again later.");
            default ->
                status >= 500
                        ? new ProblemException(
                                ProblemCode.INTERNAL_ERROR,
                                "The service failed to handle this request. Send it again later; if that does not help, tell the operator the request id.")
                        : new ProblemException(
                                ProblemCode.MALFORMED_REQUEST,
                                "The request could not be read as HTTP or as the contract says.");
        };
    }
}
