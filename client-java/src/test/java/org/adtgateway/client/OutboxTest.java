package org.adtgateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.adtgateway.client.TestGateway.Answer;
import org.adtgateway.client.internal.outbox.DurableFiles;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutboxTest {
    private static TestPki serverPki;
    private static TestPki clientPki;
    private static TestPki receiptPki;
    private static TestPki.Holder receipts;
    private static TestPki.Holder transport;
    private static FileSigner signer;

    private final List<String> told = new ArrayList<>();

    @TempDir
    private Path folder;

    private Path outboxFolder;
    private Path file;
    private TestGateway gateway;
    private ActingGateway acting;
    private AdtGatewayClient client;

    @BeforeAll
    static void makePki() {
        serverPki = new TestPki("Server CA");
        clientPki = new TestPki("Client CA");
        receiptPki = new TestPki("Receipt CA");
        receipts = receiptPki.issue("receipts");
        transport = clientPki.issue("northern-power");
        signer = FileSigner.of(clientPki.issue("signing").identity());
    }

    @BeforeEach
    void start() throws IOException {
        outboxFolder = folder.resolve("outbox");
        file = Files.writeString(folder.resolve("adt.csv"), "UserID\r\n");
        gateway = new TestGateway(serverPki, clientPki);
        acting = new ActingGateway(receipts);
        gateway.answer(acting);
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
    void deliver_storesTheReceiptBesideTheFile() throws Exception {
        try (Outbox outbox = open()) {
            String name = outbox.put(request());
            assertThat(outbox.waiting()).containsExactly(name);

            assertThat(outbox.deliver()).isZero();

            Path sent = outboxFolder.resolve("sent").resolve(name);
            assertThat(sent.resolve("file.csv")).hasSameBinaryContentAs(file);
            assertThat(sent.resolve("signature.p7s")).isNotEmptyFile();
            assertThat(sent.resolve("submission.json")).content().contains("\"partyId\" : \"northern-power\"");
            assertThat(ReceiptVerifier.trusting(List.of(receiptPki.root()))
                            .verify(Files.readAllBytes(sent.resolve("receipt.p7m")))
                            .of())
                    .isEqualTo(ActKind.SUBMISSION);
            assertThat(told).containsExactly("delivered " + name + " verified");
        }
    }

    @Test
    void deliver_sendsWithdrawalsToo() {
        try (Outbox outbox = open()) {
            String name = outbox.put(WithdrawalRequest.sign("s-1", "wrong day", signer, Instant.now()));

            assertThat(outbox.deliver()).isZero();

            assertThat(outboxFolder.resolve("sent").resolve(name).resolve("instruction.json"))
                    .content()
                    .contains("wrong day");
            assertThat(told).containsExactly("delivered " + name + " verified");
        }
    }

    @Test
    void put_ofTheSameFileUnderTheSameName_isNoSecondAct() {
        try (Outbox outbox = open()) {
            outbox.put("smsr-1", request());
            outbox.put("smsr-1", request());
            outbox.deliver();
            outbox.put("smsr-1", request());
            outbox.deliver();
        }
        assertThat(acting.acts()).isEqualTo(1);
    }

    @Test
    void put_ofAnotherActUnderANameInUse_isRefused() throws Exception {
        try (Outbox outbox = open()) {
            outbox.put("smsr-1", request());
            Files.writeString(file, "another file");

            assertThatThrownBy(() -> outbox.put("smsr-1", request()))
                    .isInstanceOfSatisfying(NameTakenException.class, e -> {
                        assertThat(e.state()).isEqualTo(Outbox.State.WAITING);
                        assertThat(e.folder()).isEqualTo(outboxFolder.resolve("waiting/smsr-1"));
                    });
            outbox.deliver();
            assertThatThrownBy(() -> outbox.put("smsr-1", request()))
                    .isInstanceOf(NameTakenException.class)
                    .hasMessageContaining("discard(name)");
            assertThat(acting.acts()).isEqualTo(1);

            outbox.discard("smsr-1");
            outbox.put("smsr-1", request());
            outbox.deliver();
        }
        assertThat(acting.acts()).isEqualTo(2);
    }

    /** Refused, fixed, put again: the loop of the README. */
    @Test
    void put_afterARefusal_deliversTheCorrectedFile() throws Exception {
        gateway.answer(request -> request.text().contains("faulty")
                ? Answer.problem(422, "CONTENT_INVALID", "FORMAT")
                : acting.to(request));
        try (Outbox outbox = open()) {
            Files.writeString(file, "faulty");
            outbox.put("smsr-1", request());
            outbox.deliver();
            assertThat(outbox.state("smsr-1")).isEqualTo(Outbox.State.REFUSED);

            Files.writeString(file, "fixed");
            assertThatThrownBy(() -> outbox.put("smsr-1", request())).isInstanceOf(NameTakenException.class);
            outbox.discard("smsr-1");
            outbox.put("smsr-1", request());

            assertThat(outbox.deliver()).isZero();
            assertThat(outbox.state("smsr-1")).isEqualTo(Outbox.State.SENT);
        }
        assertThat(told).containsExactly("refused smsr-1 CONTENT_INVALID", "delivered smsr-1 verified");
    }

    @Test
    void aRefusal_hasNoMemory() {
        SubmissionRequest signed = request().sign();
        gateway.answer(request -> Answer.problem(422, "SIGNER_UNKNOWN", "WORKFLOW"));
        try (Outbox outbox = open()) {
            String first = outbox.put(signed);
            outbox.put("named", request());
            outbox.deliver();
            assertThat(outbox.state("named")).isEqualTo(Outbox.State.REFUSED);

            // registered by now
            gateway.answer(acting);
            assertThat(outbox.put(signed)).isEqualTo(first);
            outbox.retry("named");
            assertThat(outbox.deliver()).isZero();

            assertThat(outbox.state(first)).isEqualTo(Outbox.State.SENT);
            assertThat(outbox.state("named")).isEqualTo(Outbox.State.SENT);
            assertThatThrownBy(() -> outbox.retry("named")).hasMessageContaining("was not refused");
        }
        assertThat(acting.acts()).isEqualTo(2);
    }

    @Test
    void put_ofARefusedSignatureWithOtherReferences_asksAgain() {
        SubmissionRequest signed = request().sign();
        gateway.answer(request -> request.text().contains("SMSR-WRONG")
                ? Answer.problem(422, "INVALID_PART", "FORMAT")
                : acting.to(request));
        try (Outbox outbox = open()) {
            String name = outbox.put(signed.serviceRequestReference("SMSR-WRONG"));
            outbox.deliver();

            outbox.put(signed);

            assertThat(outbox.deliver()).isZero();
            assertThat(outbox.state(name)).isEqualTo(Outbox.State.SENT);
        }
    }

    @Test
    void put_refusesASignatureOfOtherBytes() throws Exception {
        SubmissionRequest signed = request().sign();
        Files.writeString(file, "changed since");
        try (Outbox outbox = open()) {
            assertThatThrownBy(() -> outbox.put(signed))
                    .isInstanceOfSatisfying(
                            SignatureRefusedException.class,
                            e -> assertThat(e.isOverOtherBytes()).isTrue());
            assertThat(outbox.waiting()).isEmpty();
        }
        assertThat(outboxFolder.resolve("tmp")).isDirectory();
    }

    @Test
    void discard_keepsWhatMayHaveBeenDelivered() {
        gateway.answer(request -> {
            acting.to(request);
            return Answer.silence();
        });
        try (Outbox outbox = open()) {
            outbox.put("sent", request());
            outbox.deliver();
            assertThatThrownBy(() -> outbox.discard("sent")).hasMessageContaining("may have been delivered");

            outbox.put("fresh", request());
            outbox.discard("fresh");
            assertThat(outbox.waiting()).containsExactly("sent");
            assertThatThrownBy(() -> outbox.discard("fresh")).hasMessageContaining("has no act");
        }
    }

    /** Delivered, its answer lost, and the Party disabled since: across restarts of the caller. */
    @ParameterizedTest
    @CsvSource({"403, FILE_TYPE_NOT_PERMITTED", "413, FILE_TOO_LARGE", "400, INVALID_PART", "404, NOT_FOUND"})
    void deliver_neverRefusesWhatMayHaveBeenDelivered(int status, String code) {
        gateway.answer(request -> {
            acting.to(request);
            return Answer.silence();
        });
        try (Outbox outbox = open()) {
            outbox.put("one", request());
            assertThat(outbox.deliver()).isEqualTo(1);
        }
        gateway.answer(request -> Answer.problem(status, code, "WORKFLOW"));
        try (Outbox outbox = open()) {
            assertThat(outbox.deliver()).isEqualTo(1);
            assertThat(outbox.state("one")).isEqualTo(Outbox.State.WAITING);
            assertThat(told).containsExactly("delayed OUTCOME_UNKNOWN", "delayed OUTCOME_UNKNOWN");

            gateway.answer(acting);
            assertThat(outbox.deliver()).isZero();
        }
        assertThat(acting.acts()).isEqualTo(1);
    }

    @Test
    void deliver_refusesWhatTheGatewayProvesNotToKnow() {
        gateway.answer(request -> Answer.silence());
        try (Outbox outbox = open()) {
            outbox.put("one", request());
            outbox.deliver();
            gateway.answer(request -> Answer.problem(422, "CONTENT_INVALID", "FORMAT"));

            assertThat(outbox.deliver()).isZero();
            assertThat(outbox.state("one")).isEqualTo(Outbox.State.REFUSED);

            gateway.answer(request -> Answer.problem(413, "FILE_TOO_LARGE", "FORMAT"));
            outbox.put("two", request());
            assertThat(outbox.deliver()).as("its first attempt had an answer").isZero();
        }
    }

    /** Then the file is delivered, whatever the gateway says of its receipt. */
    @Test
    void deliver_neverRefusesWhatWasAnswered() {
        gateway.answer(request -> request.path().endsWith("/receipt")
                ? Answer.problem(403, "ROLE_REQUIRED", "WORKFLOW")
                : acting.to(request));
        try (Outbox outbox = open()) {
            outbox.put("one", request());
            assertThat(outbox.deliver()).isEqualTo(1);
            assertThat(told).containsExactly("delayed ROLE_REQUIRED");

            gateway.answer(acting);
            assertThat(outbox.deliver()).isZero();
        }
        assertThat(acting.acts()).isEqualTo(1);
    }

    @Test
    void deliver_goesOnWithTheOthersWhenAnEntryIsDamaged() throws Exception {
        Files.createDirectories(outboxFolder.resolve("waiting/damaged"));
        try (Outbox outbox = open()) {
            outbox.put("good", request());

            assertThat(outbox.deliver()).isEqualTo(1);
        }
        assertThat(told).contains("delayed UncheckedIOException", "delivered good verified");
    }

    @Test
    void put_ofTheSameSignature_isNoSecondAct() {
        SubmissionRequest signed = request().sign();
        try (Outbox outbox = open()) {
            assertThat(outbox.put(signed)).isEqualTo(outbox.put(signed));
            outbox.put(request());
            outbox.deliver();
        }
        assertThat(acting.acts()).isEqualTo(2);
    }

    @Test
    void put_keepsTheFileAsItWasHandedOver() throws Exception {
        try (Outbox outbox = open()) {
            String name = outbox.put(request());
            Files.writeString(file, "something else");
            outbox.deliver();

            assertThat(outboxFolder.resolve("sent").resolve(name).resolve("file.csv"))
                    .hasContent("UserID\r\n");
        }
    }

    @Test
    void put_refusesANameThatLeavesTheFolder() {
        try (Outbox outbox = open()) {
            assertThatThrownBy(() -> outbox.put("../x", request())).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> outbox.put("", request())).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void deliver_sendsTheSameActUntilItIsKnownToHaveArrived() {
        // carried out, but the answer is lost
        gateway.answer(request -> {
            acting.to(request);
            return Answer.silence();
        });
        try (Outbox outbox = open()) {
            String name = outbox.put(request());

            assertThat(outbox.deliver()).isEqualTo(1);
            assertThat(outbox.deliver()).isEqualTo(1);
            gateway.answer(acting);
            assertThat(outbox.deliver()).isZero();

            assertThat(acting.acts()).isEqualTo(1);
            assertThat(told)
                    .containsExactly(
                            "delayed OUTCOME_UNKNOWN", "delayed OUTCOME_UNKNOWN", "delivered " + name + " verified");
        }
    }

    @Test
    void deliver_waitsWhileNobodyIsThere() {
        gateway.close();
        try (Outbox outbox = open()) {
            outbox.put("one", request());
            outbox.put("two", request());

            assertThat(outbox.deliver()).isEqualTo(2);

            // the second would fare no better
            assertThat(told).containsExactly("delayed UNREACHABLE");
        }
    }

    @Test
    void deliver_goesOnWithTheNextWhenOneIsRefused() {
        gateway.answer(request -> request.text().contains("SMSR-BAD")
                ? Answer.problem(422, "CONTENT_INVALID", "FORMAT")
                : acting.to(request));
        try (Outbox outbox = open()) {
            outbox.put("bad", request().serviceRequestReference("SMSR-BAD"));
            outbox.put("good", request());

            assertThat(outbox.deliver()).isZero();
        }
        assertThat(told).containsExactly("refused bad CONTENT_INVALID", "delivered good verified");
        assertThat(outboxFolder.resolve("refused/bad/problem.json"))
                .content()
                .contains("What to do about CONTENT_INVALID");
    }

    @Test
    void deliver_keepsAnActWhoseTransportCertificateIsNotAccepted() {
        gateway.answer(request -> Answer.problem(401, "NOT_REGISTERED", "WORKFLOW"));
        try (Outbox outbox = open()) {
            outbox.put("one", request());

            assertThat(outbox.deliver()).isEqualTo(1);
        }
        assertThat(told).containsExactly("delayed NOT_REGISTERED");
    }

    @Test
    void deliver_keepsAnActWhoseReceiptIsNotSound() {
        TestPki.Holder forger = new TestPki("Receipt CA").issue("receipts");
        ActingGateway forged = new ActingGateway(forger);
        gateway.answer(forged);
        try (Outbox outbox = open()) {
            outbox.put("one", request());

            assertThat(outbox.deliver()).isEqualTo(1);
        }
        assertThat(told).containsExactly("delayed ReceiptRefusedException");
    }

    @Test
    void open_takesUpWhatWasLeft() {
        try (Outbox outbox = open()) {
            outbox.put("one", request());
        }
        try (Outbox outbox = open()) {
            assertThat(outbox.waiting()).containsExactly("one");
            assertThat(outbox.deliver()).isZero();
        }
    }

    @Test
    void open_keepsASecondOut() {
        try (Outbox outbox = open()) {
            assertThat(outbox.waiting()).isEmpty();
            assertThatThrownBy(this::open)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in use");
        }
        open().close();
    }

    @Test
    void start_deliversInTheBackground() throws Exception {
        CountDownLatch delivered = new CountDownLatch(3);
        OutboxListener counting = new OutboxListener() {
            @Override
            public void delivered(String name, Path entry, Submission submission, @Nullable Receipt receipt) {
                delivered.countDown();
            }
        };
        try (Outbox outbox = Outbox.open(outboxFolder, client, counting)) {
            outbox.put("before", request());
            outbox.start();
            outbox.put("one", request());
            outbox.put("two", request());

            assertThat(delivered.await(2, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void aKillAtAnyStep_losesNothingAndDoublesNothing() throws Exception {
        transport.writePkcs12(folder.resolve("t.p12"));
        serverPki.writeRoot(folder.resolve("ca.pem"));
        int steps = 0;
        int status;
        do {
            steps++;
            DurableFiles.deleteTree(outboxFolder);
            ActingGateway fresh = new ActingGateway(receipts);
            gateway.answer(fresh);
            status = runProbe(steps);

            // the caller does not know how far it had come, and does it again
            try (Outbox outbox = open()) {
                outbox.put("act-1", request());
                assertThat(outbox.deliver()).as("killed at step " + steps).isZero();
            }

            assertThat(fresh.acts()).as("killed at step " + steps).isEqualTo(1);
            assertThat(outboxFolder.resolve("sent/act-1/receipt.p7m")).isNotEmptyFile();
            assertThat(outboxFolder.resolve("tmp")).isEmptyDirectory();
        } while (status == OutboxProbe.KILLED);
        assertThat(status).isZero();
        assertThat(steps).isGreaterThan(8);
    }

    private int runProbe(int killAt) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OutboxProbe.class.getName(),
                        gateway.address().toString(),
                        folder.toString(),
                        String.valueOf(killAt))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        assertThat(status).as(output).isIn(0, OutboxProbe.KILLED);
        return status;
    }

    private SubmissionRequest request() {
        return SubmissionRequest.adt(file, "SMSR-1").signedBy(signer);
    }

    private Outbox open() {
        return Outbox.open(outboxFolder, client, new OutboxListener() {
            @Override
            public void delivered(String name, Path entry, Submission submission, @Nullable Receipt receipt) {
                told.add("delivered " + name + (receipt == null ? "" : " verified"));
            }

            @Override
            public void refused(String name, Path entry, AdtGatewayException reason) {
                told.add("refused " + name + " " + reason.code());
            }

            @Override
            public void delayed(String name, RuntimeException reason) {
                told.add("delayed "
                        + (reason instanceof AdtGatewayException e
                                ? e.code()
                                : reason.getClass().getSimpleName()));
            }
        });
    }
}
