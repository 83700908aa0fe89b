package org.adtgateway.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.PostgresServer;
import org.adtgateway.testing.Scrape;
import org.adtgateway.testing.ServerProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers that wait cost a connection each and nothing else: 10,000 on one node with 512 MiB of heap, woken by one event. */
@Tag("faults")
class WaitersTest {
    private static final int MOST = 10_000;
    private static final int BATCH = 200;

    /** When the client has its connection back, so that it does not make a new one. */
    private static final Executor SOON = CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);

    @TempDir
    private Path folder;

    @Test
    void aReaderIsWokenAtOnce_thoughAThousandWait() throws Exception {
        Gateway gateway = prepare();
        Acts acts = new Acts(gateway.signer("northern-power", "signing"));
        try (ServerProcess server = ServerProcess.start(gateway, "-Xmx512m");
                AdtGatewayClient supplier = gateway.client("northern-power")) {
            AtomicBoolean stop = new AtomicBoolean();
            Http others = Http.as(gateway, "western-gas");
            poll(gateway, others, 1_000, stop);
            Http reader = Http.as(gateway, "northern-power");
            double[] millis = new double[200];
            for (int round = 0; round < millis.length; round++) {
                HttpRequest news = reader.request("/v1/events?after=" + end(reader))
                        .header("Prefer", "wait=60")
                        .build();
                CompletableFuture<Long> woken = reader.client()
                        .sendAsync(news, HttpResponse.BodyHandlers.ofString())
                        .thenApply(response -> System.nanoTime());
                Thread.sleep(20);
                supplier.submit(acts.next().request());
                long answered = System.nanoTime();
                millis[round] = (woken.get(30, TimeUnit.SECONDS) - answered) / 1e6;
            }
            Arrays.sort(millis);
            System.out.printf(
                    "waiting: 1,000; a reader is woken after the answer to the act: median %.1f ms, 99 %% %.1f ms%n",
                    millis[100], millis[198]);
            assertThat(server.isAlive()).isTrue();
            stop.set(true);
        }
    }

    @Test
    void tenThousandWait_andAreWokenTogether() throws Exception {
        Gateway gateway = prepare();
        Acts acts = new Acts(gateway.signer("northern-power", "signing"));
        try (ServerProcess server = ServerProcess.start(gateway, "-Xmx512m");
                AdtGatewayClient supplier = gateway.client("northern-power")) {
            Http http = Http.as(gateway, "northern-power");
            List<CompletableFuture<Long>> waiting = poll(gateway, http, MOST, new AtomicBoolean());
            Scrape before = Scrape.of(gateway);
            // those of the burst of handshakes, at most server.maxThreads; none for a waiter
            assertThat(before.value("jvm_threads_current")).isLessThan(1_100);
            assertThat(fewestConnections(gateway)).isLessThan(10);

            supplier.submit(acts.next().request());
            long answered = System.nanoTime();
            long[] delays = waiting.stream()
                    .mapToLong(each -> each.orTimeout(120, TimeUnit.SECONDS).join() - answered)
                    .sorted()
                    .toArray();
            System.out.printf(
                    "waiting: %,d, all woken by one event: median after %.0f ms, the last after %.0f ms%n",
                    MOST, delays[MOST / 2] / 1e6, delays[MOST - 1] / 1e6);
            assertThat(server.isAlive()).isTrue();
        }
    }

    /** In use at any of some moments: anyone who has just come, or asks again after a minute, needs one for the time of a look. */
    private static double fewestConnections(Gateway gateway) throws InterruptedException {
        double fewest = Double.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            fewest = Math.min(fewest, Scrape.of(gateway).value("adt_gateway_database_connections{state=\"active\"}"));
            Thread.sleep(100);
        }
        return fewest;
    }

    private Gateway prepare() {
        return Gateway.prepare(Gateway.Settings.of(folder, EmbeddedDatabase.create())
                .with(PostgresServer.freePort(), PostgresServer.freePort())
                .with(FaultSettings.GENEROUS));
    }

    /** The place behind the last event. */
    private static String end(Http http) {
        String place = "";
        String next = http.get("/v1/events?limit=1000").json().get("next").asText();
        while (!next.equals(place)) {
            place = next;
            next = http.get("/v1/events?limit=1000&after=" + place)
                    .json()
                    .get("next")
                    .asText();
        }
        return place;
    }

    /**
     * Readers that ask for news again and again, each over a connection of its own, until there are some; tells when.
     * They come a batch at a time, as two cores make some 70 to 180 mutual handshakes a second, of both sides.
     */
    private static List<CompletableFuture<Long>> poll(Gateway gateway, Http http, int count, AtomicBoolean stop)
            throws InterruptedException {
        List<CompletableFuture<Long>> waiting = new ArrayList<>();
        HttpRequest request = http.request("/v1/events?after=" + end(http))
                .header("Prefer", "wait=60")
                .timeout(Duration.ofMinutes(2))
                .build();
        while (waiting.size() < count) {
            for (int i = 0; i < BATCH; i++) {
                waiting.add(ask(http.client(), request, stop));
            }
            awaitWaiting(gateway, waiting);
        }
        return waiting;
    }

    private static void awaitWaiting(Gateway gateway, List<CompletableFuture<Long>> asked) throws InterruptedException {
        int count = asked.size();
        long end = System.nanoTime() + 60_000_000_000L;
        double waiting = 0;
        // a few are just asking again
        while (waiting < count * 0.99) {
            asked.stream().filter(CompletableFuture::isCompletedExceptionally).forEach(CompletableFuture::join);
            assertThat(System.nanoTime())
                    .as("%s of %s wait so far", waiting, count)
                    .isLessThan(end);
            Thread.sleep(100);
            waiting = Scrape.of(gateway).value("adt_gateway_waiting_calls");
        }
    }

    private static CompletableFuture<Long> ask(HttpClient client, HttpRequest request, AtomicBoolean stop) {
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenCompose(response -> {
            long now = System.nanoTime();
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return stop.get() || !response.body().contains("\"events\":[]")
                    ? CompletableFuture.completedFuture(now)
                    : CompletableFuture.completedFuture(response)
                            .thenComposeAsync(empty -> ask(client, request, stop), SOON);
        });
    }
}
