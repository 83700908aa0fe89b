package org.adtgateway.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.adtgateway.server.metrics.Metrics;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Failures that Jetty finds before or outside any resource (a broken request line, headers over the limit) get the contract's form too. */
public final class ProblemErrorHandler extends ErrorPageErrorHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemErrorHandler.class);

    private final ObjectMapper json;
    private final Metrics metrics;

    public ProblemErrorHandler(ObjectMapper json, Metrics metrics) {
        this.json = json;
        this.metrics = metrics;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        // RequestId has set the header where the request came that far
        String requestId = response.getHeaders().get(RequestIdFilter.HEADER);
        ProblemException refusal = refusal(request, response.getStatus());
        Answer answer = answer(refusal, requestId, request.getHeaders().get(RequestIdFilter.HEADER));
        if (requestId == null) {
            // it came no further than here, so nobody else has logged it
            LOG.info(
                    "{} {} {} request {}",
                    refusal.code(),
                    refusal.detail(),
                    request.getAttribute(ErrorHandler.ERROR_MESSAGE),
                    answer.problem().requestId());
        }
        metrics.problem(answer.problem().code().name());
        response.setStatus(answer.problem().status());
        addHeaders(response.getHeaders(), answer);
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
        return true;
    }

    /** Says what was wrong where Jetty refused a request by its own rules for addresses and names, which are stricter than HTTP's. */
    private static ProblemException refusal(Request request, int status) {
        String path = request.getHttpURI().getPath();
        String fault = status != 400 || path == null ? null : AmbiguousRequest.pathFault(path);
        if (fault != null) {
            return new ProblemException(ProblemCode.MALFORMED_REQUEST, fault);
        }
        if (status == 400 && "Invalid SNI".equals(request.getAttribute(ErrorHandler.ERROR_MESSAGE))) {
            return new ProblemException(
                    ProblemCode.MALFORMED_REQUEST,
                    "The name in the address is not the one of the TLS handshake, or not one of the gateway's certificate. Call the gateway by the name that the DCC gave you.");
        }
        return ProblemMapper.forStatus(status);
    }

    private Answer answer(ProblemException refusal, @Nullable String ours, @Nullable String offered) {
        Problem problem = Problem.of(refusal, ours != null ? ours : RequestIdFilter.choose(offered));
        try {
            return new Answer(problem, json.writeValueAsString(problem).getBytes(StandardCharsets.UTF_8), refusal);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem can always be written", e);
        }
    }

    private static void addHeaders(HttpFields.Mutable headers, Answer answer) {
        headers.put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put(RequestIdFilter.HEADER, answer.problem().requestId());
        // of a method that no resource was asked for, such as TRACE, nobody has said what is allowed instead
        if (answer.refusal().code() == ProblemCode.METHOD_NOT_ALLOWED && !headers.contains(HttpHeader.ALLOW)) {
            headers.put(HttpHeader.ALLOW, "GET,HEAD,POST,OPTIONS");
        }
        if (answer.refusal().retryAfter() != null) {
            headers.put(
                    HttpHeader.RETRY_AFTER,
                    String.valueOf(answer.refusal().retryAfter().toSeconds()));
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // a carrier between two methods, never compared
    private record Answer(Problem problem, byte[] body, ProblemException refusal) {}
}
