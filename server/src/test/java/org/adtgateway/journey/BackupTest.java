package org.adtgateway.journey;

import static org.adtgateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.adtgateway.client.ActKind;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.Event;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.FileType;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.testing.BaseBackup;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.InstalledPostgres;
import org.adtgateway.testing.PostgresServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The runbook of docs/operations.md, rehearsed: a base backup while the gateway works, the write-ahead log archived since, the database lost, and
 * restored elsewhere. Nothing that was acknowledged is missing, and the gateway goes on by itself.
 */
@Tag("faults")
class BackupTest {
    private static final String USER = "postgres";

    @TempDir
    private Path folder;

    private Path archive;
    private Path copy;

    /** A database that is backed up, lost and restored at the same address. */
    private interface Rehearsed extends AutoCloseable {
        String url();

        void backUp() throws Exception;

        void lose();

        void restore() throws Exception;

        @Override
        void close();
    }

    @BeforeEach
    void makeRoom() throws IOException {
        archive = Files.createDirectories(folder.resolve("archive"));
        copy = folder.resolve("copy");
    }

    @Test
    void whatWasAcknowledgedBeforeAndAfterTheBackup_isThereAfterTheRestore() throws Exception {
        PostgresServer lost = PostgresServer.create(
                folder.resolve("database"),
                Map.of("archive_mode", "on", "archive_command", "'" + archiveCommand() + "'", "wal_level", "replica"));
        rehearse(new Rehearsed() {
            private @Nullable PostgresServer restored;

            @Override
            public String url() {
                return lost.url();
            }

            @Override
            public void backUp() throws Exception {
                BaseBackup.take(lost, copy);
            }

            @Override
            public void lose() {
                lost.kill();
            }

            @Override
            public void restore() throws IOException {
                prepareRecovery();
                restored = PostgresServer.at(copy, lost.port(), Map.of()).start();
            }

            @Override
            public void close() {
                if (restored != null) {
                    restored.close();
                }
            }
        });
    }

    /** The same by the commands of the runbook, letter by letter, where PostgreSQL is installed. */
    @Test
    void theCommandsOfTheRunbookDoIt() throws Exception {
        Optional<Path> installed = InstalledPostgres.programs();
        assumeTrue(installed.isPresent(), "PostgreSQL is not installed");
        Path programs = installed.orElseThrow();
        String runbook = Files.readString(Path.of(System.getProperty("rootDir", ".."), "docs/operations.md"));
        assertThat(runbook)
                .contains("archive_command = '" + archiveCommand().replace(archive.toString(), "/backup/wal") + "'")
                .contains("pg_basebackup -D /backup/base-$(date +%F) -X none")
                .contains(restoreCommand()
                        .replace(archive.toString(), "/backup/wal")
                        .replace("\"", "\\\""));
        int port = PostgresServer.freePort();
        InstalledPostgres lost = InstalledPostgres.create(
                        programs,
                        folder.resolve("database"),
                        port,
                        Map.of("archive_mode", "on", "archive_command", archiveCommand()))
                .start();
        rehearse(new Rehearsed() {
            private final InstalledPostgres restored = InstalledPostgres.at(programs, copy, port, Map.of());

            @Override
            public String url() {
                return lost.url();
            }

            @Override
            public void backUp() {
                lost.run(
                        "pg_basebackup",
                        "-h",
                        "localhost",
                        "-p",
                        String.valueOf(port),
                        "-U",
                        lost.user(),
                        "-D",
                        copy.toString(),
                        "-X",
                        "none");
            }

            @Override
            public void lose() {
                lost.close();
            }

            @Override
            public void restore() throws IOException {
                prepareRecovery();
                restored.start();
            }

            @Override
            public void close() {
                restored.close();
            }
        });
    }

    private String archiveCommand() {
        return "cp %p ARCHIVE/%f.part && sync ARCHIVE/%f.part && mv ARCHIVE/%f.part ARCHIVE/%f"
                .replace("ARCHIVE", archive.toString());
    }

    private String restoreCommand() {
        return "restore_command = 'cp " + archive + "/%f \"%p\"'";
    }

    private void prepareRecovery() throws IOException {
        Files.createFile(copy.resolve("recovery.signal"));
        Files.writeString(
                copy.resolve("postgresql.auto.conf"),
                restoreCommand() + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private void rehearse(Rehearsed database) throws Exception {
        Gateway.Settings settings = Gateway.Settings.of(folder.resolve("gateway"), database.url(), USER);
        try (database;
                Gateway gateway = Gateway.start(settings);
                AdtGatewayClient supplier = gateway.client("northern-power");
                AdtGatewayClient operator = gateway.client("dcc")) {
            FileSigner signer = gateway.signer("northern-power", "signing");
            Submission before = supplier.submit(request(1).signedBy(signer));
            database.backUp();
            Submission after = supplier.submit(request(2).signedBy(signer));
            operator.claim(after.id());
            byte[] receipt = supplier.receiptBytes(after.id(), ActKind.SUBMISSION);
            eventually(() -> supplier.events(null).next(Duration.ZERO).size() == 3);
            List<Event> events = supplier.events(null).next(Duration.ZERO);
            String segment = query(database, "select pg_walfile_name(pg_switch_wal())");
            eventually(() -> Files.exists(archive.resolve(segment)));
            database.lose();

            database.restore();
            assertThat(query(database, "select count(*) from submission")).isEqualTo("2");
            eventually(() -> answers(supplier));
            assertThat(supplier.status(before.id())).isEqualTo(before);
            assertThat(supplier.status(after.id()).status().value()).isEqualTo("PROCESSING");
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            operator.downloadFile(after.id(), file);
            assertThat(file.toByteArray()).isEqualTo(file(2));
            assertThat(supplier.receipt(after.id(), ActKind.SUBMISSION)).isNotNull();
            assertThat(supplier.receiptBytes(after.id(), ActKind.SUBMISSION)).isEqualTo(receipt);
            assertThat(supplier.events(null).next(Duration.ZERO)).isEqualTo(events);
            Submission next = supplier.submit(request(3).signedBy(signer));
            Event newest = supplier.events(events.get(2).cursor())
                    .next(Duration.ofSeconds(10))
                    .get(0);
            assertThat(newest.submissionId()).isEqualTo(next.id());
        }
    }

    private static String query(Rehearsed database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url(), USER, "");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
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
}
