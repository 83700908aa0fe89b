package org.adtgateway.server.admission;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.util.function.UnaryOperator;
import org.adtgateway.server.admission.RateLimiter.Demand;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.http.ProblemMapper;
import org.adtgateway.server.identity.Caller;
import org.glassfish.jersey.server.ContainerResponse;

/**
 * Settles each call when its response is known: counts what reached no operation, says what is left, gives back what the call held, and hands
 * the response to its Party's account of {@link UnreadResponses}.
 */
public final class ResponseAdmissionFilter implements ContainerResponseFilter {
    private final RateLimiter limiter;
    private final ProblemMapper problems;
    private final UnaryOperator<Caller> identifyAgain;

    /**
     * @param problems answers for a call that reached no operation and has no read left either
     * @param identifyAgain the caller as it is now, or a ProblemException; asked while a file is being written
     */
    public ResponseAdmissionFilter(RateLimiter limiter, ProblemMapper problems, UnaryOperator<Caller> identifyAgain) {
        this.limiter = limiter;
        this.problems = problems;
        this.identifyAgain = identifyAgain;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        CallPermit permit = CallPermits.of(request);
        if (request.getSecurityContext().getUserPrincipal() instanceof Caller caller) {
            if (permit.limit().isEmpty()) {
                countUnmatched(caller, permit, response);
            }
            UnreadResponses.isReadBy(request, limiter.usage(caller.party()));
            response.getHeaders().putSingle("RateLimit-Policy", permit.policy());
            response.getHeaders().putSingle("RateLimit", permit.limit());
            if (response.getEntity() instanceof StreamingOutput file) {
                stream(request, response, file, caller);
                return;
            }
        }
        // who has the response may call again at once
        permit.close();
    }

    /** Counts a read for 404, 405, OPTIONS and what was refused before an operation was looked for. */
    private void countUnmatched(Caller caller, CallPermit permit, ContainerResponseContext response) {
        try {
            limiter.admit(caller.party(), Demand.OF_NO_OPERATION, permit);
        } catch (ProblemException refusal) {
            Response refused = problems.toResponse(refusal);
            response.setStatusInfo(refused.getStatusInfo());
            refused.getHeaders().forEach((name, values) -> response.getHeaders().put(name, values));
            response.setEntity(refused.getEntity(), new Annotation[0], refused.getMediaType());
        }
    }

    /** A file: the call keeps its download until the last byte is written, unless nothing is. */
    private void stream(
            ContainerRequestContext request, ContainerResponseContext response, StreamingOutput file, Caller caller) {
        if (request.getMethod().equals(HttpMethod.HEAD)
                && response.getHeaders().containsKey(HttpHeaders.CONTENT_LENGTH)) {
            StreamingOutput nothing = target -> {};
            response.setEntity(nothing, response.getEntityAnnotations(), response.getMediaType());
        } else {
            response.setEntity(
                    wholeOrBrokenOff(request, response, file),
                    response.getEntityAnnotations(),
                    response.getMediaType());
            response.setEntityStream(new ReadmittedStream(response.getEntityStream(), caller));
        }
    }

    /** Jersey would end a response in good order whose rest cannot be written; one that has not begun becomes a problem. */
    private static StreamingOutput wholeOrBrokenOff(
            ContainerRequestContext request, ContainerResponseContext response, StreamingOutput file) {
        return target -> {
            try {
                file.write(target);
            } catch (IOException | RuntimeException e) {
                if (response instanceof ContainerResponse begun && begun.isCommitted()) {
                    UnreadResponses.breakOff(request, e);
                }
                throw e;
            }
        };
    }

    /** Ends where its caller is no longer admitted. */
    private final class ReadmittedStream extends FilterOutputStream {
        private final Caller caller;

        ReadmittedStream(OutputStream target, Caller caller) {
            super(target);
            this.caller = caller;
        }

        /** Writes a chunk of a file. */
        @Override
        public void write(byte[] chunk, int offset, int length) throws IOException {
            try {
                Caller unused = identifyAgain.apply(caller);
            } catch (ProblemException refusal) {
                throw new IOException("the caller is no longer admitted: " + refusal.code(), refusal);
            }
            out.write(chunk, offset, length);
        }
    }
}
