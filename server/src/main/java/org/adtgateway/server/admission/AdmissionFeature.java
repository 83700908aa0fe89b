package org.adtgateway.server.admission;

import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.util.Set;
import org.adtgateway.server.identity.Access;
import org.glassfish.jersey.server.model.AnnotatedMethod;

/**
 * Gives each operation its {@link AdmissionFilter}, by what the contract says of it ({@link Admits}); once, when the server starts.
 */
public final class AdmissionFeature implements DynamicFeature {
    private static final String JERSEY = "org.glassfish.jersey.";

    private final RateLimiter limiter;
    private final AuditorCalls auditorCalls;

    public AdmissionFeature(RateLimiter limiter, AuditorCalls auditorCalls) {
        this.limiter = limiter;
        this.auditorCalls = auditorCalls;
    }

    @Override
    public void configure(ResourceInfo operation, FeatureContext context) {
        Admits admits = new AnnotatedMethod(operation.getResourceMethod()).getAnnotation(Admits.class);
        if (admits != null) {
            context.register(
                    new AdmissionFilter(
                            limiter, admits.cost(), new Access(Set.of(admits.roles()), admits.owner()), auditorCalls),
                    Priorities.AUTHORIZATION);
        } else if (!operation.getResourceClass().getName().startsWith(JERSEY)) {
            // Jersey's own answers to OPTIONS tell what the contract tells; ResponseAdmissionFilter counts them
            throw new IllegalStateException(operation.getResourceMethod() + " does not say whom it admits");
        }
    }
}
