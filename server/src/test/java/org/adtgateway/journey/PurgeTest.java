package org.adtgateway.journey;

import static org.adtgateway.journey.SubmitChecksTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.adtgateway.client.ActKind;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.FileType;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.testing.Commands;
import org.adtgateway.testing.Commands.Outcome;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.ExitQuarantineFiles;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Content goes after its time; what proves it stays. */
class PurgeTest {
    @TempDir
    private Path folder;

    @Test
    void contentOfEndedSubmissionsGoes_andNothingElse() {
        try (Gateway gateway = Gateway.start(Gateway.Settings.of(folder, EmbeddedDatabase.create()));
                AdtGatewayClient supplier = gateway.client("northern-power");
                AdtGatewayClient operator = gateway.client("dcc")) {
            FileSigner signer = gateway.signer("northern-power", "signing");
            byte[] content = file(1);
            SubmissionRequest request = request(content).signature(signer.sign(content));
            String decided = supplier.submit(request).id();
            operator.claim(decided);
            operator.complete(decided);
            String open = supplier.submit(request(file(2)).signedBy(signer)).id();
            Submission before = supplier.status(decided);
            byte[] receipt = supplier.receiptBytes(decided, ActKind.SUBMISSION);
            Http http = Http.as(gateway, "northern-power");
            Clock soon = Clock.offset(Clock.systemUTC(), Duration.ofDays(399));
            Clock late = Clock.offset(Clock.systemUTC(), Duration.ofDays(401));

            assertThat(purge(gateway, soon, "--apply").text()).contains("0 submissions purged");
            assertThat(http.get("/v1/submissions/" + decided + "/file").bytes()).isEqualTo(content);
            assertThat(purge(gateway, late).text())
                    .contains("1 submissions would be purged, " + content.length + " bytes");
            assertThat(http.get("/v1/submissions/" + decided + "/file").status())
                    .isEqualTo(200);

            assertThat(purge(gateway, late, "--apply").text())
                    .contains("1 submissions purged, " + content.length + " bytes");
            Http.Answer gone = http.get("/v1/submissions/" + decided + "/file");
            refused(gone, 404, "NOT_FOUND");
            assertThat(gone.text()).contains("was deleted at");
            assertThat(supplier.status(decided)).isEqualTo(before);
            assertThat(supplier.receiptBytes(decided, ActKind.SUBMISSION)).isEqualTo(receipt);
            assertThat(supplier.downloadSignature(decided)).isNotEmpty();
            assertThat(supplier.history(decided)).hasSize(3);
            assertThat(http.get("/v1/submissions/" + open + "/file").bytes()).isEqualTo(file(2));
            assertThat(supplier.submit(request).id()).as("the act stays known").isEqualTo(decided);
            assertThat(purge(gateway, late, "--apply").text()).contains("0 submissions purged");

            Outcome slip =
                    Commands.run(late, "purge", gateway.configuration().toString(), "--older-than", "1s", "--apply");
            assertThat(slip.succeeded()).isFalse();
            assertThat(slip.text()).contains("at least 1d").doesNotContain("\tat ");
        }
    }

    @Test
    void onlyWhatIsFinalGoes_andAPurgeThatBreaksOffIsWholeForEachSubmission() throws Exception {
        EmbeddedDatabase database = EmbeddedDatabase.create();
        try (Gateway gateway = Gateway.start(Gateway.Settings.of(folder, database));
                AdtGatewayClient supplier = gateway.client("northern-power");
                AdtGatewayClient operator = gateway.client("dcc")) {
            FileSigner signer = gateway.signer("northern-power", "signing");
            Http http = Http.as(gateway, "northern-power");
            String withdrawn =
                    supplier.submit(request(file(1)).signedBy(signer)).id();
            supplier.withdraw(withdrawn, "sent in error", signer);
            String rejected = supplier.submit(request(file(2)).signedBy(signer)).id();
            operator.claim(rejected);
            operator.reject(rejected, "not for us");
            String claimed = supplier.submit(request(file(3)).signedBy(signer)).id();
            operator.claim(claimed);
            Clock late = Clock.offset(Clock.systemUTC(), Duration.ofDays(401));

            // the second one cannot be written down, so it must not go
            database.execute("create function stop() returns trigger language plpgsql as"
                    + " $$ begin raise exception 'the power is cut'; end $$");
            database.execute("create trigger stop before insert on audit for each row"
                    + " when (new.kind = 'PURGED' and new.detail like '%" + rejected + "%') execute function stop()");
            assertThat(purge(gateway, late, "--apply").succeeded()).isFalse();
            assertThat(download(http, withdrawn)).isEqualTo(404);
            assertThat(http.get("/v1/submissions/" + rejected + "/file").bytes())
                    .isEqualTo(file(2));
            assertThat(audited(database)).containsExactly(withdrawn);

            database.execute("drop trigger stop on audit");
            assertThat(purge(gateway, late, "--apply").text()).contains("1 submissions purged");
            assertThat(download(http, rejected)).isEqualTo(404);
            assertThat(http.get("/v1/submissions/" + claimed + "/file").bytes()).isEqualTo(file(3));
            assertThat(audited(database)).containsExactly(withdrawn, rejected);
            assertThat(supplier.receipt(withdrawn, ActKind.WITHDRAWAL)).isNotNull();
            assertThat(supplier.receipt(rejected, ActKind.OUTCOME)).isNotNull();
        }
    }

