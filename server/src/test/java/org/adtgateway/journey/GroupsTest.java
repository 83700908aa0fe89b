package org.adtgateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.FileType;
import org.adtgateway.client.RetryPolicy;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionFilter;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Submissions that come at the same time are stored by one commit, and yet each stands and falls alone. */
@Timeout(120)
class GroupsTest {
    private static final int CALLS = 8;
    private static final String USER_ID = "70-B3-D5-1F-30-00-A0-01";
    private static final String OTHER_USER_ID = "70-B3-D5-1F-30-00-B0-01";

    @TempDir
    private static Path folder;

    private static EmbeddedDatabase database;
    private static Gateway gateway;
    private static AdtGatewayClient supplier;
    private static AdtGatewayClient other;
    private static ExecutorService callers;
    private static int serial;

    @BeforeAll
    static void start() {
        database = EmbeddedDatabase.create();
        gateway = Gateway.start(Gateway.Settings.of(folder, database));
        supplier = gateway.client("northern-power", RetryPolicy.none());
        other = gateway.client("western-gas", RetryPolicy.none());
        callers = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void stop() {
        callers.shutdownNow();
        supplier.close();
        other.close();
        gateway.close();
    }

    @Test
    void thoseThatComeWhileAnotherIsStored_areStoredByOneCommit_eachWithItsOwnFile() throws Exception {
        List<byte[]> files = new ArrayList<>();
        List<Supplier<Submission>> calls = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            byte[] file = file(USER_ID);
            files.add(file);
            calls.add(submission(supplier, "northern-power", file));
        }

        List<String> ids = new ArrayList<>();
        for (CompletableFuture<Submission> each : atOnce(calls)) {
            ids.add(each.get().id());
        }

        for (int i = 0; i < CALLS; i++) {
            ByteArrayOutputStream stored = new ByteArrayOutputStream();
            supplier.downloadFile(ids.get(i), stored);
            assertThat(stored.toByteArray()).isEqualTo(files.get(i));
            assertThat(supplier.receipt(ids.get(i)).submissionId()).isEqualTo(ids.get(i));
            assertThat(supplier.history(ids.get(i))).hasSize(1);
        }
        assertThat(commits(ids)).as("the first, and all that came meanwhile").isEqualTo(2);
    }

    @Test
    void ofTwoWithTheSameContentInOneGroup_theLaterIsWarnedOfTheEarlier() throws Exception {
        byte[] file = file(USER_ID);
        List<Supplier<Submission>> calls = new ArrayList<>();
        calls.add(submission(supplier, "northern-power", file(USER_ID)));
        for (int minutes : List.of(1, 2)) {
            Clock earlier = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-minutes));
            SubmissionRequest request = SubmissionRequest.of(FileType.ADT, file, "a.csv")
                    .serviceRequestReference("SMSR1")
                    .signature(gateway.signer("northern-power", "signing")
                            .withClock(earlier)
                            .sign(file));
            calls.add(() -> supplier.submit(request));
        }

        List<CompletableFuture<Submission>> answers = atOnce(calls);

        assertThat(answers.get(0).get().warnings()).isEmpty();
        Submission one = answers.get(1).get();
        Submission other = answers.get(2).get();
        boolean oneIsFirst = one.warnings().isEmpty();
        Submission first = oneIsFirst ? one : other;
        Submission later = oneIsFirst ? other : one;
        assertThat(later.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.code()).isEqualTo("SAME_CONTENT");
            assertThat(warning.submissionId()).isEqualTo(first.id());
        });
        assertThat(first.warnings()).isEmpty();
    }

    @Test
    void fieldsComeBackAsSent_whateverTheyConsistOf() throws Exception {
        List<String> references = List.of("NULL", "null", "{a,\"b\\c\"}", "'; --", "\\", " ", "Grüße 🚀", "{}");
        List<Supplier<Submission>> calls = new ArrayList<>();
        for (String reference : references) {
            SubmissionRequest request =
                    request("northern-power", file(USER_ID), "a, {b} 'c'.csv").clientReference(reference);
            calls.add(() -> supplier.submit(request));
        }

        List<CompletableFuture<Submission>> answers = atOnce(calls);

        for (int i = 0; i < references.size(); i++) {
            Submission stored = supplier.status(answers.get(i).get().id());
            assertThat(stored.clientReference()).isEqualTo(references.get(i));
            assertThat(stored.fileName()).isEqualTo("a, {b} 'c'.csv");
            assertThat(stored.userIds()).containsExactly(USER_ID);
        }
    }

    @Test
    void oneThatTheDatabaseRefuses_failsAlone() throws Exception {
        // as if someone had meddled: the gateway believes in a certificate that the database does not know
        database.execute("alter table certificate disable trigger all;"
                + " delete from certificate where party_id = 'western-gas' and purpose = 'SIGNING'");
        List<Supplier<Submission>> calls = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            calls.add(submission(supplier, "northern-power", file(USER_ID)));
        }
        calls.add(CALLS / 2, submission(other, "western-gas", file(OTHER_USER_ID)));

        List<CompletableFuture<Submission>> answers = atOnce(calls);

        assertThatThrownBy(answers.remove(CALLS / 2)::get).hasCauseInstanceOf(AdtGatewayException.class);
        assertThat(answers)
                .hasSize(CALLS)
                .allSatisfy(each -> assertThat(each.get().partyId()).isEqualTo("northern-power"));
        assertThat(other.list(SubmissionFilter.all())).isEmpty();
    }

    @Test
    void aStatementThatTakesTooLong_isGivenUp_andTheConnectionServesTheNextCall() throws Exception {
        Http http = Http.as(gateway, "northern-power");
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), "");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table submission in access exclusive mode");
            SubmitChecksTest.refused(http.get("/v1/submissions"), 503, "OVERLOADED");
            connection.rollback();
        }
        assertThat(http.get("/v1/submissions").status()).isEqualTo(200);
    }

    /** Makes calls one after the other; none is stored before all are there. */
    private static List<CompletableFuture<Submission>> atOnce(List<Supplier<Submission>> calls) throws Exception {
        List<CompletableFuture<Submission>> answers = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), "");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table submission in share mode");
            for (Supplier<Submission> call : calls) {
                answers.add(CompletableFuture.supplyAsync(call, callers));
                while (storing() < answers.size()) {
                    TimeUnit.MILLISECONDS.sleep(5);
                }
            }
            connection.commit();
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
        all.exceptionally(ignored -> null).join();
        return answers;
    }

    /** The calls that have come as far as the database. */
    private static long storing() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> Arrays.stream(stack)
                        .anyMatch(frame -> frame.getClassName().endsWith(".GroupCommit")
                                && frame.getMethodName().equals("store")))
                .count();
    }

    private static int commits(List<String> ids) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), "");
                Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery("select count(distinct xmin::text) from submission where id in ('"
                                + String.join("', '", ids) + "')")) {
            result.next();
            return result.getInt(1);
        }
    }

    private static Supplier<Submission> submission(AdtGatewayClient client, String party, byte[] file) {
        SubmissionRequest request = request(party, file, "a.csv");
        return () -> client.submit(request);
    }

    private static SubmissionRequest request(String party, byte[] file, String name) {
        return SubmissionRequest.of(FileType.ADT, file, name)
                .serviceRequestReference("SMSR1")
                .signature(gateway.signer(party, "signing").sign(file));
    }

    /** A file that no other test has. */
    private static byte[] file(String userId) {
        serial++;
        return ("UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment\r\n"
                        + userId + ",4.10,24,100," + (1000 + serial) + ",,,\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
