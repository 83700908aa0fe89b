package org.adtgateway.server.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources that misbehave cost their own list only, each beside a good one that is read all the same. */
class CrlSourcesTest {
    private static final byte[] LIST = {0x30, 1, 2};
    private static final int LIMIT = 64 * 1024 * 1024;

    @TempDir
    private Path folder;

    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        serve("/good", exchange -> answer(exchange, 200));
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void aServerThatNeverAnswers() {
        serve("/bad", exchange -> hang());
        assertOnlyTheGoodOneIsRead();
    }

    @Test
    void aServerThatStopsInTheMiddle() {
        serve("/bad", exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(LIST);
            exchange.getResponseBody().flush();
            hang();
        });
        assertOnlyTheGoodOneIsRead();
    }

    @Test
    void aServerThatNeverStops() {
        serve("/bad", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                byte[] block = new byte[1 << 16];
                for (int sent = 0; sent <= LIMIT; sent += block.length) {
                    body.write(block);
                }
            }
        });
        assertThat(new CrlSources(addresses("/bad", "/good")).read()).containsExactly(LIST);
    }

    @Test
    void aServerThatSendsElsewhere() {
        serve("/bad", exchange -> {
            exchange.getResponseHeaders().set("Location", address("/good"));
            answer(exchange, 302);
        });
        assertOnlyTheGoodOneIsRead();
    }

    @Test
    void aServerThatFails_orIsNotThere() {
        serve("/bad", exchange -> answer(exchange, 500));
        assertOnlyTheGoodOneIsRead();
        assertThat(new CrlSources(List.of("http://127.0.0.1:1/", "http://:no address/", address("/good"))).read())
                .containsExactly(LIST);
    }

    @Test
    void aFileThatIsTooLarge_amongOthersOfItsFolder() throws IOException {
        try (RandomAccessFile large =
                new RandomAccessFile(folder.resolve("a.crl").toFile(), "rw")) {
            large.setLength(LIMIT + 1L);
        }
        Files.write(folder.resolve("b.crl"), LIST);
        assertThat(new CrlSources(List.of(folder.resolve("none").toString(), folder.toString())).read())
                .containsExactly(LIST);
    }

    private void assertOnlyTheGoodOneIsRead() {
        assertThat(new CrlSources(addresses("/bad", "/good"), Duration.ofMillis(500)).read())
                .containsExactly(LIST);
    }

    private List<String> addresses(String... paths) {
        return List.of(paths).stream().map(this::address).toList();
    }

    private String address(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private void serve(String path, Handler handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                handler.handle(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, LIST.length);
        exchange.getResponseBody().write(LIST);
    }

    private void hang() throws InterruptedException {
        end.await();
    }
}
