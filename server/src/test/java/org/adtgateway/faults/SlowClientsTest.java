package org.adtgateway.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Http.Form;
import org.adtgateway.testing.PostgresServer;
import org.adtgateway.testing.ServerProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are slow, silent or gone cost the others nothing that can be measured beyond noise. */
@Tag("faults")
class SlowClientsTest {
    private static final int MANY = 1_000;
    private static final int ROUNDS = 5;

    @TempDir
    private Path folder;

    private final List<SSLSocket> open = new ArrayList<>();

    @Test
    void aThousandSilentConnections_orSlowReaders_leaveTheOthersTheirRate() throws Exception {
        Gateway gateway = prepare();
        Acts acts = new Acts(gateway.signer("northern-power", "signing"));
        try (ServerProcess server = ServerProcess.start(gateway, "-Xmx512m");
                AdtGatewayClient supplier = gateway.client("northern-power")) {
            String id = supplier.submit(acts.next().request()).id();
            Http northern = Http.as(gateway, "northern-power");
            for (int warm = 0; warm < 4; warm++) {
                rate(northern, id);
            }
            List<Double> ratios = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                double alone = rate(northern, id);
                crowd(Http.as(gateway, "western-gas"), id);
                TimeUnit.SECONDS.sleep(1);
                double among = rate(northern, id);
                hangUp();
                TimeUnit.SECONDS.sleep(1);
                ratios.add(among / alone);
                System.out.printf("slow: %.0f reads/s alone, %.0f among %,d slow ones%n", alone, among, MANY);
            }
            ratios.sort(null);
            System.out.printf("slow: median ratio %.2f%n", ratios.get(ROUNDS / 2));
            assertThat(ratios.get(ROUNDS / 2)).as("the rate of the others").isGreaterThan(0.9);
            assertThat(server.isAlive()).isTrue();
        }
    }

    @Test
    void anUploadBelowTheFloor_isGivenUp_andLeavesNothing() throws Exception {
        Gateway gateway = prepare();
        Path configuration = gateway.configuration();
        Files.writeString(
                configuration,
                Files.readString(configuration)
                        .replace(
                                "      idleTimeout: 75s\n",
                                "      idleTimeout: 75s\n      minRequestDataPerSecond: 1KiB\n"));
        try (ServerProcess server = ServerProcess.start(gateway);
                SSLSocket socket = Http.as(gateway, "northern-power").connect()) {
            write(
                    socket,
                    "POST /v1/submissions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\nContent-Type: multipart/form-data; boundary="
                            + Form.BOUNDARY + "\r\n\r\n--" + Form.BOUNDARY
                            + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n");
            socket.setSoTimeout(50);
            String answer = "";
            for (int second = 0; second < 300 && answer.isEmpty(); second++) {
                try {
                    write(socket, "slow");
                    byte[] buffer = new byte[4096];
                    int count = socket.getInputStream().read(buffer);
                    answer = count < 0 ? "closed" : new String(buffer, 0, count, StandardCharsets.UTF_8);
                } catch (SocketTimeoutException e) {
                    TimeUnit.MILLISECONDS.sleep(50);
                }
            }
            assertThat(answer).contains("HTTP/1.1 408", "REQUEST_TIMEOUT");
            assertThat(server.isAlive()).isTrue();
            try (Stream<Path> left = Files.list(folder.resolve("gateway/server/uploads"))) {
                assertThat(left).isEmpty();
            }
        }
    }

    /** Half are connected and silent; half ask for something and do not read the answer. */
    private void crowd(Http party, String id) throws IOException {
        for (int i = 0; i < MANY; i++) {
            SSLSocket socket = party.connect();
            socket.startHandshake();
            open.add(socket);
            if (i % 2 == 0) {
                for (int call = 0; call < 20; call++) {
                    write(socket, "GET /v1/file-formats/ADT HTTP/1.1\r\nHost: localhost\r\n\r\n");
                }
            }
        }
        assertThat(id).isNotEmpty();
    }

    private void hangUp() throws IOException {
        for (SSLSocket each : open) {
            each.close();
        }
        open.clear();
    }

    private static void write(SSLSocket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** Reads per second of four clients over three seconds. */
    private static double rate(Http party, String id) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        long start = System.nanoTime();
        long end = start + 3_000_000_000L;
        List<Future<Integer>> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(threads.submit(() -> {
                int count = 0;
                while (System.nanoTime() < end) {
                    assertThat(party.client()
                                    .send(
                                            party.request("/v1/submissions/" + id)
                                                    .build(),
                                            HttpResponse.BodyHandlers.discarding())
                                    .statusCode())
                            .isEqualTo(200);
                    count++;
                }
                return count;
            }));
        }
        int total = 0;
        for (Future<Integer> client : clients) {
            total += client.get();
        }
        threads.shutdown();
        return total / ((System.nanoTime() - start) / 1e9);
    }

    private Gateway prepare() {
        return Gateway.prepare(Gateway.Settings.of(folder.resolve("gateway"), EmbeddedDatabase.create())
                .with(PostgresServer.freePort(), PostgresServer.freePort())
                .with(FaultSettings.GENEROUS));
    }
}