    @Test
    void refusalsGoAfterTheirTime_andWhatElseIsInTheAuditStays() {
        EmbeddedDatabase database = EmbeddedDatabase.create();
        try (Gateway gateway =
                Gateway.start(Gateway.Settings.of(folder, database).with("auditRetention: 30d"))) {
            submitRefused(gateway, 1);
            long others = entries(database, "kind <> 'REFUSED'");
            assertThat(others).isPositive();
            Clock soon = Clock.offset(Clock.systemUTC(), Duration.ofDays(29));
            Clock late = Clock.offset(Clock.systemUTC(), Duration.ofDays(31));

            assertThat(purge(gateway, soon, "--apply").text()).contains("0 audit entries of refusals");
            assertThat(purge(gateway, late).text()).contains("1 audit entries of refusals", "would be deleted");
            assertThat(purge(gateway, late, "--json").text()).contains("\"auditEntries\" : 1");
            assertThat(entries(database, "kind = 'REFUSED'")).isEqualTo(1);

            assertThat(purge(gateway, late, "--apply").text()).contains("1 audit entries of refusals", "deleted");
            assertThat(entries(database, "kind = 'REFUSED'")).isZero();
            assertThat(entries(database, "kind <> 'REFUSED'"))
                    .as("and the purge itself")
                    .isEqualTo(others + 1);
            assertThat(entries(database, "kind = 'PURGED' and detail like '1 audit entries of refusals%'"))
                    .isEqualTo(1);
        }
    }

    @Test
    void equalRefusalsAreOneEntry_andASumWhenTheWindowEnds() {
        EmbeddedDatabase database = EmbeddedDatabase.create();
        try (Gateway gateway = Gateway.start(Gateway.Settings.of(folder, database))) {
            for (int i = 0; i < 5; i++) {
                submitRefused(gateway, 1);
            }
            submitRefused(gateway, 2);
            assertThat(entries(database, "code = 'DIGEST_MISMATCH'")).isEqualTo(2);
        }
        assertThat(entries(database, "code = 'DIGEST_MISMATCH'")).isEqualTo(3);
        assertThat(entries(
                        database,
                        "code = 'DIGEST_MISMATCH' and detail like 'refused 4 more times; the last time: %'"
                                + " and file_sha256 is not null and party_id = 'northern-power'"))
                .isEqualTo(1);
    }

    @Test
    void resultsOfRowsGoWithTheFile_andTheirReceiptsStay() {
        try (Gateway gateway = Gateway.start(Gateway.Settings.of(folder, EmbeddedDatabase.create()));
                AdtGatewayClient supplier = gateway.client("northern-power");
                AdtGatewayClient operator = gateway.client("dcc")) {
            Http http = Http.as(gateway, "northern-power");
            ExitQuarantineFiles.Submitted file = ExitQuarantineFiles.submit(gateway, http, 2);
            operator.claim(file.id());
            Path instalment =
                    Files.writeString(folder.resolve("results.csv"), ExitQuarantineFiles.HEADER + file.released(1, 2));
            operator.submitRowResults(file.id(), instalment);
            Submission before = operator.complete(file.id());
            String results = "/v1/submissions/" + file.id() + "/row-results";
            String sha256 =
                    Objects.requireNonNull(supplier.history(file.id()).get(2).instalmentSha256());
            assertThat(http.get(results).status()).isEqualTo(200);

            purge(gateway, Clock.offset(Clock.systemUTC(), Duration.ofDays(401)), "--apply");

            assertThat(http.get(results).status()).isEqualTo(404);
            assertThat(http.get(results + "/" + sha256).status()).isEqualTo(404);
            assertThat(supplier.instalmentReceipt(file.id(), sha256).submissionId())
                    .isEqualTo(file.id());
            assertThat(supplier.status(file.id())).isEqualTo(before);
            assertThat(operator.submitRowResults(file.id(), instalment)).isEqualTo(before);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void submitRefused(Gateway gateway, int threshold) {
        Http.Form form = new Http.Form()
                .field("fileType", "ADT")
                .file("file", "file.csv", file(threshold))
                .file(
                        "signature",
                        "file.p7s",
                        gateway.signer("northern-power", "signing").sign(file(threshold + 10)))
                .field("serviceRequestReference", "SMSR1");
        refused(Http.as(gateway, "northern-power").post("/v1/submissions", form), 422, "DIGEST_MISMATCH");
    }

    private static long entries(EmbeddedDatabase database, String condition) {
        return Long.parseLong(database.query("select count(*) from audit where " + condition));
    }

    private static int download(Http http, String id) {
        return http.get("/v1/submissions/" + id + "/file").status();
    }

    /** The submissions whose purge the audit tells of, in order. */
    private static List<String> audited(EmbeddedDatabase database) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select substring(detail from 'submission ([0-9a-f-]+)') from audit where kind = 'PURGED' order by id")) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    private static Outcome purge(Gateway gateway, Clock clock, String... options) {
        String[] arguments = new String[4 + options.length];
        arguments[0] = "purge";
        arguments[1] = gateway.configuration().toString();
        arguments[2] = "--older-than";
        arguments[3] = "400d";
        System.arraycopy(options, 0, arguments, 4, options.length);
        return Commands.run(clock, arguments);
    }

    private static SubmissionRequest request(byte[] content) {
        return SubmissionRequest.of(FileType.ADT, content, "file.csv").serviceRequestReference("SMSR1");
    }

    private static byte[] file(int threshold) {
        return ("UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment\n"
                        + "70-B3-D5-1F-30-00-A0-01,4.10,24,50," + (100 + threshold) + ",,,\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
