package org.adtgateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.Event;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.FileType;
import org.adtgateway.client.ReceiptType;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.testing.BaseBackup;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The runbook of docs/operations.md, rehearsed: a base backup while the gateway works, the write-ahead log archived since, the database lost, and
 * restored elsewhere. Nothing that was acknowledged is missing, and the gateway goes on by itself.
 */
class BackupTest {
    @TempDir
    private static Path folder;

    @Test
    void whatWasAcknowledgedBeforeAndAfterTheBackup_isThereAfterTheRestore() throws Exception {
        Path archive = Files.createDirectories(folder.resolve("archive"));
        Path copy = folder.resolve("copy");
        PostgresServer lost = PostgresServer.create(
                folder.resolve("database"),
                Map.of("archive_mode", "on", "archive_command", "'cp %p " + archive + "/%f'", "wal_level", "replica"));
        Gateway.Settings settings = Gateway.Settings.of(folder.resolve("gateway"), lost.url(), lost.user());
        try (Gateway gateway = Gateway.start(settings);
                AdtGatewayClient supplier = gateway.client("northern-power");
                AdtGatewayClient operator = gateway.client("dcc")) {
            FileSigner signer = gateway.signer("northern-power", "signing");
            Submission before = supplier.submit(request(1).signedBy(signer));
            BaseBackup.take(lost, copy);
            Submission after = supplier.submit(request(2).signedBy(signer));
            operator.claim(after.id());
            byte[] receipt = supplier.receiptBytes(after.id(), ReceiptType.SUBMISSION);
            eventually(() -> supplier.events(null).next(Duration.ZERO).size() == 3);
            List<Event> events = supplier.events(null).next(Duration.ZERO);
            String segment = lost.query("select pg_walfile_name(pg_switch_wal())");
            eventually(() -> Files.exists(archive.resolve(segment)));
            lost.kill();

            Files.createFile(copy.resolve("recovery.signal"));
            Files.writeString(
                    copy.resolve("postgresql.auto.conf"), "restore_command = 'cp " + archive + "/%f \"%p\"'\n");
            try (PostgresServer restored =
                    PostgresServer.at(copy, lost.port(), Map.of()).start()) {
                assertThat(restored.query("select count(*) from submission")).isEqualTo("2");
                eventually(() -> answers(supplier));

                assertThat(supplier.status(before.id())).isEqualTo(before);
                assertThat(supplier.status(after.id()).status().name()).isEqualTo("PROCESSING");
                ByteArrayOutputStream file = new ByteArrayOutputStream();
                operator.downloadFile(after.id(), file);
                assertThat(file.toByteArray()).isEqualTo(file(2));
                assertThat(supplier.receipt(after.id(), ReceiptType.SUBMISSION)).isNotNull();
                assertThat(supplier.receiptBytes(after.id(), ReceiptType.SUBMISSION))
                        .isEqualTo(receipt);
                assertThat(supplier.events(null).next(Duration.ZERO)).isEqualTo(events);
                Submission next = supplier.submit(request(3).signedBy(signer));
                Event newest = supplier.events(events.get(2).cursor())
                        .next(Duration.ofSeconds(10))
                        .get(0);
                assertThat(newest.submissionId()).isEqualTo(next.id());
            }
        }
    }

    private static boolean answers(AdtGatewayClient client) {
        try {
            client.me();
            return true;
        } catch (AdtGatewayException e) {
            return false;
        }
    }

    private static SubmissionRequest request(int number) {
        return SubmissionRequest.of(FileType.ADT, file(number), "file.csv").serviceRequestReference("SMSR1");
    }

    private static byte[] file(int threshold) {
        return ("UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment\n"
                        + "70-B3-D5-1F-30-00-A0-01,4.10,24,50," + (100 + threshold) + ",,,\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void eventually(BooleanSupplier claim) throws InterruptedException {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!claim.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within thirty seconds").isLessThan(end);
            Thread.sleep(50);
        }
    }
}
