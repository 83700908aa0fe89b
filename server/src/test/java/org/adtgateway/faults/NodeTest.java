package org.adtgateway.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.adtgateway.client.FileSigner;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Http.Answer;
import org.adtgateway.testing.Http.Form;
import org.adtgateway.testing.InBackground;
import org.adtgateway.testing.PostgresServer;
import org.adtgateway.testing.ServerProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that starts without its database, meets a schema of the future, runs out of room or of connections, or is told to stop. */
@Tag("faults")
class NodeTest {
    @TempDir
    private Path folder;

    @Test
    void startsWithoutADatabase_waits_andServesWhenItIsThere() throws Exception {
        try (PostgresServer database = PostgresServer.create(folder.resolve("database"), Map.of())) {
            Gateway gateway = prepare(database.url());
            database.kill();
            try (ServerProcess server = ServerProcess.launch(gateway)) {
                Thread.sleep(6000);
                assertThat(server.isAlive()).isTrue();
                assertThat(server.output()).contains("the database does not answer; waiting for it");
                database.start();
                Http supplier = Http.as(gateway, "northern-power");
                long end = System.nanoTime() + 20_000_000_000L;
                while (!answers(supplier)) {
                    assertThat(System.nanoTime()).isLessThan(end);
                    Thread.sleep(100);
                }
            }
        }
    }

    @Test
    void refusesASchemaOfANewerProgram_sayingSo() throws Exception {
        EmbeddedDatabase database = EmbeddedDatabase.create();
        Gateway gateway = prepare(database.url());
        database.execute(
                "insert into flyway_schema_history select max(installed_rank) + 1, '999', 'future', 'SQL', 'V999__future.sql',"
                        + " 1, 'x', now(), 1, true from flyway_schema_history");
        try (ServerProcess server = ServerProcess.launch(gateway)) {
            assertThat(server.endsWithin(60)).isTrue();
            assertThat(server.output()).contains("999");
        }
    }

    @Test
    void endsTheUploadsThatRun_thenStops() throws Exception {
        Gateway gateway = prepare(EmbeddedDatabase.create().url());
        FileSigner signer = gateway.signer("northern-power", "signing");
        byte[] file = file(1);
        byte[] body = form(file, signer.sign(file)).bytes();
        try (ServerProcess server = ServerProcess.start(gateway);
                SSLSocket socket = Http.as(gateway, "northern-power").connect()) {
            begin(socket, body.length);
            socket.getOutputStream().write(body, 0, body.length / 2);
            socket.getOutputStream().flush();
            Thread.sleep(1000);
            server.terminate();
            Thread.sleep(1500);
            assertThat(server.isAlive()).as(server.output()).isTrue();
            socket.getOutputStream().write(body, body.length / 2, body.length - body.length / 2);
            socket.getOutputStream().flush();
            assertThat(answer(socket)).startsWith("HTTP/1.1 201");
            assertThat(server.endsWithin(20)).isTrue();
        }
    }

