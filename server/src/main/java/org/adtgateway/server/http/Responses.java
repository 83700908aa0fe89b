package org.adtgateway.server.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** Makes successful responses. */
public final class Responses {
    private Responses() {}

    public static Response json(Object entity) {
        return Response.ok(entity, MediaType.APPLICATION_JSON_TYPE).build();
    }

    public static Response download(String mediaType, byte[] bytes, String fileName) {
        return download(mediaType, bytes, bytes.length, sha256(bytes), fileName);
    }

    /** Exact bytes as a file, with their digest (RFC 9530). */
    public static Response download(String mediaType, Object entity, long size, String sha256, String fileName) {
        String digest = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256));
        return Response.ok(entity, mediaType)
                .header(HttpHeaders.CONTENT_LENGTH, size)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + fileName + "\"")
                .header("Repr-Digest", "sha-256=:" + digest + ":")
                .build();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
