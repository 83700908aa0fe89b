package org.adtgateway.server.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Serves the reference page that the build makes of the contract, and the contract itself. Outside of Jersey, so that a client whose
 * certificate nobody has registered yet can read it: it is the same for all, and no call is made from it.
 *
 * <p>Its files are a closed list, read once: no path of a request ever becomes the name of a resource.
 */
public final class ApiReferenceServlet extends HttpServlet {
    /** Where it is, on the application port and on the admin port. */
    public static final String PATH = "/docs";

    private static final long serialVersionUID = 1;

    /** Nothing from another host, no script or style in the page itself, nothing sent anywhere. */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

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

    private final transient Map<String, Asset> assets = MEDIA_TYPES.keySet().stream()
            .collect(Collectors.toUnmodifiableMap(name -> name, ApiReferenceServlet::read));

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo();
        if (path == null) {
            // the page names its files relative to its own folder
            response.sendRedirect(PATH + "/");
            return;
        }
        String name = path.equals("/") ? PAGE : path.substring(1);
        Asset asset = assets.get(name);
        if (asset == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        // a browser asks whether a file has changed, and does not fetch it again
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("ETag", asset.tag());
        if (asset.tag().equals(request.getHeader("If-None-Match"))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(MEDIA_TYPES.get(name));
        response.setContentLength(asset.bytes().length);
        response.getOutputStream().write(asset.bytes());
    }

    private static Asset read(String name) {
        try (@Nullable InputStream in = ApiReferenceServlet.class.getResourceAsStream("/api-reference/" + name)) {
            byte[] bytes = Objects.requireNonNull(in, () -> "the build left out " + name)
                    .readAllBytes();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new Asset(bytes, '"' + HexFormat.of().formatHex(digest) + '"');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    private record Asset(byte[] bytes, String tag) {}
}
