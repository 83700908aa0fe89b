package org.adtgateway.adt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.adtgateway.client.ActingGateway;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.FileSignatureVerifier;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.FileType;
import org.adtgateway.client.Outbox;
import org.adtgateway.client.ReceiptVerifier;
import org.adtgateway.client.RetryPolicy;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.client.TestGateway.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Help.Ansi;

/** A gateway that is away for a night, as the log shows it. */
class OutageTest {
    private static final int ATTEMPTS_OF_A_NIGHT = 150;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    private CommandLineFixture adt;
    private AdtGatewayClient client;
    private ServiceLog log;

    @BeforeEach
    void start() throws Exception {
        adt = new CommandLineFixture(folder);
        client = AdtGatewayClient.builder()
                .address(adt.gateway.address())
                .identity(adt.clientPki.issue("transport").identity())
                .trust(List.of(adt.serverPki.root()))
                .retries(RetryPolicy.none())
                .build();
        PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
        Console console = new Console(
                out, out, new ByteArrayInputStream(new byte[0]), false, Ansi.OFF, false, ZoneOffset.UTC, 80);
        log = new ServiceLog(console, Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        client.close();
        adt.close();
    }

    @Test
    void watch_reportsItOnceWhenItBeginsAndOnceWhenItEnds() {
        Deliveries deliveries = new Deliveries(log);
        int[] attempts = new int[1];
        adt.gateway.answer(request -> switch (attempts[0]++ % 3) {
            case 0 -> Answer.silence();
            case 1 -> Answer.problem(503, "UNAVAILABLE", "RETRY").with("Retry-After", "300");
            default -> Answer.problem(503, "REVOCATION_UNKNOWN", "RETRY");
        });
        try (Outbox outbox = Outbox.open(folder.resolve("outbox"), client, deliveries)) {
            outbox.put(SubmissionRequest.of(FileType.ADT, new byte[] {1}, "a.csv")
                    .signedBy(FileSigner.of(adt.clientPki.issue("signing").identity())));
            for (int attempt = 0; attempt < ATTEMPTS_OF_A_NIGHT; attempt++) {
                deliveries.deliver(outbox);
            }
            assertThat(lines()).hasSize(1).first().asString().contains("The gateway is away for now");
            int asked = adt.gateway.asked().size();
            deliveries.deliverWhenDue(outbox);
            assertThat(adt.gateway.asked()).as("the pause is not over").hasSize(asked);

            adt.gateway.answer(new ActingGateway(adt.receipts));
            deliveries.deliver(outbox);
            assertThat(outbox.waiting()).isEmpty();
        }
        assertThat(lines()).hasSize(2).last().asString().matches("[-0-9]{10} [:0-9]{8}Z The gateway is reached again");
    }

    @Test
    void collect_pausesAsTheGatewayAsks_andReportsItOnce() throws Exception {
        Path target = Files.createDirectory(folder.resolve("in"));
        ClaimNotes notes = new ClaimNotes(target);
        SubmissionCollector collector = new SubmissionCollector(
                target,
                client,
                FileSignatureVerifier.trusting(List.of(adt.clientPki.root())),
                ReceiptVerifier.trusting(List.of(adt.receiptPki.root())),
                notes,
                log);
        Collection collection =
                new Collection(target, client, collector, notes, new Collection.Filter(null, null), log);
        adt.gateway.answer(
                request -> Answer.problem(503, "REVOCATION_UNKNOWN", "RETRY").with("Retry-After", "300"));
        for (int attempt = 0; attempt < ATTEMPTS_OF_A_NIGHT; attempt++) {
            assertThat(collection.step()).isGreaterThanOrEqualTo(Duration.ofMinutes(5));
        }
        assertThat(lines()).hasSize(1).first().asString().contains("REVOCATION_UNKNOWN");

        adt.gateway.answer(request -> Answer.json(200, "{\"events\":[],\"next\":\"c1\",\"more\":false}"));
        assertThat(collection.step()).isZero();
        assertThat(lines()).hasSize(2);
    }

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
