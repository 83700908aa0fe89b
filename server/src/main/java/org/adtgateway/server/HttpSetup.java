package org.adtgateway.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.dropwizard.core.server.AbstractServerFactory;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jersey.setup.JerseyEnvironment;
import jakarta.servlet.DispatcherType;
import java.time.Duration;
import java.util.EnumSet;
import org.adtgateway.server.http.AmbiguousRequestFilter;
import org.adtgateway.server.http.BodyLimitInterceptor;
import org.adtgateway.server.http.ConstraintViolationMapper;
import org.adtgateway.server.http.EmptyBodyFilter;
import org.adtgateway.server.http.HandshakeFailureListener;
import org.adtgateway.server.http.ParameterConverters;
import org.adtgateway.server.http.ProblemErrorHandler;
import org.adtgateway.server.http.ProblemMapper;
import org.adtgateway.server.http.QueryParametersFeature;
import org.adtgateway.server.http.RequestIdFilter;
import org.adtgateway.server.http.RequestMetrics;
import org.adtgateway.server.http.ResponseHeadersFilter;
import org.adtgateway.server.http.StrictJson;
import org.adtgateway.server.http.UnreadBodyFilter;
import org.adtgateway.server.http.UnreadMultipartProvider;
import org.adtgateway.server.metrics.Metrics;
import org.adtgateway.server.reference.ApiReference;
import org.adtgateway.server.reference.ApiReferenceResource;
import org.adtgateway.server.reference.ApiReferenceServlet;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Connector;
import org.glassfish.jersey.server.ServerProperties;

/** How HTTP is spoken, whatever the operation: filters, failures, bodies, connectors. */
final class HttpSetup {
    private static final Duration SHUTDOWN_IDLE = Duration.ofSeconds(5);

    private HttpSetup() {}

    /**
     * Registers what every call passes through.
     *
     * @return what turns failures into responses
     */
    static ProblemMapper configure(AdtGatewayConfiguration configuration, Environment environment, Metrics metrics) {
        AbstractServerFactory server = (AbstractServerFactory) configuration.getServerFactory();
        // one form of failure, ours; compression would change entity tags and opens a way in for zip bombs
        server.setRegisterDefaultExceptionMappers(false);
        server.getGzipFilterFactory().setEnabled(false);
        environment.getObjectMapper().disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
        environment.getObjectMapper().setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);
        StrictJson.configure(environment.getObjectMapper());
        environment
                .getApplicationContext()
                .setErrorHandler(new ProblemErrorHandler(environment.getObjectMapper(), metrics));
        environment
                .servlets()
                .addFilter("request-id", new RequestIdFilter())
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        environment
                .servlets()
                .addFilter("response-headers", new ResponseHeadersFilter())
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        HandshakeFailureListener handshakes = new HandshakeFailureListener(metrics);
        environment.lifecycle().addServerLifecycleListener(started -> {
            started.setErrorHandler(new ProblemErrorHandler(environment.getObjectMapper(), metrics));
            for (Connector connector : started.getConnectors()) {
                AbstractConnector listening = (AbstractConnector) connector;
                listening.addBean(handshakes);
                // at the end, an upload that pauses for a moment is not cut off; the default is a second
                listening.setShutdownIdleTimeout(SHUTDOWN_IDLE.toMillis());
            }
        });
        ApiReference reference = new ApiReference();
        environment.admin().addServlet("prometheus", metrics.servlet()).addMapping("/metrics");
        environment
                .admin()
                .addServlet("reference", new ApiReferenceServlet(reference))
                .addMapping(ApiReference.PATH + "/*");
        JerseyEnvironment jersey = environment.jersey();
        jersey.register(new ApiReferenceResource(reference));
        jersey.property(ServerProperties.WADL_FEATURE_DISABLE, true);
        ProblemMapper problems = new ProblemMapper();
        jersey.register(problems);
        jersey.register(new RequestMetrics(metrics));
        jersey.register(new UnreadBodyFilter());
        jersey.register(new ConstraintViolationMapper(problems));
        jersey.register(new UnreadMultipartProvider(configuration.temporaryFolder()));
        jersey.register(new BodyLimitInterceptor(configuration.limits().maxJsonSize()));
        jersey.register(new ParameterConverters());
        jersey.register(new EmptyBodyFilter());
        jersey.register(new AmbiguousRequestFilter());
        jersey.register(new QueryParametersFeature());
        return problems;
    }
}
