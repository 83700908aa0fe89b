package org.adtgateway.testing;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Bare HTTP with a Party's certificate, for what the SDK is too well-behaved to do. Every answer is held against the contract. */
public final class Http {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final OpenApiInteractionValidator CONTRACT =
            OpenApiInteractionValidator.createForInlineApiSpecification(contract())
                    // what the contract does not know is asked on purpose; its answer is checked by Answer.problem
                    .withLevelResolver(LevelResolver.create()
                            .withLevel("validation.request", ValidationReport.Level.IGNORE)
                            .build())
                    .build();

    private final HttpClient client;
    private final String url;

    private Http(HttpClient client, String url) {
        this.client = client;
        this.url = url;
    }

    /** As a Party, or as someone else who has a folder there. */
    public static Http as(Gateway gateway, String party) {
        return as(gateway, gateway.party(party).resolve("transport.p12"));
    }

    /** With the certificate of a PKCS#12 file. */
    public static Http as(Gateway gateway, Path transport) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(keyStore(transport), Gateway.PASSWORD.toCharArray());
            return new Http(client(gateway, keys), gateway.url());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Without a certificate. */
    public static Http anonymous(Gateway gateway) {
        try {
            return new Http(client(gateway, null), gateway.url());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpClient client(Gateway gateway, @org.jspecify.annotations.Nullable KeyManagerFactory keys)
            throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(gateway.folder().resolve("server-ca.pem"))) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .sslContext(context)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private static KeyStore keyStore(Path file) throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, Gateway.PASSWORD.toCharArray());
            return store;
        }
    }

    private static String contract() {
        try (InputStream in = Http.class.getResourceAsStream("/openapi/adt-gateway.yaml")) {
            return new String(java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What sends, for tests that send in their own way. */
    public HttpClient client() {
        return client;
    }

    /** A connection of its own on which a test writes what it likes. */
    public SSLSocket connect() throws IOException {
        URI address = URI.create(url);
        return (SSLSocket) client.sslContext().getSocketFactory().createSocket(address.getHost(), address.getPort());
    }

    /** A request to a path, to be completed. */
    public HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create(url + pathAndQuery));
    }

    public Answer get(String pathAndQuery) {
        return send(request(pathAndQuery));
    }

    public Answer post(String path, Form form) {
        return send(request(path)
                .header("Content-Type", "multipart/form-data; boundary=" + Form.BOUNDARY)
                .POST(HttpRequest.BodyPublishers.ofByteArray(form.bytes())));
    }

    public Answer postJson(String path, String json) {
        return postJson(path, json.getBytes(StandardCharsets.UTF_8));
    }

    public Answer postJson(String path, byte[] json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json)));
    }

    /** Sends, and holds the answer against the contract where that knows the path and the method. */
    public Answer send(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            Answer answer = new Answer(response);
            holdAgainstContract(request, answer);
            return answer;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void holdAgainstContract(HttpRequest request, Answer answer) {
        SimpleResponse.Builder response = SimpleResponse.Builder.status(answer.status());
        answer.response().headers().map().forEach(response::withHeader);
        if (answer.isJson()) {
            response.withBody(answer.text());
        }
        ValidationReport report = CONTRACT.validateResponse(
                request.uri().getPath(), Request.Method.valueOf(request.method()), response.build());
        boolean unknown = report.getMessages().stream()
                .anyMatch(message -> message.getKey().startsWith("validation.request.path.missing")
                        || message.getKey().startsWith("validation.request.operation.notAllowed"));
        if (!unknown
                && report.hasErrors()
                && (answer.isJson() || !report.toString().contains("body"))) {
            throw new AssertionError(request.method() + " " + request.uri() + " -> " + answer.status() + " "
                    + answer.text() + "\n" + report.getMessages());
        }
    }

    /** What came back. */
    public record Answer(HttpResponse<byte[]> response) {
        public int status() {
            return response.statusCode();
        }

        /** A header, or the empty text. */
        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public byte[] bytes() {
            return response.body();
        }

        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        boolean isJson() {
            return header("Content-Type").contains("json");
        }

        public JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (JsonProcessingException e) {
                throw new AssertionError("no JSON: " + text(), e);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    /** A multipart body, right or wrong. */
    public static final class Form {
        public static final String BOUNDARY = "----adt-gateway-test";
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        public Form field(String name, String value) {
            return part(
                    "Content-Disposition: form-data; name=\"" + name + "\"", value.getBytes(StandardCharsets.UTF_8));
        }

        public Form file(String name, String fileName, byte[] content) {
            return part(
                    "Content-Disposition: form-data; name=\"" + name + "\"; filename=\"" + fileName + "\"", content);
        }

        private Form part(String header, byte[] content) {
            raw("--" + BOUNDARY + "\r\n" + header + "\r\n\r\n");
            body.writeBytes(content);
            return raw("\r\n");
        }

        public Form raw(String text) {
            body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            return this;
        }

        public byte[] bytes() {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.writeBytes(body.toByteArray());
            whole.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
            return whole.toByteArray();
        }
    }
}
