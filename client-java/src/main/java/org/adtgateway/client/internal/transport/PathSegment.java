package org.adtgateway.client.internal.transport;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Encodes an id as one segment of a path, whatever is in it. */
public final class PathSegment {
    private PathSegment() {}

    public static String encode(String id) {
        String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
        if (encoded.isEmpty() || encoded.equals(".") || encoded.equals("..")) {
            throw new IllegalArgumentException("Not the id of a submission: '" + id + "'");
        }
        return encoded;
    }
}
