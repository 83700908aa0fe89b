package org.adtgateway.server.http;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call that is answered before its body was read leaves the rest in the connection, which the server then closes. What has arrived is read away,
 * so that the connection can go on; where more is to come, the client is told that the connection ends ({@code Connection: close}, RFC 9112, 9.6)
 * and does not send its next call into it. Never waits.
 */
public final class UnreadBodyFilter implements ContainerResponseFilter {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int MAX_BYTES = 1024 * 1024;

    // a proxy that Jersey injects into singletons
    @Context
    private @Nullable HttpServletRequest servletRequest;

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) throws IOException {
        HttpServletRequest call = Objects.requireNonNull(servletRequest);
        // some clients state the length of no body at all, the JDK's among them
        boolean hasBody = call.getContentLengthLong() > 0 || call.getHeader("Transfer-Encoding") != null;
        if (hasBody && !isRead(call.getInputStream(), call.getContentLengthLong())) {
            response.getHeaders().putSingle("Connection", "close");
        }
    }

    private static boolean isRead(ServletInputStream body, long length) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            int drained = 0;
            while (!body.isFinished() && drained < MAX_BYTES && body.available() > 0) {
                drained += Math.max(0, body.read(buffer));
            }
            // the end itself is noticed by a further read only, which might wait
            return body.isFinished() || drained == length;
        } catch (IOException e) {
            return false;
        }
    }
}
