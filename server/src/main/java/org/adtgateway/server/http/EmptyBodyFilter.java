package org.adtgateway.server.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;

/** Disregards the type of a body that is not there, so that a body which the contract lets a caller leave out is left out by any client. */
@PreMatching
public final class EmptyBodyFilter implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
        String length = request.getHeaderString("Content-Length");
        boolean empty = request.getHeaderString("Transfer-Encoding") == null
                && (length == null || length.strip().equals("0"));
        if (empty) {
            request.getHeaders().remove("Content-Type");
        }
    }
}
