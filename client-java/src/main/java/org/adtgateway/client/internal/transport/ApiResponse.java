package org.adtgateway.client.internal.transport;

import com.fasterxml.jackson.core.JacksonException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.adtgateway.client.Problem;
import org.adtgateway.client.internal.json.Json;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;

/** Holds the gateway's response while the connection is open. */
public record ApiResponse(int status, ClassicHttpResponse response, String requestId) {
    /** Well above the largest JSON, receipt or signature; files are streamed instead. */
    private static final int MAX_BYTES = 32 * 1024 * 1024;

    static final int OK = 200;
    public static final int NOT_MODIFIED = 304;

    /** Converts a response. */
    @FunctionalInterface
    public interface Reader<T extends @Nullable Object> {
        T read(ApiResponse response) throws IOException;
    }

    boolean isSuccess() {
        return (status >= OK && status < 300) || status == NOT_MODIFIED;
    }

    @Nullable
    public String header(String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    InputStream stream() throws IOException {
        return response.getEntity() == null
                ? new ByteArrayInputStream(new byte[0])
                : response.getEntity().getContent();
    }

    public byte[] bytes() throws IOException {
        try (InputStream in = stream()) {
            byte[] bytes = in.readNBytes(MAX_BYTES);
            if (in.read() >= 0) {
                throw new IOException("The response is longer than " + MAX_BYTES + " bytes");
            }
            return bytes;
        }
    }

    /** Returns a reader of JSON of this type. */
    public static <T> Reader<T> as(Class<T> type) {
        return response -> response.json(type);
    }

    /** Reads JSON; something in between may send 200 with a page of its own. */
    public <T> T json(Class<T> type) throws IOException {
        try {
            T value = Json.MAPPER.readValue(bytes(), type);
            if (value != null) {
                return value;
            }
        } catch (JacksonException e) {
            // where and why is in the cause, in the words of a parser
            throw new UnreadableResponseException("The response is not what the gateway promises", e);
        }
        throw new UnreadableResponseException("The response is empty", null);
    }

    /** Reads a chain of certificates as PEM. */
    public List<X509Certificate> certificates() throws IOException {
        try {
            return CertificateLoader.parse(bytes());
        } catch (CertificateException e) {
            throw new UnreadableResponseException("The response " + e.getMessage(), e);
        }
    }

    /** Reads the problem; null when the response is not one of the gateway. */
    @Nullable
    Problem problem() throws IOException {
        String type = header("Content-Type");
        if (type == null || !type.startsWith("application/problem+json")) {
            return null;
        }
        try {
            return Json.MAPPER.readValue(bytes(), Problem.class);
        } catch (JacksonException e) {
            return null;
        }
    }

    /** Reports a success whose content cannot be read. */
    static final class UnreadableResponseException extends IOException {
        UnreadableResponseException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
