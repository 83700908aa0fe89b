package org.adtgateway.journey;

import static org.adtgateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.FileType;
import org.adtgateway.client.RetryPolicy;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.InBackground;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file of several chunks is written while its rows are still being checked, and yet it is stored whole and once, or not at all. */
@Timeout(120)
class SeveralChunksTest {
    /** Acts that wait for the table; the task that indexes files of earlier tests may wait for it too. */
    private static final String WAITING = " from pg_locks join pg_stat_activity using (pid)"
            + " where not granted and relation = 'submission'::regclass and query not like '%requests_indexed = true%'";

    private static final int ROWS = 20_000;
    private static final int CHUNKS = 5;

    @TempDir
    private Path folder;

    private EmbeddedDatabase database;
    private Gateway gateway;
    private AdtGatewayClient supplier;

    @BeforeEach
    void start() {
        database = EmbeddedDatabase.create();
        gateway = Gateway.start(Gateway.Settings.of(folder, database));
        supplier = gateway.client("northern-power", RetryPolicy.none());
    }

    @AfterEach
    void stop() {
        supplier.close();
        gateway.close();
    }

    @Test
    void refusedForItsLastRow_itLeavesNothing_andMended_itIsStoredOctetByOctet() throws Exception {
        SubmissionRequest faulty = request(quarantine("no target"));
        assertThatThrownBy(() -> supplier.submit(faulty))
                .asInstanceOf(type(AdtGatewayException.class))
                .extracting(AdtGatewayException::code)
                .isEqualTo("CONTENT_INVALID");
        assertThat(count("submission")).isZero();
        assertThat(count("file_chunk")).isZero();
        assertThat(count("event")).isZero();
        assertThat(count("audit where code = 'CONTENT_INVALID'")).isEqualTo(1);

        byte[] corrected = quarantine(target(ROWS));
        assertStored(supplier.submit(request(corrected)), corrected);
    }

    @Test
    void theSameActTwiceAtOnce_isStoredOnce_andBothAreToldOfIt() throws Exception {
        byte[] file = quarantine(target(ROWS));
        SubmissionRequest request = request(file);
        CompletableFuture<Submission> one;
        CompletableFuture<Submission> other;
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table submission in share mode");
            one = InBackground.call(() -> supplier.submit(request));
            other = InBackground.call(() -> supplier.submit(request));
            await("2", "select count(*)" + WAITING);
            assertThat(read("select pg_relation_size('file_chunk') > 0"))
                    .as("the chunks come first")
                    .isEqualTo("t");
            connection.commit();
        }

        assertThat(one.join().id()).isEqualTo(other.join().id());
        assertStored(one.join(), file);
    }

    @Test
    void theSameActAgain_isTheFirst_andChangesNothing() throws Exception {
        byte[] file = quarantine(target(ROWS));
        SubmissionRequest request = request(file);
        Submission first = supplier.submit(request);
        String chunks = "select string_agg(ctid || ' ' || xmin, ',' order by ctid) from file_chunk";
        String before = read(chunks);

        assertThat(supplier.submit(request).id()).isEqualTo(first.id());

        assertThat(read(chunks)).isEqualTo(before);
        assertStored(first, file);
    }

    @Test
    void aDatabaseThatBreaksOffMeanwhile_leavesNothing_andTheSameActCanBeSentAgain() throws Exception {
        byte[] file = quarantine(target(ROWS));
        SubmissionRequest request = request(file);
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table submission in share mode");
            CompletableFuture<Submission> call = InBackground.call(() -> supplier.submit(request));
            await("1", "select count(*)" + WAITING);
            read("select pg_terminate_backend(pid)" + WAITING);
            assertThatThrownBy(call::join)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .asInstanceOf(type(AdtGatewayException.class))
                    .extracting(AdtGatewayException::status)
                    .isEqualTo(503);
            connection.rollback();
        }
        assertThat(count("submission")).isZero();
        assertThat(count("file_chunk")).isZero();

        assertStored(supplier.submit(request), file);
    }

    private void assertStored(Submission submission, byte[] file) throws IOException, SQLException {
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        supplier.downloadFile(submission.id(), stored);
        assertThat(stored.toByteArray()).isEqualTo(file);
        assertThat(supplier.status(submission.id()).rowCount()).isEqualTo(ROWS);
        assertThat(supplier.history(submission.id())).hasSize(1);
        assertThat(count("submission")).isEqualTo(1);
        assertThat(count("file_chunk")).isEqualTo(CHUNKS);
    }

    private SubmissionRequest request(byte[] file) {
        return SubmissionRequest.of(FileType.EXIT_QUARANTINE, file, "f.csv")
                .signature(gateway.signer("northern-power", "signing").sign(file));
    }

    private static byte[] quarantine(String lastTarget) {
        StringBuilder file = new StringBuilder("QuarantineEventRef,RequestID,Action,Comment\n");
        for (int row = 1; row <= ROWS; row++) {
            file.append("7,70-B3-D5-1F-30-00-A0-01:")
                    .append(row == ROWS ? lastTarget : target(row))
                    .append(":1,DELETE,\n");
        }
        return file.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String target(int row) {
        return "00-DB-12-34-56-78-%02X-%02X".formatted(row >> 8, row & 0xFF);
    }

    private long count(String of) throws SQLException {
        return Long.parseLong(read("select count(*) from " + of));
    }

    private void await(String expected, String sql) {
        eventually(() -> read(sql).equals(expected));
    }

    private String read(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), "");
    }
}
