package org.adtgateway.server.admission;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Locale;
import java.util.Objects;
import org.adtgateway.server.admission.RateLimiter.Demand;
import org.adtgateway.server.http.BodyDrainer;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.Access;
import org.adtgateway.server.identity.Caller;

/**
 * Admits the calls of one operation, or refuses them, before a byte of the body is read: first by what the Party has left, so that a refusal
 * costs as much, then by its roles. HEAD is admitted as GET is, since Jersey has replaced the method by then.
 */
final class AdmissionFilter implements ContainerRequestFilter {
    private final RateLimiter limiter;
    private final Cost cost;
    private final Access access;
    private final AuditorCalls auditorCalls;

    AdmissionFilter(RateLimiter limiter, Cost cost, Access access, AuditorCalls auditorCalls) {
        this.limiter = limiter;
        this.auditorCalls = auditorCalls;
        this.cost = cost;
        this.access = access;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        SecurityContext security = request.getSecurityContext();
        Caller caller = (Caller) Objects.requireNonNull(security.getUserPrincipal());
        CallPermit permit = CallPermits.of(request);
        try {
            limiter.admit(
                    caller.party(),
                    new Demand(cost, hasBody(request), cost == Cost.POLL && asksToWait(request)),
                    permit);
        } catch (ProblemException refusal) {
            // a client that expects 100 has sent no body yet, and will not
            if (permit.mayLinger() && request.getHeaderString("Expect") == null) {
                BodyDrainer.drain(request.getEntityStream());
            }
            throw refusal;
        }
        Caller admitted = caller.to(access);
        auditorCalls.record(admitted, request);
        request.setSecurityContext(new Admitted(security, admitted));
    }

    /** By the header fields that announce a body (RFC 9112, 6.3), whatever the method and the address. */
    private static boolean hasBody(ContainerRequestContext request) {
        String length = request.getHeaderString("Content-Length");
        return (length != null && !length.equals("0")) || request.getHeaderString("Transfer-Encoding") != null;
    }

    private static boolean asksToWait(ContainerRequestContext request) {
        String preferences = request.getHeaderString("Prefer");
        return preferences != null && preferences.toLowerCase(Locale.ROOT).contains("wait");
    }

    /** Presents the admitted caller to the resource. */
    private record Admitted(SecurityContext connection, Caller caller) implements SecurityContext {
        @Override
        public Principal getUserPrincipal() {
            return caller;
        }

        @Override
        public boolean isUserInRole(String role) {
            return caller.party().roles().stream().anyMatch(each -> each.name().equals(role));
        }

        @Override
        public boolean isSecure() {
            return connection.isSecure();
        }

        @Override
        public String getAuthenticationScheme() {
            return connection.getAuthenticationScheme();
        }
    }
}
