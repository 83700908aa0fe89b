package org.adtgateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.adtgateway.checks.violation.Violation;
import org.adtgateway.checks.violation.ViolationTotals;
import org.adtgateway.client.TestGateway.Answer;
import org.adtgateway.client.internal.signing.Sha256;
import org.adtgateway.client.internal.transport.FileDownloader;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdtGatewayClientTest {
    private static final byte[] CONTENT = "UserID\r\n70-B3-D5-1F-30-00-A0-01\r\n".getBytes(StandardCharsets.UTF_8);
    private static final String ID = "3f2b8a52-9d9d-4e0f-8b0e-6c1c9b9d3b11";
    private static TestPki serverPki;
    private static TestPki clientPki;
    private static TestPki receiptPki;
    private static FileSigner signer;
    private static TestPki.Holder transport;

    @TempDir
    private Path folder;

    private TestGateway gateway;
    private AdtGatewayClient client;

    @BeforeAll
    static void makePki() {
        serverPki = new TestPki("Server CA");
        clientPki = new TestPki("Client CA");
        receiptPki = new TestPki("Receipt CA");
        transport = clientPki.issue("northern-power");
        signer = FileSigner.of(clientPki.issue("signing").identity());
    }

    @BeforeEach
    void start() {
        gateway = new TestGateway(serverPki, clientPki);
        client = AdtGatewayClient.builder()
                .address(gateway.address())
                .identity(transport.identity())
                .trust(List.of(serverPki.root()))
                .receiptTrust(ReceiptVerifier.trusting(List.of(receiptPki.root())))
                .retries(RetryPolicy.none())
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        gateway.close();
    }

    @Test
    void submit_sendsTheFormWithTheExactBytes() throws Exception {
        gateway.answer(request -> Answer.json(201, TestJson.submission(ID, "RECEIVED")));
        Path file = Files.write(folder.resolve("ADT_Grüße.csv"), CONTENT);
        SubmissionRequest request = SubmissionRequest.adt(file, "SMSR-1")
                .clientReference("ours \"1\"")
                .signedBy(signer)
                .sign();

        Delivery result = client.deliver(request);

        assertThat(result.submission().id()).isEqualTo(ID);
        assertThat(result.replayed()).isFalse();
        TestGateway.Asked asked = gateway.last();
        assertThat(asked.method() + " " + asked.path()).isEqualTo("POST /v1/submissions");
        assertThat(asked.header("content-type")).startsWith("multipart/form-data; boundary=");
        assertThat(asked.header("x-request-id")).hasSize(36);
        assertThat(asked.header("content-length")).isEqualTo(String.valueOf(asked.length()));
        assertThat(asked.text())
                .contains("name=\"fileType\"\r\n", "\r\n\r\nADT\r\n", "\r\n\r\nSMSR-1\r\n", "\r\n\r\nours \"1\"\r\n")
                .contains("name=\"file\"; filename=\"ADT_Grüße.csv\"")
                .contains("\r\n\r\n" + new String(CONTENT, StandardCharsets.UTF_8) + "\r\n--")
                .contains("name=\"signature\"");
    }

    @Test
    void submit_takesBytesAndStreams() {
        gateway.answer(
                request -> Answer.json(200, TestJson.submission(ID, "RECEIVED")).with("Idempotency-Replayed", "true"));

        Delivery ofBytes = client.deliver(
                SubmissionRequest.of(FileType.EXIT_QUARANTINE, CONTENT, "a.csv").signedBy(signer));
        Delivery ofStream = client.deliver(
                SubmissionRequest.of(FileType.EXIT_QUARANTINE, new ByteArrayInputStream(CONTENT), "a.csv")
                        .signedBy(signer));

        assertThat(ofBytes.replayed()).isTrue();
        assertThat(ofStream).isEqualTo(ofBytes);
        assertThat(gateway.asked())
                .allSatisfy(asked -> assertThat(asked.text()).contains(new String(CONTENT, StandardCharsets.UTF_8)));
    }

    @Test
    void submit_needsASignature() {
        assertThatThrownBy(() -> client.submit(SubmissionRequest.of(FileType.ADT, CONTENT, "a.csv")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("signedBy");
        assertThat(gateway.asked()).isEmpty();
    }

    @Test
    void submit_carriesAllThatTheRefusalSays() {
        gateway.answer(request -> Answer.problem(
                        422,
                        "CONTENT_INVALID",
                        "FORMAT",
                        ",\"violations\":[{\"line\":3,\"row\":2,\"column\":\"PeriodHours\",\"value\":\"0\","
                                + "\"code\":\"PERIOD_RANGE\",\"message\":\"From 1 to 744\",\"severity\":\"ERROR\"}],"
                                + "\"totals\":{\"errors\":1,\"warnings\":0,\"byCode\":[{\"code\":\"PERIOD_RANGE\","
                                + "\"severity\":\"ERROR\",\"count\":1}]},\"newMember\":{\"of\":[\"a later server\"]}")
                .with("X-Request-Id", "req-7"));

        assertThatThrownBy(() -> client.submit(
                        SubmissionRequest.of(FileType.ADT, CONTENT, "a.csv").signedBy(signer)))
                .isInstanceOfSatisfying(AdtGatewayException.class, e -> {
                    assertThat(e.status()).isEqualTo(422);
                    assertThat(e.code()).isEqualTo("CONTENT_INVALID");
                    assertThat(e.category()).isEqualTo(ProblemCategory.FORMAT);
                    assertThat(e.detail()).isEqualTo("What to do about CONTENT_INVALID");
                    assertThat(e.requestId()).isEqualTo("req-7");
                    assertThat(e.violations())
                            .containsExactly(new Violation(
                                    3,
                                    2L,
                                    "PeriodHours",
                                    "0",
                                    "PERIOD_RANGE",
                                    "From 1 to 744",
                                    Violation.Severity.ERROR));
                    assertThat(e.totals()).extracting(ViolationTotals::errors).isEqualTo(1L);
                    assertThat(e).hasMessageContaining("line 3, column PeriodHours: From 1 to 744");
                });
    }

    @Test
    void check_needsNoSignature() {
        gateway.answer(request -> Answer.json(200, TestJson.report()));

        ValidationReport report = client.check(SubmissionRequest.of(FileType.ADT, CONTENT, "a.csv"));

        assertThat(report.accepted()).isFalse();
        assertThat(report.signature()).isNull();
        assertThat(gateway.last().path()).isEqualTo("/v1/validations");
        assertThat(gateway.last().text()).doesNotContain("name=\"signature\"");
    }

    @Test
    void status_survivesWhatALaterServerAdds() {
        gateway.answer(request ->
                Answer.json(200, TestJson.submission(ID, "PARKED").replace("{\"id\"", "{\"brandNew\":[1],\"id\"")));

        SubmissionStatus status = client.status(ID).status();

        assertThat(status.known()).isEqualTo(SubmissionStatus.Known.UNKNOWN);
        assertThat(status).hasToString("PARKED").isEqualTo(SubmissionStatus.of("PARKED"));
        assertThat(status.isFinal()).isFalse();
    }

    @Test
    void me_readsTheAccount() {
        gateway.answer(request -> Answer.json(200, TestJson.me()));

        Account me = client.me();

        assertThat(me.roles()).containsExactly(Role.SUPPLIER);
        assertThat(me.limits().maxWaitSeconds()).isEqualTo(60);
        assertThat(me.limits().concurrentDownloads()).isEqualTo(32);
        assertThat(me.limits().pollsPerSecond()).isEqualTo(50);
        assertThat(me.limits().readsPerSecond()).as("not stated").isNull();
        assertThat(me.transportCertificate().daysLeft()).isEqualTo(300);
    }

    @Test
    void list_fetchesPagesAsTheyAreNeeded() {
        gateway.answer(request -> String.valueOf(request.uri().getQuery()).contains("cursor=two")
                ? Answer.json(200, "{\"submissions\":[" + TestJson.submission("c", "RECEIVED") + "]}")
                : Answer.json(
                        200,
                        "{\"submissions\":[" + TestJson.submission("a", "RECEIVED") + ","
                                + TestJson.submission("b", "RECEIVED") + "],\"next\":\"two\"}"));
        SubmissionFilter filter = SubmissionFilter.all()
                .inStatus(SubmissionStatus.RECEIVED)
                .withClientReference("ours & theirs")
                .receivedFrom(Instant.parse("2026-11-01T00:00:00Z"))
                .pageSize(2);

        Iterable<Submission> all = client.list(filter);

        assertThat(gateway.asked()).isEmpty();
        assertThat(all.iterator().next().id()).isEqualTo("a");
        assertThat(gateway.asked()).hasSize(1);
        assertThat(StreamSupport.stream(all.spliterator(), false).map(Submission::id))
                .containsExactly("a", "b", "c");
        assertThat(gateway.last().uri().getQuery())
                .contains("status=RECEIVED", "clientReference=ours & theirs", "limit=2", "cursor=two")
                .contains("receivedFrom=2026-11-01T00:00:00Z");
    }

    @Test
    void waitUntil_holdsTheCallOpen() {
        gateway.answerInTurn(
                Answer.json(200, TestJson.submission(ID, "RECEIVED")).with("ETag", "\"1\""),
                new Answer(304, java.util.Map.of("Preference-Applied", "wait=20"), new byte[0]),
                Answer.json(200, TestJson.submission(ID, "PROCESSING")).with("ETag", "\"2\""));

        Submission submission = client.waitUntil(ID, SubmissionStatus.PROCESSING, Duration.ofSeconds(20));

        assertThat(submission.status()).isEqualTo(SubmissionStatus.PROCESSING);
        assertThat(gateway.asked()).hasSize(3);
        assertThat(gateway.asked().get(1).header("if-none-match")).isEqualTo("\"1\"");
        assertThat(gateway.asked().get(1).header("prefer")).startsWith("wait=");
    }

    @Test
    void waitUntil_endsWithAFinalStatusThatCannotBecomeTheOneWaitedFor() {
        gateway.answer(request -> Answer.json(200, TestJson.submission(ID, "REJECTED")));

        assertThat(client.waitUntil(ID, SubmissionStatus.COMPLETED, Duration.ofSeconds(20))
                        .status())
                .isEqualTo(SubmissionStatus.REJECTED);
    }

    @Test
    void waitUntil_pausesWhenTheServerDoesNotWait() {
        gateway.answerInTurn(
                Answer.json(200, TestJson.submission(ID, "RECEIVED")).with("ETag", "\"1\""),
                new Answer(304, java.util.Map.of(), new byte[0]));

        assertThatThrownBy(() -> client.waitUntilFinal(ID, Duration.ofMillis(2500)))
                .isInstanceOfSatisfying(AdtGatewayException.class, e -> {
                    assertThat(e.code()).isEqualTo(AdtGatewayException.TIMED_OUT);
                    assertThat(e).hasMessageContaining("still RECEIVED");
                });
        assertThat(gateway.asked()).hasSizeLessThan(5);
    }

    @Test
    void events_goOnFromTheCursor() {
        gateway.answerInTurn(
                Answer.json(200, "{\"events\":[" + TestJson.event("c1") + "],\"next\":\"c1\",\"more\":true}"),
                Answer.json(200, "{\"events\":[],\"next\":\"c1\",\"more\":false}"));

        EventFeed feed = client.events("c0");
        List<Event> events = feed.next(Duration.ZERO);

        assertThat(events).extracting(Event::type).containsExactly(EventType.CLAIMED);
        assertThat(feed.cursor()).isEqualTo("c1");
        assertThat(gateway.last().uri().getQuery()).isEqualTo("after=c0");
        assertThat(gateway.last().header("prefer")).isNull();
        assertThat(feed.next(Duration.ofSeconds(5))).isEmpty();
        assertThat(gateway.last().uri().getQuery()).isEqualTo("after=c1");
        assertThat(gateway.last().header("prefer")).isEqualTo("wait=5");
    }

    @Test
    void events_asAStream_goesOnAfterTheEventHandedOutLast() {
        gateway.answerInTurn(
                Answer.json(200, "{\"events\":[],\"next\":\"c0\",\"more\":false}"),
                Answer.json(
                        200,
                        "{\"events\":[" + TestJson.event("c1") + "," + TestJson.event("c2")
                                + "],\"next\":\"c2\",\"more\":true}"),
                Answer.json(200, "{\"events\":[" + TestJson.event("c3") + "],\"next\":\"c3\",\"more\":false}"));

        EventFeed feed = client.events("c0");

        assertThat(feed.stream().limit(3)).extracting(Event::cursor).containsExactly("c1", "c2", "c3");
        assertThat(gateway.last().uri().getQuery()).isEqualTo("after=c2");
        assertThat(gateway.last().header("prefer")).isEqualTo("wait=50");
        assertThat(feed.cursor()).isEqualTo("c3");
    }

    @Test
    void events_asAStream_doesNotPassOverWhatWasFetchedAndNotHandedOut() {
        gateway.answer(request -> Answer.json(
                200,
                "{\"events\":[" + TestJson.event("c1") + "," + TestJson.event("c2")
                        + "],\"next\":\"c2\",\"more\":false}"));

        EventFeed feed = client.events(null);
        feed.stream().limit(1).forEach(event -> assertThat(feed.cursor()).isEqualTo("c1"));

        assertThat(feed.cursor()).isEqualTo("c1");
        feed.next(Duration.ZERO);
        assertThat(gateway.last().uri().getQuery()).isEqualTo("after=c1");
    }

    @Test
    void history_readsTheEvents() {
        gateway.answer(request -> Answer.json(200, "{\"events\":[" + TestJson.event("c1") + "]}"));

        assertThat(client.history(ID)).hasSize(1);
        assertThat(gateway.last().path()).isEqualTo("/v1/submissions/" + ID + "/events");
    }

    @Test
    void withdraw_signsTheInstruction() {
        gateway.answer(request -> Answer.json(200, TestJson.submission(ID, "WITHDRAWN")));

        Submission submission = client.withdraw(ID, "wrong \"day\"", signer);

        assertThat(submission.status()).isEqualTo(SubmissionStatus.WITHDRAWN);
        assertThat(gateway.last().path()).isEqualTo("/v1/submissions/" + ID + "/withdrawal");
        assertThat(gateway.last().text())
                .contains("\"action\":\"WITHDRAW\"", "\"reason\":\"wrong \\\"day\\\"\"", "\"submissionId\":\"" + ID)
                .contains("name=\"instruction\"", "name=\"signature\"");
    }

    @Test
    void receipt_isVerified() {
        byte[] receipt = TestReceipts.sign(receiptPki.issue("receipts"), TestReceipts.json(ID, CONTENT));
        gateway.answer(request -> Answer.bytes(receipt));

        assertThat(client.receipt(ID).isFor(CONTENT)).isTrue();
        assertThat(gateway.last().uri().toString()).endsWith("/receipt?of=SUBMISSION");
    }

    @Test
    void receipt_refusesOneOfAnotherSubmission() {
        byte[] receipt = TestReceipts.sign(receiptPki.issue("receipts"), TestReceipts.json("another", CONTENT));
        gateway.answer(request -> Answer.bytes(receipt));

        assertThatThrownBy(() -> client.receipt(ID)).isInstanceOf(ReceiptRefusedException.class);
        assertThat(client.receiptBytes(ID, ActKind.SUBMISSION)).isEqualTo(receipt);
    }

    @Test
    void receipt_refusesOneThatTheServiceDidNotSign() {
        byte[] receipt = TestReceipts.sign(clientPki.issue("forger"), TestReceipts.json(ID, CONTENT));
        gateway.answer(request -> Answer.bytes(receipt));

        assertThatThrownBy(() -> client.receipt(ID)).isInstanceOf(ReceiptRefusedException.class);
    }

    @Test
    void downloadFile_bringsTheExactBytes() {
        gateway.answer(request -> Answer.bytes(CONTENT).with("Repr-Digest", digest(CONTENT)));
        Path target = folder.resolve("out.csv");
        ByteArrayOutputStream stream = new ByteArrayOutputStream();

        assertThat(client.downloadFile(ID, target)).isEqualTo(Sha256.hex(CONTENT));
        assertThat(client.downloadFile(ID, stream)).isEqualTo(Sha256.hex(CONTENT));

        assertThat(target).hasBinaryContent(CONTENT);
        assertThat(stream.toByteArray()).isEqualTo(CONTENT);
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void downloadFile_leavesNothingThatIsDamaged() {
        gateway.answer(request -> Answer.bytes(CONTENT).with("Repr-Digest", digest(new byte[0])));
        Path target = folder.resolve("out.csv");

        assertThatThrownBy(() -> client.downloadFile(ID, target))
                .isInstanceOf(AdtGatewayException.class)
                .hasMessageContaining("damaged");
        assertThat(folder).isEmptyDirectory();
    }

    /** It is no outage of the gateway: nobody would look at the disk. */
    @Test
    void whatCannotBeWrittenHere_isNamed_andNotTakenForAnOutage() throws Exception {
        Path gone = folder.resolve("gone");
        Path target = gone.resolve("out.csv");
        List<Consumer<Path>> downloads = List.of(
                path -> client.downloadFile(ID, path),
                path -> client.downloadRowResults(ID, false, path),
                path -> client.downloadInstalment(ID, Sha256.hex(CONTENT), path));
        for (Consumer<Path> download : downloads) {
            // its folder goes away before the answer comes
            Files.createDirectories(gone);
            gateway.answer(request -> {
                if (Files.exists(gone)) {
                    delete(gone);
                }
                return Answer.bytes(CONTENT);
            });
            assertNames(target, () -> download.accept(target));
            assertNames(target, () -> download.accept(target));

            gateway.answer(request -> Answer.bytes(CONTENT));
            Path there = folder.resolve("out.csv");
            download.accept(there);
            assertThat(there).hasBinaryContent(CONTENT);
        }
        assertThatThrownBy(() -> FileDownloader.to(folder.resolve("full.csv"), out -> {
                    throw new UncheckedIOException(new IOException("No space left on device"));
                }))
                .isInstanceOf(UncheckedIOException.class)
                .cause()
                .hasMessage(folder.resolve("full.csv") + ": No space left on device");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    private static void assertNames(Path target, ThrowingCallable download) {
        assertThatThrownBy(download)
                .isInstanceOf(UncheckedIOException.class)
                .cause()
                .isInstanceOfSatisfying(
                        FileSystemException.class, e -> assertThat(e.getFile()).isEqualTo(target.toString()));
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void downloadInstalment_leavesNothingThatIsAnother() {
        gateway.answer(request -> Answer.bytes(CONTENT));
        Path target = folder.resolve("out.csv");

        assertThatThrownBy(() -> client.downloadInstalment(ID, "0".repeat(64), target))
                .isInstanceOf(AdtGatewayException.class)
                .hasMessageContaining("another SHA-256");
        assertThat(target).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:secret@gateway.example",
                "https://:secret@gateway.example",
                "http://user:secret@gateway.example",
                "https://user:sec ret@gateway.example",
                "https://user:secret@gateway.example:x",
                "user:secret@gateway.example",
                "https://user:sec/secret@gateway.example"
            })
    void anAddressWithAPassword_isRefused_andNotShown(String address) {
        AdtGatewayClientBuilder builder = AdtGatewayClient.builder().identity(transport.identity());

        assertThatThrownBy(() -> builder.address(address).build())
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(all(e)).doesNotContain("secret", "ret@"));
        if (!address.contains(" ")) {
            assertThatThrownBy(() -> builder.proxy(URI.create(address.replace("https:", "http:"))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .satisfies(e -> assertThat(all(e)).doesNotContain("secret"));
        }
        builder.proxy(URI.create("http://proxy.example:3128"), "user", "secret".toCharArray());
    }

    /** What a stack trace would show. */
    private static String all(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void operator_claimsAndDecides() {
        gateway.answer(request -> Answer.json(200, TestJson.submission(ID, "COMPLETED")));

        client.claim(ID);
        assertThat(gateway.last().path()).isEqualTo("/v1/submissions/" + ID + "/claim");
        client.complete(ID, null, List.of(new RowOutcome("a:b:1", RowOutcomeResult.RELEASED)));
        assertThat(gateway.last().text())
                .isEqualTo("{\"outcome\":\"COMPLETED\",\"rowOutcomes\":[{\"requestId\":\"a:b:1\","
                        + "\"outcome\":\"RELEASED\"}]}");
        client.complete(ID);
        assertThat(gateway.last().text()).isEqualTo("{\"outcome\":\"COMPLETED\"}");
        client.reject(ID, "no such SMSR");
        assertThat(gateway.last().text()).isEqualTo("{\"outcome\":\"REJECTED\",\"reason\":\"no such SMSR\"}");
    }

    @Test
    void anId_cannotLeaveItsPath() {
        gateway.answer(request -> Answer.problem(404, "NOT_FOUND", "WORKFLOW"));

        assertThatThrownBy(() -> client.status("../me?x")).isInstanceOf(AdtGatewayException.class);
        assertThat(gateway.last().uri().getRawPath()).isEqualTo("/v1/submissions/..%2Fme%3Fx");
        assertThatThrownBy(() -> client.status("..")).isInstanceOf(IllegalArgumentException.class);
    }

    private static String digest(byte[] content) {
        return "sha-256=:" + Base64.getEncoder().encodeToString(Sha256.of(content)) + ":";
    }
}
