package org.adtgateway.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.adtgateway.client.internal.signing.Sha256;
import org.adtgateway.client.internal.transport.TlsContextFactory;
import org.jspecify.annotations.Nullable;

/** A server with real mutual TLS that answers as it is told and remembers what it was asked. */
public final class TestGateway implements AutoCloseable {
    private static final int KEPT = 1024 * 1024;

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final List<String> callers = new CopyOnWriteArrayList<>();
    private volatile Answers answers = request -> Answer.problem(404, "NOT_FOUND", "WORKFLOW");

    /** What was asked; of a body beyond 1 MiB only the length and digest are kept. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Asked(String method, URI uri, Map<String, String> headers, byte[] body, long length, String sha256) {
        public String path() {
            return uri.getPath();
        }

        public @Nullable String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** What to answer; status 0 closes the connection without an answer. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Answer(int status, Map<String, String> headers, byte[] body) {
        public static Answer json(int status, String json) {
            return new Answer(
                    status, Map.of("Content-Type", "application/json"), json.getBytes(StandardCharsets.UTF_8));
        }

        public static Answer bytes(byte[] body) {
            return new Answer(200, Map.of("Content-Type", "application/octet-stream"), body);
        }

        public static Answer problem(int status, String code, String category) {
            return problem(status, code, category, "");
        }

        public static Answer problem(int status, String code, String category, String more) {
            return new Answer(
                    status,
                    Map.of("Content-Type", "application/problem+json"),
                    ("{\"type\":\"urn:adt-gateway:problem:x\",\"title\":\"T\",\"status\":" + status
                                    + ",\"detail\":\"What to do about " + code
                                    + "\",\"instance\":\"urn:adt-gateway:request:req-7\",\"requestId\":\"req-7\",\"code\":\""
                                    + code
                                    + "\",\"category\":\"" + category + "\"" + more + "}")
                            .getBytes(StandardCharsets.UTF_8));
        }

        /** The same problem with another text. */
        public Answer saying(String detail) {
            String text = new String(body, StandardCharsets.UTF_8)
                    .replaceFirst("\"detail\":\"[^\"]*\"", "\"detail\":\"" + detail + "\"");
            return new Answer(status, headers, text.getBytes(StandardCharsets.UTF_8));
        }

        public static Answer silence() {
            return new Answer(0, Map.of(), new byte[0]);
        }

        /** Promises more than it sends, and then closes the connection. */
        public Answer brokenOff() {
            return with("Content-Length", String.valueOf(body.length + 100));
        }

        public Answer with(String header, String value) {
            Map<String, String> more = new TreeMap<>(headers);
            more.put(header, value);
            return new Answer(status, more, body);
        }
    }

    /** What to answer. */
    @FunctionalInterface
    public interface Answers {
        Answer to(Asked request) throws InterruptedException;
    }

    public TestGateway(TestPki serverPki, TestPki clientPki) {
        this(serverPki, clientPki, InetAddress.getLoopbackAddress());
    }

    /** Listens at an address of this machine; its certificate is for "localhost" and 127.0.0.1. */
    TestGateway(TestPki serverPki, TestPki clientPki, InetAddress address) {
        try {
            server = HttpsServer.create(new InetSocketAddress(address, 0), 0);
            SSLContext context = tls(serverPki.issue("localhost"), clientPki);
            server.setHttpsConfigurator(new HttpsConfigurator(context) {
                @Override
                public void configure(HttpsParameters parameters) {
                    SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
                    ssl.setNeedClientAuth(true);
                    parameters.setSSLParameters(ssl);
                }
            });
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Returns what a server speaks TLS by that has this certificate and trusts these clients. */
    public static SSLContext tls(TestPki.Holder holder, TestPki clients) throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry(
                "key", holder.key(), TestPki.PASSWORD, holder.chain().toArray(java.security.cert.Certificate[]::new));
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, TestPki.PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(TlsContextFactory.trust(List.of(clients.root())));
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
        return tls;
    }

    public URI address() {
        return URI.create("https://localhost:" + server.getAddress().getPort());
    }

    public void answer(Answers other) {
        this.answers = other;
    }

    /** These in turn, the last one permanently. */
    public void answerInTurn(Answer... turns) {
        int before = asked.size();
        answer(request -> turns[Math.min(asked.size() - before, turns.length) - 1]);
    }

    public List<Asked> asked() {
        return asked;
    }

    /** The subjects of the certificates of those who asked, in turn. */
    public List<String> callers() {
        return callers;
    }

    public Asked last() {
        return asked.get(asked.size() - 1);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Asked request = read(exchange);
            asked.add(request);
            callers.add(((HttpsExchange) exchange)
                    .getSSLSession()
                    .getPeerPrincipal()
                    .getName());
            Answer answer = answers.to(request);
            if (answer.status() == 0) {
                throw new IOException("closed on purpose");
            }
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            boolean empty = answer.body().length == 0;
            String promised = answer.headers().getOrDefault("Content-Length", String.valueOf(answer.body().length));
            exchange.sendResponseHeaders(answer.status(), empty ? -1 : Long.parseLong(promised));
            if (!empty) {
                exchange.getResponseBody().write(answer.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Asked read(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        try (InputStream in = exchange.getRequestBody()) {
            MessageDigest digest = Sha256.digest();
            byte[] kept = in.readNBytes(KEPT);
            digest.update(kept);
            long length = kept.length;
            byte[] buffer = new byte[8192];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
                length += count;
            }
            return new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI(),
                    headers,
                    kept,
                    length,
                    HexFormat.of().formatHex(digest.digest()));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
