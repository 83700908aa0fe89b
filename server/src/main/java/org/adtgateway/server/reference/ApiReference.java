package org.adtgateway.server.reference;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds the reference pages that the build makes of the contract and the guides, and the contract itself. Its files are a fixed list, read once: no
 * path of a request ever becomes the name of a resource.
 */
public final class ApiReference {
    /** Where it is, on the application port and on the admin port. */
    public static final String PATH = "/docs";

    private static final String PAGE = "index.html";

    /** The names of all files, as the build has written them. */
    private static final String LIST = "files.txt";

    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html",
            "text/html;charset=utf-8",
            "css",
            "text/css;charset=utf-8",
            "js",
            "text/javascript;charset=utf-8",
            // RFC 9512
            "yaml",
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
            names().collect(Collectors.toUnmodifiableMap(name -> name, ApiReference::asset));

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

    private static Stream<String> names() {
        return new String(read(LIST), StandardCharsets.UTF_8).lines();
    }

    private static Asset asset(String name) {
        byte[] bytes = read(name);
        String extension = name.substring(name.lastIndexOf('.') + 1);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new Asset(
                    bytes,
                    Objects.requireNonNull(MEDIA_TYPES.get(extension), () -> "no media type is known for " + name),
                    HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    private static byte[] read(String name) {
        try (@Nullable InputStream in = ApiReference.class.getResourceAsStream("/api-reference/" + name)) {
            return Objects.requireNonNull(in, () -> "the build left out " + name)
                    .readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
