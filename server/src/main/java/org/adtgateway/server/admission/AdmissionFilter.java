package org.adtgateway.server.admission;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import java.util.Locale;
import java.util.Objects;
import org.adtgateway.server.admission.RateLimiter.Demand;
import org.adtgateway.server.http.BodyDrainer;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.Caller;
import org.glassfish.jersey.server.monitoring.ApplicationEvent;
import org.glassfish.jersey.server.monitoring.ApplicationEventListener;
import org.glassfish.jersey.server.monitoring.RequestEvent;
import org.glassfish.jersey.server.monitoring.RequestEventListener;

/**
 * Asks {@link RateLimiter} as soon as the caller is known, before a byte of the body is read or a path is matched; says on each answer what is
 * left; gives back what the call held when its answer is known, and at the latest on Jersey's event FINISHED, which comes in every outcome:
 * answered, refused, failed, waited for, or left by its client.
 */
@PreMatching
@Priority(Priorities.AUTHENTICATION + 1)
public final class AdmissionFilter
        implements ContainerRequestFilter, ContainerResponseFilter, ApplicationEventListener {
    private static final String PASS = CallPermit.class.getName();

    private final RateLimiter admission;

    public AdmissionFilter(RateLimiter admission) {
        this.admission = admission;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Caller caller = (Caller) request.getSecurityContext().getUserPrincipal();
        RateLimitBucket rate =
                RateLimitBucket.of(request.getMethod(), request.getUriInfo().getPath());
        Demand demand = new Demand(
                rate, hasBody(request), downloads(request), rate == RateLimitBucket.POLLS && asksToWait(request));
        CallPermit pass = pass(request);
        try {
            admission.admit(caller.party(), demand, pass);
        } catch (ProblemException refusal) {
            // a client that expects 100 has sent no body yet, and will not
            if (pass.mayLinger() && request.getHeaderString("Expect") == null) {
                BodyDrainer.drain(request.getEntityStream());
            }
            throw refusal;
        }
    }

    private static CallPermit pass(ContainerRequestContext request) {
        return (CallPermit) Objects.requireNonNull(request.getProperty(PASS));
    }

    /** By the header fields that announce a body (RFC 9112, 6.3), whatever the method and the address. */
    private static boolean hasBody(ContainerRequestContext request) {
        String length = request.getHeaderString("Content-Length");
        return (length != null && !length.equals("0")) || request.getHeaderString("Transfer-Encoding") != null;
    }

    private static boolean downloads(ContainerRequestContext request) {
        return RateLimitBucket.isFile(request.getMethod(), request.getUriInfo().getPath());
    }

    private static boolean asksToWait(ContainerRequestContext request) {
        String preferences = request.getHeaderString("Prefer");
        return preferences != null && preferences.toLowerCase(Locale.ROOT).contains("wait");
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        CallPermit pass = pass(request);
        // a caller that was not identified has touched no limit
        if (!pass.limit().isEmpty()) {
            response.getHeaders().putSingle("RateLimit-Policy", pass.policy());
            response.getHeaders().putSingle("RateLimit", pass.limit());
        }
        // a file is still to be written; for the rest, whoever has the answer may call again at once
        if (!downloads(request)) {
            pass.close();
        }
    }

    @Override
    public void onEvent(ApplicationEvent event) {
        // only requests matter
    }

    /** A pass for each request. The listener keeps it, as after a wait the request itself is gone before the event. */
    @Override
    public RequestEventListener onRequest(RequestEvent begun) {
        CallPermit pass = new CallPermit();
        begun.getContainerRequest().setProperty(PASS, pass);
        return event -> {
            if (event.getType() == RequestEvent.Type.FINISHED) {
                pass.close();
            }
        };
    }
}
