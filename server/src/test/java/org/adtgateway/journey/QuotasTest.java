package org.adtgateway.journey;

import static org.adtgateway.journey.SubmitChecksTest.refused;
import static org.adtgateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import org.adtgateway.client.FileSigner;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Http.Answer;
import org.adtgateway.testing.Http.Form;
import org.adtgateway.testing.InBackground;
import org.adtgateway.testing.Scrape;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A Party over its share is told so at once, and nobody else notices. Each test below empties a bucket, or slots, of its own. */
class QuotasTest {

    /** Rates. northern-power has few submissions, western-gas few polls, the DCC few reads; nobody else uses these up. */
    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class Rates extends OnGateway {
        @Override
        String settings() {
            return """
                    quotas:
                      supplier:
                        submissionsPerMinute: 6
                        pollsPerSecond: 1
                      operator:
                        readsPerSecond: 1
                    """;
        }

        @Test
        void aPartyThatHasSpentItsSubmissions_isRefused_whileItsPollsAndAnotherPartysSubmissionsGoOn() {
            String id = "";
            for (int left = 5; left >= 0; left--) {
                Answer delivered = northern.post("/v1/submissions", northernFile());
                assertThat(delivered.status()).as(delivered.text()).isEqualTo(201);
                assertThat(delivered.header("RateLimit-Policy"))
                        .isEqualTo("\"uploads\";q=32;qu=\"concurrent-requests\", \"submissions\";q=6;w=60");
                assertThat(delivered.header("RateLimit"))
                        .contains("\"uploads\";r=31, \"submissions\";r=" + left + ";t=");
                id = delivered.json().get("id").asText();
            }

            Answer over = northern.post("/v1/submissions", northernFile());
            refused(over, 429, "TOO_MANY_REQUESTS");
            assertThat(Integer.parseInt(over.header("Retry-After"))).isBetween(1, 10);
            assertThat(over.header("RateLimit")).contains("\"submissions\";r=0;t=");
            refused(northern.post("/v1/validations", northernFile()), 429, "TOO_MANY_REQUESTS");
            refused(northern.post("/v1/submissions/" + id + "/withdrawal", new Form()), 429, "TOO_MANY_REQUESTS");
            assertThat(refusals("submissions")).isEqualTo(3);

            assertThat(northern.get("/v1/submissions/" + id).status()).isEqualTo(200);
            assertThat(northern.get("/v1/events").status()).isEqualTo(200);
            assertThat(northern.get("/v1/submissions/" + id + "/receipt").status())
                    .isEqualTo(200);
            assertThat(western.post("/v1/submissions", westernFile()).status()).isEqualTo(201);

            Answer large = northern.post("/v1/submissions", new Form().file("file", "a.csv", new byte[20_000_000]));
            refused(large, 429, "TOO_MANY_REQUESTS");
        }

        @Test
        void aPartyThatPollsTooOften_isRefused_whileItsReadsGoOn_andMayPollAgainAfterThePauseItWasTold() {
            Answer over = untilRefused(western, "/v1/events");
            assertThat(over.header("RateLimit-Policy")).isEqualTo("\"polls\";q=10;w=10");
            assertThat(over.header("Retry-After")).isEqualTo("1");
            assertThat(western.get("/v1/me").status()).isEqualTo(200);
            assertThat(northern.get("/v1/events").status()).isEqualTo(200);

            sleep(Duration.ofSeconds(1));
            assertThat(western.get("/v1/events").status()).isEqualTo(200);
        }

        @Test
        void whoReadsTooMuch_isRefused_evenWhereNothingIs_whileItsPollsAndAnotherPartysReadsGoOn() {
            Answer over = untilRefused(dcc, "/v1/nothing");
            assertThat(over.header("RateLimit-Policy")).isEqualTo("\"reads\";q=10;w=10");
            refused(dcc.get("/v1/submissions"), 429, "TOO_MANY_REQUESTS");
            assertThat(dcc.get("/v1/events").status()).isEqualTo(200);
            assertThat(northern.get("/v1/submissions").status()).isEqualTo(200);
        }

        @Test
        void aPartyIsShownItsOwnLimits() {
            JsonNode limits = northern.get("/v1/me").json().get("limits");
            assertThat(limits.get("submissionsPerMinute").asInt()).isEqualTo(6);
            assertThat(limits.get("readsPerSecond").asInt()).isEqualTo(200);
            assertThat(limits.get("pollsPerSecond").asInt()).isEqualTo(1);
            assertThat(limits.get("concurrentUploads").asInt()).isEqualTo(32);
            assertThat(limits.get("concurrentDownloads").asInt()).isEqualTo(32);
            assertThat(limits.get("waitingCalls").asInt()).isEqualTo(5000);
            assertThat(limits.get("unreadResponses").asInt()).isEqualTo(64);
        }

        @Test
        void aStranger_isToldOfNoLimits() {
            Answer answer = Http.as(gateway, "stranger").get("/v1/me");
            refused(answer, 401, "NOT_REGISTERED");
            assertThat(answer.header("RateLimit")).isEmpty();
        }
    }

