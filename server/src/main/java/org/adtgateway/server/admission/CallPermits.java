package org.adtgateway.server.admission;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Objects;
import org.glassfish.jersey.server.monitoring.ApplicationEvent;
import org.glassfish.jersey.server.monitoring.ApplicationEventListener;
import org.glassfish.jersey.server.monitoring.RequestEvent;
import org.glassfish.jersey.server.monitoring.RequestEventListener;

/**
 * Gives each request a {@link CallPermit}, and takes it back at the latest on Jersey's event FINISHED, which comes in every outcome: answered,
 * refused, failed, waited for, or left by its client.
 */
public final class CallPermits implements ApplicationEventListener {
    private static final String PROPERTY = CallPermit.class.getName();

    static CallPermit of(ContainerRequestContext request) {
        return (CallPermit) Objects.requireNonNull(request.getProperty(PROPERTY));
    }

    @Override
    public void onEvent(ApplicationEvent event) {
        // only requests matter
    }

    /** The listener keeps the permit, as after a wait the request itself is gone before the event. */
    @Override
    public RequestEventListener onRequest(RequestEvent begun) {
        CallPermit permit = new CallPermit();
        begun.getContainerRequest().setProperty(PROPERTY, permit);
        return event -> {
            if (event.getType() == RequestEvent.Type.FINISHED) {
                permit.close();
            }
        };
    }
}
