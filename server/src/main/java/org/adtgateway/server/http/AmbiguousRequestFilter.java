package org.adtgateway.server.http;

import jakarta.annotation.Priority;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MultivaluedMap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Refuses what has more than one reading, of which the framework would pick one silently; and reads list headers whole. */
@Priority(Priorities.HEADER_DECORATOR) // after who is calling and what it may do: a stranger learns nothing
public final class AmbiguousRequestFilter implements ContainerRequestFilter {
    private static final List<String> LISTS = List.of("If-None-Match", "Prefer");
    private static final char REPLACEMENT = '\ufffd';

    // a proxy that Jersey injects into singletons; Jersey's own query has its broken escapes mended
    @Context
    private @Nullable HttpServletRequest servletRequest;

    @Override
    public void filter(ContainerRequestContext request) {
        String encoding = request.getHeaderString("Content-Encoding");
        if (request.getMethod().equals("POST") && encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new ProblemException(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    "Send the body as it is, without Content-Encoding: compressed bodies are not taken.");
        }
        String query = servletRequest == null ? null : servletRequest.getQueryString();
        if (query != null) {
            requireOneReading(query);
        }
        joinLists(request.getHeaders());
    }

    private static void requireOneReading(String query) {
        Set<String> names = new HashSet<>();
        for (String parameter : query.split("&", -1)) {
            String[] pair = parameter.split("=", 2);
            String name = decoded(pair[0]);
            decoded(pair[pair.length - 1]);
            if (!name.isEmpty() && !names.add(name)) {
                throw new ProblemException(
                        ProblemCode.INVALID_PARAMETER,
                        "The query has a parameter" + (name.matches("[A-Za-z]{1,32}") ? " '" + name + "'" : "")
                                + " twice; send it once.");
            }
        }
    }

    private static String decoded(String text) {
        try {
            String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
            if (decoded.chars().noneMatch(c -> Character.isISOControl(c) || c == REPLACEMENT)) {
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            throw notText(e);
        }
        throw notText(null);
    }

    private static ProblemException notText(@Nullable Throwable cause) {
        return new ProblemException(
                ProblemCode.MALFORMED_REQUEST,
                "The query is not percent-encoded UTF-8 text without control characters (RFC 3986, 2.1). Let your HTTP library encode it; a percent sign itself is %25.",
                cause);
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