    private static Answer untilRefused(Http party, String address) {
        for (int call = 0; call < 30; call++) {
            Answer answer = party.get(address);
            if (answer.status() == 429) {
                refused(answer, 429, "TOO_MANY_REQUESTS");
                return answer;
            }
        }
        throw new AssertionError("30 calls at once are over every limit here");
    }

    /** Slots: one upload for each Party, two on the node, one waiting call. */
    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class Slots extends OnGateway {
        @Override
        String settings() {
            return """
                    quotas:
                      supplier:
                        concurrentUploads: 1
                        concurrentDownloads: 1
                        waitingCalls: 1
                      maxUploads: 2
                    """;
        }

        @Test
        void aPartyWithAnUploadRunning_mayNotBeginAnother_whileAnotherPartyMay() throws IOException {
            beginUpload(northern);
            Answer over = northern.post("/v1/submissions", northernFile());
            refused(over, 429, "TOO_MANY_REQUESTS");
            assertThat(over.header("RateLimit")).isEqualTo("\"uploads\";r=0");
            assertThat(over.header("Retry-After")).isEqualTo("1");
            assertThat(northern.get("/v1/me").status()).isEqualTo(200);
            assertThat(western.post("/v1/submissions", westernFile()).status()).isEqualTo(201);
        }

        @Test
        void aPartyWhoseDownloadIsNotRead_mayNotBeginAnother_whileItsReadsAndAnotherPartyGoOn() throws IOException {
            String file = "/v1/submissions/" + large(northern) + "/file";
            SSLSocket socket = northern.connect();
            socket.setReceiveBufferSize(4096);
            write(socket, "GET " + file + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            String begun = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            assertThat(begun).isEqualTo("HTTP/1.1 200");
            Answer over = northern.get(file);
            refused(over, 429, "TOO_MANY_REQUESTS");
            assertThat(over.header("RateLimit-Policy")).isEqualTo("\"downloads\";q=1;qu=\"concurrent-requests\"");
            assertThat(northern.get("/v1/submissions").status()).isEqualTo(200);
            assertThat(dcc.get(file).status()).isEqualTo(200);

            socket.close();
            // one answer for both: a slot is free again a moment after its reader has the last byte
            eventually(() -> {
                Answer again = northern.get(file);
                return again.status() == 200 && again.bytes().length > 8 * 1024 * 1024;
            });
        }

        @Test
        void aFullNode_refusesFurtherUploadsAtOnce_andGoesOnReading() throws IOException {
            beginUpload(northern);
            beginUpload(western);
            Answer busy = dcc.postJson("/v1/submissions/00000000-0000-0000-0000-000000000000/outcome", "{}");
            refused(busy, 503, "OVERLOADED");
            assertThat(Integer.parseInt(busy.header("Retry-After"))).isPositive();
            assertThat(refusals("node-uploads")).isPositive();
            assertThat(dcc.get("/v1/events").status()).isEqualTo(200);

            hangUp();
            refused(
                    dcc.postJson("/v1/submissions/00000000-0000-0000-0000-000000000000/outcome", "{}"),
                    400,
                    "MALFORMED_REQUEST");
        }

        @Test
        void aClientThatHangsUpInTheMiddleOfAFile_leavesItsSlotBehind() throws IOException {
            for (int round = 0; round < 3; round++) {
                beginUpload(northern).close();
                eventually(() -> uploads() == 0);
            }
            assertThat(northern.post("/v1/submissions", northernFile()).status())
                    .isEqualTo(201);
        }

        @Test
        void everyOutcomeOfAnUpload_givesItsSlotBack() {
            refused(northern.post("/v1/submissions", new Form().field("surprise", "x")), 400, "UNEXPECTED_PART");
            refused(northern.postJson("/v1/submissions", "{}"), 415, "UNSUPPORTED_MEDIA_TYPE");
            refused(northern.postJson("/v1/nothing", "{}"), 404, "NOT_FOUND");
            refused(dcc.post("/v1/submissions", new Form()), 403, "ROLE_REQUIRED");
            refused(Http.as(gateway, "stranger").post("/v1/submissions", new Form()), 401, "NOT_REGISTERED");
            assertThat(northern.post("/v1/submissions", northernFile()).status())
                    .isEqualTo(201);
            eventually(() -> uploads() == 0);
        }

        @Test
        void aPartyWithACallWaiting_mayNotBeginAnother_whileItsOtherPollsAndAnotherPartyGoOn() {
            String news = "/v1/events?after="
                    + northern.get("/v1/events").json().get("next").asText();
            CompletableFuture<Answer> waiting = InBackground.call(() -> waiting(northern, news, 3));
            sleep(Duration.ofSeconds(1));
            Answer over = waiting(northern, news, 3);
            refused(over, 429, "TOO_MANY_REQUESTS");
            assertThat(over.header("RateLimit-Policy")).isEqualTo("\"waiting\";q=1;qu=\"concurrent-requests\"");
            assertThat(northern.get(news).status()).isEqualTo(200);
            assertThat(waiting(western, "/v1/events", 1).status()).isEqualTo(200);

            Answer waited = waiting.join();
            assertThat(waited.status()).isEqualTo(200);
            assertThat(waited.header("RateLimit")).startsWith("\"waiting\";r=0, \"polls\";r=");
            eventually(() -> waiting(northern, news, 1).status() == 200);
        }

        @Test
        void aClientThatHangsUpWhileItWaits_leavesItsSlotBehindWhenTheTimeIsOver() throws IOException {
            String news = "/v1/events?after="
                    + western.get("/v1/events").json().get("next").asText();
            SSLSocket socket = western.connect();
            write(socket, "GET " + news + " HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=2\r\n\r\n");
            sleep(Duration.ofSeconds(1));
            assertThat(waiting(western, news, 1).status()).isEqualTo(429);
            socket.close();
            eventually(() -> waiting(western, news, 1).status() == 200);
        }

        private static Answer waiting(Http party, String address, int seconds) {
            return party.send(party.request(address).header("Prefer", "wait=" + seconds));
        }
    }

    /** A Party that does all it can, without a pause and with every slot of its own taken, against another that works as usual. */
    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class Neighbours extends OnGateway {
        private static final int CALLS = 60;

        @Override
        String settings() {
            return """
                    quotas:
                      supplier:
                        readsPerSecond: 5
                        pollsPerSecond: 5
                        concurrentUploads: 2
                    """;
        }

        @Test
        void aPartyAtAllItsLimits_doesNotSlowAnother() throws Exception {
            submissions();
            Duration alone = submissions();

            beginUpload(northern);
            beginUpload(northern);
            AtomicBoolean on = new AtomicBoolean(true);
            AtomicInteger refusals = new AtomicInteger();
            ExecutorService greedy = Executors.newFixedThreadPool(3);
            for (Supplier<Answer> call : List.<Supplier<Answer>>of(
                    () -> northern.post("/v1/submissions", northernFile()),
                    () -> northern.get("/v1/submissions"),
                    () -> northern.get("/v1/events"))) {
                greedy.execute(() -> {
                    while (on.get()) {
                        if (call.get().status() == 429) {
                            refusals.incrementAndGet();
                        }
                    }
                });
            }
            try {
                eventually(() -> refusals.get() > 200);
                Duration beside = submissions();
                System.out.printf(
                        "a submission takes %d ms alone, %d ms beside a Party at all its limits (%d refusals)%n",
                        alone.toMillis(), beside.toMillis(), refusals.get());
                assertThat(beside).isLessThan(alone.multipliedBy(4).plusMillis(50));
            } finally {
                on.set(false);
                greedy.shutdown();
            }
        }

        /** The median time of a submission. */
        private Duration submissions() {
            long[] nanos = new long[CALLS];
            for (int call = 0; call < CALLS; call++) {
                Form file = westernFile();
                long begun = System.nanoTime();
                assertThat(western.post("/v1/submissions", file).status()).isEqualTo(201);
                nanos[call] = System.nanoTime() - begun;
            }
            Arrays.sort(nanos);
            return Duration.ofNanos(nanos[CALLS / 2]);
        }
    }

    /** A gateway for the tests of one class. */
    abstract static class OnGateway {
        private final List<SSLSocket> open = new ArrayList<>();

        Gateway gateway;
        Http northern;
        Http western;
        Http dcc;
        private FileSigner northernSigner;
        private FileSigner westernSigner;

        abstract String settings();

        @BeforeAll
        void start(@TempDir Path folder) {
            gateway = Gateway.start(
                    Gateway.Settings.of(folder, EmbeddedDatabase.create()).with(settings()));
            northern = Http.as(gateway, "northern-power");
            western = Http.as(gateway, "western-gas");
            dcc = Http.as(gateway, "dcc");
            northernSigner = gateway.signer("northern-power", "signing");
            westernSigner = gateway.signer("western-gas", "signing");
        }

        @AfterEach
        void hangUp() throws IOException {
            for (SSLSocket socket : open) {
                socket.close();
            }
            eventually(() -> uploads() == 0);
        }

        @AfterAll
        void stop() {
            gateway.close();
        }

        Form northernFile() {
            return file("70-B3-D5-1F-30-00-A0-01", northernSigner);
        }

        Form westernFile() {
            return file("70-B3-D5-1F-30-00-B0-01", westernSigner);
        }

        private static Form file(String userId, FileSigner signer) {
            byte[] file =
                    ("UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment\n"
                                    + userId + ",4.10,24,1,100,,," + System.nanoTime() + "\n")
                            .getBytes(StandardCharsets.UTF_8);
            return new Form()
                    .field("fileType", "ADT")
                    .file("file", "a.csv", file)
                    .file("signature", "a.p7s", signer.sign(file))
                    .field("serviceRequestReference", "SMSR1");
        }

        /** Submits a file that is larger than what lies between two ends of a connection; returns its submission. */
        String large(Http party) {
            StringBuilder rows = new StringBuilder("QuarantineEventRef,RequestID,Action,Comment\n");
            for (int row = 1; row <= 200_000; row++) {
                rows.append(row)
                        .append(",70-B3-D5-1F-30-00-A0-01:00-DB-12-34-56-78-90-A0:")
                        .append(row)
                        .append(",RELEASE,\n");
            }
            byte[] file = rows.toString().getBytes(StandardCharsets.US_ASCII);
            return party.post(
                            "/v1/submissions",
                            new Form()
                                    .field("fileType", "EXIT_QUARANTINE")
                                    .file("file", "a.csv", file)
                                    .file("signature", "a.p7s", northernSigner.sign(file)))
                    .json()
                    .get("id")
                    .asText();
        }

        /** Sends the head and half of a form, and waits until the gateway has let it in. */
        SSLSocket beginUpload(Http party) throws IOException {
            int before = uploads();
            SSLSocket socket = party.connect();
            open.add(socket);
            write(
                    socket,
                    "POST /v1/submissions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000000000\r\n"
                            + "Content-Type: multipart/form-data; boundary=" + Form.BOUNDARY + "\r\n\r\n--"
                            + Form.BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nUserID,");
            eventually(() -> uploads() == before + 1);
            return socket;
        }

        /** Uploads that run on the node now. */
        int uploads() {
            return (int) Scrape.of(gateway).value("adt_gateway_uploads");
        }

        /** Refusals by a limit so far. */
        int refusals(String limit) {
            return (int) Scrape.of(gateway).value("adt_gateway_limits_refused_total{limit=\"" + limit + "\"}");
        }
    }

    private static void write(SSLSocket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
