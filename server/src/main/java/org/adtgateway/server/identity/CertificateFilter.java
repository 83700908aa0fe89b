package org.adtgateway.server.identity;

import io.dropwizard.auth.AuthFilter;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.PreMatching;
import java.security.cert.X509Certificate;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.slf4j.MDC;

/**
 * Extracts the certificate that the handshake has proved and has it decided upon, before a path is even matched: a stranger learns nothing
 * about what exists.
 */
@PreMatching
@Priority(Priorities.AUTHENTICATION)
public final class CertificateFilter extends AuthFilter<X509Certificate, Caller> {
    private static final String SERVLET_ATTRIBUTE = "jakarta.servlet.request.X509Certificate";
    private static final String SCHEME = "CLIENT_CERT";

    private CertificateFilter() {}

    @Override
    public void filter(ContainerRequestContext request) {
        if (!(request.getProperty(SERVLET_ATTRIBUTE) instanceof X509Certificate[] chain) || chain.length == 0) {
            // Jetty's needClientAuth keeps such callers out; this guards against a connector set up without it
            throw new ProblemException(
                    ProblemCode.NOT_REGISTERED, "Present a client certificate that is registered to an enabled Party.");
        }
        if (!authenticate(request, chain[0], SCHEME)) {
            throw new IllegalStateException("the directory identifies a caller or refuses it");
        }
        MDC.put("party", request.getSecurityContext().getUserPrincipal().getName());
    }

    /** Builds the filter around a {@link PartyDirectory}. */
    public static final class Builder extends AuthFilterBuilder<X509Certificate, Caller, CertificateFilter> {
        @Override
        protected CertificateFilter newInstance() {
            return new CertificateFilter();
        }
    }
}
