package org.adtgateway.server.http;

import jakarta.annotation.Priority;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Refuses every {@link AmbiguousRequest} before an operation is looked for, once it is known who calls: a stranger learns nothing. Joins the
 * lines of list headers.
 */
@PreMatching
@Priority(Priorities.AUTHENTICATION + 1)
public final class AmbiguousRequestFilter implements ContainerRequestFilter {
    private static final List<String> LISTS = List.of("If-None-Match", "Prefer");

    // a proxy that Jersey injects into singletons; Jersey's own path and query are decoded and corrected already
    @Context
    private @Nullable HttpServletRequest servletRequest;

    @Override
    public void filter(ContainerRequestContext request) {
        HttpServletRequest sent = Objects.requireNonNull(servletRequest);
        AmbiguousRequest.checkPath(sent.getRequestURI());
        AmbiguousRequest.checkSite(
                request.getHeaderString("Sec-Fetch-Site"),
                request.getHeaderString("Origin"),
                request.getHeaderString("Host"));
        AmbiguousRequest.checkContentEncoding(request.getHeaderString("Content-Encoding"));
        String query = sent.getQueryString();
        if (query != null) {
            request.setProperty(QueryParametersFeature.NAMES, AmbiguousRequest.checkQuery(query));
        }
        joinLists(request.getHeaders());
    }

    /** A list may come in several lines (RFC 9110, 5.3), of which Jersey would give a resource the first. */
    private static void joinLists(MultivaluedMap<String, String> headers) {
        for (String name : LISTS) {
            List<String> lines = headers.get(name);
            if (lines != null && lines.size() > 1) {
                headers.putSingle(name, String.join(", ", lines));
            }
        }
    }
}