    @Test
    void callsThatWaitOnOneNode_areWokenByWhatHappensOnAnother() throws Exception {
        Gateway one = prepare(EmbeddedDatabase.create().url());
        Gateway two = one.anotherNode(PostgresServer.freePort(), PostgresServer.freePort());
        FileSigner signer = one.signer("northern-power", "signing");
        byte[] file = file(1);
        try (ServerProcess first = ServerProcess.start(one);
                ServerProcess second = ServerProcess.start(two)) {
            assertThat(first.isAlive() && second.isAlive()).isTrue();
            Answer submitted = Http.as(one, "northern-power").post("/v1/submissions", form(file, signer.sign(file)));
            String address = "/v1/submissions/" + submitted.json().get("id").asText();
            Http supplier = Http.as(two, "northern-power");
            long end = System.nanoTime() + 10_000_000_000L;
            while (supplier.get("/v1/events").json().get("events").isEmpty()) {
                assertThat(System.nanoTime()).isLessThan(end);
            }
            String place = supplier.get("/v1/events").json().get("next").asText();
            CompletableFuture<Answer> status = InBackground.call(() -> supplier.send(supplier.request(address)
                    .header("If-None-Match", submitted.header("ETag"))
                    .header("Prefer", "wait=60")));
            CompletableFuture<Answer> news = InBackground.call(() ->
                    supplier.send(supplier.request("/v1/events?after=" + place).header("Prefer", "wait=60")));
            Thread.sleep(1000);
            assertThat(status).isNotDone();
            assertThat(news).isNotDone();
            Http operator = Http.as(one, "dcc");
            assertThat(operator.send(operator.request(address + "/claim").POST(HttpRequest.BodyPublishers.noBody()))
                            .status())
                    .isEqualTo(200);

            Answer changed = status.get(5, TimeUnit.SECONDS);
            assertThat(changed.status()).isEqualTo(200);
            assertThat(changed.json().get("status").asText()).isEqualTo("PROCESSING");
            assertThat(changed.header("ETag")).isNotEmpty().isNotEqualTo(submitted.header("ETag"));
            assertThat(changed.header("Preference-Applied")).isEqualTo("wait=60");
            Answer told = news.get(5, TimeUnit.SECONDS);
            assertThat(told.header("Preference-Applied")).isEqualTo("wait=60");
            assertThat(told.json().get("events")).hasSize(1);
            assertThat(told.json().get("events").get(0).get("type").asText()).isEqualTo("CLAIMED");
        }
    }

