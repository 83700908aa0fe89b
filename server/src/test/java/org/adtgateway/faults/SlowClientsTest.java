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
import org.adtgateway.client.FileType;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Http.Form;
import org.adtgateway.testing.PostgresServer;
import org.adtgateway.testing.Scrape;
import org.adtgateway.testing.ServerProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that are slow, silent or gone cost the others nothing that can be measured beyond noise. */
@Tag("faults")
class SlowClientsTest {
    private static final int MANY = 1_060;
    private static final int ROUNDS = 5;

    @TempDir
    private Path folder;

    private final List<SSLSocket> open = new ArrayList<>();

    @Test
    void aThousandSilentConnections_leaveTheOthersTheirRate() throws Exception {
        Gateway gateway = prepare(FaultSettings.GENEROUS);
        try (ServerProcess server = ServerProcess.start(gateway, "-Xmx512m")) {
            Http western = Http.as(gateway, "western-gas");
            leaveTheirRate(gateway, "silent", () -> connect(western));
            assertThat(server.isAlive()).isTrue();
        }
    }

    /** What they ask for, several times on each connection, and do not read. */
    enum Crowd {
        FILE("western-gas", "GET /v1/submissions/ID/file"),
        HEAD_OF_FILE("western-gas", "HEAD /v1/submissions/ID/file"),
        ENCODED_PATH("western-gas", "GET /v1/submissions/ID;x=%2Fy/file"),
        LIST("western-gas", "GET /v1/submissions?limit=200"),
        FEED("western-gas", "GET /v1/events?limit=1000"),
        REFERENCE("western-gas", "GET /docs/index.html"),
        REFERENCE_BY_STRANGERS("stranger", "GET /docs/index.html");

        private final String party;
        private final String request;

        Crowd(String party, String request) {
            this.party = party;
            this.request = request;
        }

        String requests(String id) {
            return (request.replace("ID", id) + " HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(12);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aThousandSlowReaders_leaveTheOthersTheirRate(Crowd crowd) throws Exception {
        Gateway gateway = prepare("quotas: { supplier: { readsPerSecond: 100000, pollsPerSecond: 100000 } }");
        try (ServerProcess server = ServerProcess.start(gateway, "-Xmx512m");
                AdtGatewayClient supplier = gateway.client("western-gas")) {
            String large = supplier.submit(SubmissionRequest.of(FileType.EXIT_QUARANTINE, largeFile(), "large.csv")
                            .signedBy(gateway.signer("western-gas", "signing")))
                    .id();
            Acts acts = new Acts(gateway.signer("western-gas", "signing"), "70-B3-D5-1F-30-00-B0-01");
            for (int each = 0; each < 200; each++) {
                supplier.submit(acts.next().request());
            }
            Http slow = Http.as(gateway, crowd.party);
            leaveTheirRate(gateway, crowd.name(), () -> {
                try {
                    write(connect(slow), crowd.requests(large));
                } catch (IOException e) {
                    // it was cut off before it had asked for all
                }
            });
            assertThat(server.isAlive()).isTrue();
        }
    }

    /** The rate of four readers alone, and beside a crowd of another Party. */
    private void leaveTheirRate(Gateway gateway, String crowd, Call another) throws Exception {
        Acts acts = new Acts(gateway.signer("northern-power", "signing"));
        try (AdtGatewayClient supplier = gateway.client("northern-power")) {
            String id = supplier.submit(acts.next().request()).id();
            Http northern = Http.as(gateway, "northern-power");
            for (int warm = 0; warm < 4; warm++) {
                rate(northern, id);
            }
            List<Double> ratios = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                double alone = rate(northern, id);
                for (int i = 0; i < MANY; i++) {
                    another.make();
                }
                TimeUnit.SECONDS.sleep(1);
                double threads = Scrape.of(gateway).value("jvm_threads_current");
                assertThat(threads).as("threads").isLessThan(MANY / 2.0);
                double among = rate(northern, id);
                hangUp();
                TimeUnit.SECONDS.sleep(1);
                // a JVM that is still compiling is faster each time, so that it is compared with before and after
                double aloneAgain = rate(northern, id);
                ratios.add(2 * among / (alone + aloneAgain));
                System.out.printf(
                        "slow: %.0f reads/s alone, %.0f among %,d %s (%.0f threads), %.0f alone again%n",
                        alone, among, MANY, crowd, threads, aloneAgain);
            }
            ratios.sort(null);
            System.out.printf("slow: median ratio %.2f among %s%n", ratios.get(ROUNDS / 2), crowd);
            assertThat(ratios.get(ROUNDS / 2)).as("the rate of the others").isGreaterThan(0.9);
        }
    }

    private interface Call {
        void make() throws IOException;
    }

    @Test
    void anUploadBelowTheFloor_isGivenUp_andLeavesNothing() throws Exception {
        Gateway gateway = prepare(FaultSettings.GENEROUS);
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

    private SSLSocket connect(Http party) throws IOException {
        SSLSocket socket = party.connect();
        socket.setReceiveBufferSize(4096);
        socket.startHandshake();
        open.add(socket);
        return socket;
    }

    private static byte[] largeFile() {
        StringBuilder file = new StringBuilder("QuarantineEventRef,RequestID,Action,Comment\n");
        for (int row = 1; row <= 200_000; row++) {
            file.append(row)
                    .append(",70-B3-D5-1F-30-00-B0-01:00-DB-12-34-56-78-90-A0:")
                    .append(row)
                    .append(",RELEASE,\n");
        }
        return file.toString().getBytes(StandardCharsets.US_ASCII);
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

    private Gateway prepare(String settings) {
        return Gateway.prepare(Gateway.Settings.of(folder.resolve("gateway"), EmbeddedDatabase.create())
                .with(PostgresServer.freePort(), PostgresServer.freePort())
                .with(settings));
    }
}
