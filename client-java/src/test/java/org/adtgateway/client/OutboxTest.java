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
    void put_underANameThatIsKnown_isNoSecondAct() {
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

            assertThat(delivered.await(20, TimeUnit.SECONDS)).isTrue();
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
