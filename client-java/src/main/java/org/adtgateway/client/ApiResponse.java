package org.adtgateway.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;

/** The gateway's answer, as long as the connection is held. */
record ApiResponse(int status, ClassicHttpResponse response, String requestId) {
    /** What the largest JSON, receipt or signature stays well below; files go to where they are wanted instead. */
    private static final int MAX_BYTES = 32 * 1024 * 1024;

    static final int OK = 200;
    static final int NOT_MODIFIED = 304;

    /** Makes a value of an answer. */
    @FunctionalInterface
    interface Reader<T extends @Nullable Object> {
        T read(ApiResponse reply) throws IOException;
    }

    boolean isSuccess() {
        return (status >= OK && status < 300) || status == NOT_MODIFIED;
    }

    @Nullable
    String header(String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    InputStream stream() throws IOException {
        return response.getEntity() == null
                ? new ByteArrayInputStream(new byte[0])
                : response.getEntity().getContent();
    }

    byte[] bytes() throws IOException {
        try (InputStream in = stream()) {
            byte[] bytes = in.readNBytes(MAX_BYTES);
            if (in.read() >= 0) {
                throw new IOException("The answer is longer than " + MAX_BYTES + " bytes");
            }
            return bytes;
        }
    }

    List<X509Certificate> certificates() throws IOException {
        try {
            return CertificateLoader.parse(bytes());
        } catch (CertificateException e) {
            throw new Json.UnreadableReplyException("The answer " + e.getMessage(), e);
        }
    }
}
