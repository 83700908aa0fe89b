package org.adtgateway.server.http;

import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.glassfish.jersey.server.model.AnnotatedMethod;

/** Holds each operation to the query parameters that its interface names. */
public final class QueryParametersFeature implements DynamicFeature {
    /** The property of a request with the names in its query; absent without a query. */
    static final String NAMES = QueryParametersFeature.class.getName();

    @Override
    public void configure(ResourceInfo operation, FeatureContext context) {
        List<String> known = Arrays.stream(new AnnotatedMethod(operation.getResourceMethod()).getParameterAnnotations())
                .flatMap(Arrays::stream)
                .filter(QueryParam.class::isInstance)
                .map(QueryParametersFeature::name)
                .toList();
        ContainerRequestFilter filter = request -> {
            if (request.getProperty(NAMES) instanceof Set<?> names) {
                AmbiguousRequest.checkParameters(names, known);
            }
        };
        // once the caller is admitted
        context.register(filter, Priorities.HEADER_DECORATOR);
    }

    private static String name(Annotation parameter) {
        return ((QueryParam) parameter).value();
    }
}
