package org.adtgateway.server.http;

import java.util.Arrays;
import org.adtgateway.api.Problem;
import org.adtgateway.server.metrics.Metrics;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.glassfish.jersey.server.monitoring.ApplicationEvent;
import org.glassfish.jersey.server.monitoring.ApplicationEventListener;
import org.glassfish.jersey.server.monitoring.RequestEvent;
import org.glassfish.jersey.server.monitoring.RequestEventListener;

/** Measures each request by its operation, and counts the problems among the answers. */
public final class RequestMetrics implements ApplicationEventListener {
    private final Metrics metrics;

    public RequestMetrics(Metrics metrics) {
        this.metrics = metrics;
        metrics.expectProblems(
                Arrays.stream(ProblemCode.values()).map(ProblemCode::name).toList());
    }

    @Override
    public void onEvent(ApplicationEvent event) {
        // only requests matter
    }

    @Override
    public RequestEventListener onRequest(RequestEvent begun) {
        long start = System.nanoTime();
        return event -> {
            if (event.getType() == RequestEvent.Type.FINISHED) {
                ContainerResponse response = event.getContainerResponse();
                metrics.request(
                        operation(event), response == null ? 0 : response.getStatus(), System.nanoTime() - start);
                if (response != null && response.getEntity() instanceof Problem problem) {
                    metrics.problem(problem.code());
                }
            }
        };
    }

    /** The generated interfaces name their methods as the contract names its operations. */
    private static String operation(RequestEvent event) {
        ResourceMethod method = event.getUriInfo().getMatchedResourceMethod();
        return method == null
                ? "none"
                : method.getInvocable().getHandlingMethod().getName();
    }
}