    @Test
    void answersTheCallsThatWait_whenItStops() throws Exception {
        Gateway gateway = prepare(EmbeddedDatabase.create().url());
        try (ServerProcess server = ServerProcess.start(gateway)) {
            Http supplier = Http.as(gateway, "northern-power");
            CompletableFuture<Answer> waiting = InBackground.call(
                    () -> supplier.send(supplier.request("/v1/events").header("Prefer", "wait=60")));
            Thread.sleep(1500);
            assertThat(waiting).isNotDone();
            long told = System.nanoTime();
            server.terminate();
            Answer answer = waiting.get(5, TimeUnit.SECONDS);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().get("events")).isEmpty();
            assertThat(server.endsWithin(20)).isTrue();
            assertThat((System.nanoTime() - told) / 1e9)
                    .as("long before the wait or the grace period is over")
                    .isLessThan(20);
        }
    }

    @Test
    void doesNotWaitForAnUploadThatStands() throws Exception {
        Gateway gateway = prepare(EmbeddedDatabase.create().url());
        try (ServerProcess server = ServerProcess.start(gateway);
                SSLSocket socket = Http.as(gateway, "northern-power").connect()) {
            begin(socket, 5000);
            socket.getOutputStream().write("--".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            Thread.sleep(500);
            long told = System.nanoTime();
            server.terminate();
            assertThat(server.endsWithin(60)).isTrue();
            assertThat((System.nanoTime() - told) / 1e9)
                    .as("the grace period of 30 s, and a little")
                    .isLessThan(40);
        }
        assertThat(uploads()).isEmpty();
    }

    @Test
    void aFullTemporaryFolder_refusesLargeFiles_andTakesSmallOnes() throws Exception {
        Gateway gateway = prepare(EmbeddedDatabase.create().url());
        FileSigner signer = gateway.signer("northern-power", "signing");
        // no file of this process may be larger than 4 MiB, which is what a full disk looks like to it
        List<String> limited = List.of("bash", "-c", "ulimit -f 4096; exec \"$0\" \"$@\"");
        try (ServerProcess server = ServerProcess.launch(gateway, limited)) {
            server.awaitHealthy(gateway.adminUrl());
            Http supplier = Http.as(gateway, "northern-power");
            byte[] large = file(200_000);
            assertThat(large.length).isGreaterThan(8 * 1024 * 1024);
            Answer refused = supplier.post("/v1/submissions", form(large, signer.sign(large)));
            assertThat(refused.status()).as(refused.text()).isEqualTo(503);
            assertThat(refused.json().get("code").asText()).isEqualTo("UNAVAILABLE");
            assertThat(refused.header("Retry-After")).isNotEmpty();
            byte[] small = file(2);
            assertThat(supplier.post("/v1/submissions", form(small, signer.sign(small)))
                            .status())
                    .isEqualTo(201);
            assertThat(supplier.get("/v1/submissions").json().get("submissions"))
                    .hasSize(1);
        }
        assertThat(uploads()).isEmpty();
    }

    @Test
    void anExhaustedPool_refusesEarly_andIsWellWhenItIsFreed() throws Exception {
        EmbeddedDatabase database = EmbeddedDatabase.create();
        Gateway gateway = prepare(database.url());
        try (ServerProcess server = ServerProcess.start(gateway);
                Connection lock = DriverManager.getConnection(database.url(), database.user(), "")) {
            assertThat(server.isAlive()).isTrue();
            Http supplier = Http.as(gateway, "northern-power");
            lock.setAutoCommit(false);
            lock.createStatement().execute("lock table submission in access exclusive mode");
            List<CompletableFuture<Answer>> calls = new ArrayList<>();
            for (int i = 0; i < 45; i++) {
                calls.add(InBackground.call(() -> supplier.get("/v1/submissions")));
            }
            Thread.sleep(6000);
            List<Answer> early = calls.stream()
                    .filter(CompletableFuture::isDone)
                    .map(CompletableFuture::join)
                    .toList();
            assertThat(early).as("those for whom there was no connection").hasSizeGreaterThanOrEqualTo(10);
            assertThat(early).allSatisfy(answer -> {
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("Retry-After")).isNotEmpty();
            });
            lock.rollback();
            assertThat(calls)
                    .allSatisfy(call -> assertThat(call.join().status()).isIn(200, 503));
            assertThat(supplier.get("/v1/submissions").status()).isEqualTo(200);
        }
    }

    private Gateway prepare(String databaseUrl) {
        return Gateway.prepare(Gateway.Settings.of(folder.resolve("gateway"), databaseUrl, "postgres")
                .with(PostgresServer.freePort(), PostgresServer.freePort())
                .with(FaultSettings.GENEROUS));
    }

    private List<Path> uploads() throws IOException {
        try (Stream<Path> left = Files.list(folder.resolve("gateway/server/uploads"))) {
            return left.toList();
        }
    }

    private static boolean answers(Http supplier) {
        try {
            return supplier.get("/v1/me").status() == 200;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static void begin(SSLSocket socket, int length) throws IOException {
        socket.setSoTimeout(30_000);
        socket.getOutputStream()
                .write(("POST /v1/submissions HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length
                                + "\r\nContent-Type: multipart/form-data; boundary=" + Form.BOUNDARY + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static String answer(SSLSocket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[8192];
        int count = in.read(buffer);
        return count < 0 ? "closed" : new String(buffer, 0, count, StandardCharsets.UTF_8);
    }

    private static Form form(byte[] file, byte[] signature) {
        return new Form()
                .field("fileType", "EXIT_QUARANTINE")
                .file("file", "file.csv", file)
                .file("signature", "file.p7s", signature)
                .field("serviceRequestReference", "SMSR1");
    }

    private static byte[] file(int rows) {
        StringBuilder file = new StringBuilder("QuarantineEventRef,RequestID,Action,Comment\n");
        for (int row = 1; row <= rows; row++) {
            file.append(row)
                    .append(",70-B3-D5-1F-30-00-A0-01:00-DB-12-34-56-78-90-A0:")
                    .append(row)
                    .append(",RELEASE,\n");
        }
        return file.toString().getBytes(StandardCharsets.UTF_8);
    }
}
