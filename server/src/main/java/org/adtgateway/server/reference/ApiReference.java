package org.adtgateway.server.reference;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds the reference page that the build makes of the contract, and the contract itself. Its files are a fixed list, read once: no path of a
 * request ever becomes the name of a resource.
 */
public final class ApiReference {
    /** Where it is, on the application port and on the admin port. */
    public static final String PATH = "/docs";

    private static final String PAGE = "index.html";
    private static final Map<String, String> MEDIA_TYPES = Map.of(
            PAGE,
            "text/html;charset=utf-8",
            "reference.css",
            "text/css;charset=utf-8",
            "reference.js",
            "text/javascript;charset=utf-8",
            "swagger-ui.css",
            "text/css;charset=utf-8",
            "swagger-ui-bundle.js",
            "text/javascript;charset=utf-8",
            "swagger-ui-bundle.js.LICENSE.txt",
            "text/plain;charset=utf-8",
            // RFC 9512
            "openapi.yaml",
            "application/yaml");

    private static final Map<String, String> HEADERS = Map.of(
            // nothing from another host, no script or style in the page itself, nothing sent anywhere
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
                    + "form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            // a browser asks whether a file has changed, and does not fetch it again
            "Cache-Control",
            "no-cache");

    private final Map<String, Asset> assets =
            MEDIA_TYPES.keySet().stream().collect(Collectors.toUnmodifiableMap(name -> name, ApiReference::read));

    /** A file of the page. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    record Asset(byte[] bytes, String mediaType, String tag) {}

    /** Returns a file by its name; the page itself for the empty name. */
    Optional<Asset> find(String name) {
        return Optional.ofNullable(assets.get(name.isEmpty() ? PAGE : name));
    }

    /** Returns what each response with a file has as headers. */
    Map<String, String> headers() {
        return HEADERS;
    }

    private static Asset read(String name) {
        try (@Nullable InputStream in = ApiReference.class.getResourceAsStream("/api-reference/" + name)) {
            byte[] bytes = Objects.requireNonNull(in, () -> "the build left out " + name)
                    .readAllBytes();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new Asset(
                    bytes,
                    Objects.requireNonNull(MEDIA_TYPES.get(name)),
                    HexFormat.of().formatHex(digest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }
}
