package org.adtgateway.journey;

import static org.adtgateway.testing.Eventually.eventually;
import static org.adtgateway.testing.ExitQuarantineFiles.HEADER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.adtgateway.client.ActKind;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.Event;
import org.adtgateway.client.EventType;
import org.adtgateway.client.Receipt;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.ExitQuarantineFiles;
import org.adtgateway.testing.ExitQuarantineFiles.Submitted;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Http.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What became of the rows of an Exit Quarantine file: reported in instalments, read row by row. */
class RowResultsTest {
    @TempDir
    private static Path folder;

    private static EmbeddedDatabase database;
    private static Gateway gateway;
    private static Http supplier;
    private static Http other;
    private static Http operator;

    @BeforeAll
    static void start() {
        database = EmbeddedDatabase.create();
        gateway = Gateway.start(Gateway.Settings.of(folder, database));
        supplier = Http.as(gateway, "northern-power");
        other = Http.as(gateway, "western-gas");
        operator = Http.as(gateway, "dcc");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aSupplierAddsUpTheInstalments_andGetsTheFile() throws Exception {
        Submitted file = claimed(150);
        String first = HEADER + file.released(101, 150) + file.released(1, 20);
        String second = HEADER
                + file.request(21).toLowerCase(java.util.Locale.ROOT) + ",NOT_IN_QUARANTINE,,\n"
                + file.request(22) + ",ALREADY_ACTIONED,2026-11-23T10:41:00Z,\"on the 20th, by \"\"desk 2\"\"\"\n";
        String third = HEADER + file.released(23, 100);
        assertThat(accepted(report(file, first)).at("/rowResults/pending").asLong())
                .isEqualTo(80);
        assertThat(accepted(report(file, second)).at("/rowResults/byOutcome"))
                .hasToString(
                        "[{\"outcome\":\"RELEASED\",\"count\":70},{\"outcome\":\"ALREADY_ACTIONED\",\"count\":1},{\"outcome\":\"NOT_IN_QUARANTINE\",\"count\":1}]");
        assertThat(pendingRows(file)).hasSize(78).first().isEqualTo(file.request(23));
        accepted(report(file, third));
        assertThat(pendingRows(file)).isEmpty();
        JsonNode completed = accepted(decide(file, "{\"outcome\": \"COMPLETED\"}"));
        assertThat(completed.at("/rowResults/reported").asLong()).isEqualTo(150);

        Map<String, String> sum = new HashMap<>();
        try (AdtGatewayClient owner = gateway.client("northern-power")) {
            List<Event> reports = owner.history(file.id()).stream()
                    .filter(event -> event.type().equals(EventType.of("ROWS_REPORTED")))
                    .toList();
            assertThat(reports).hasSize(3);
            for (Event event : reports) {
                String sha256 = Objects.requireNonNull(event.instalmentSha256());
                Path instalment = folder.resolve(sha256 + ".csv");
                owner.downloadInstalment(file.id(), sha256, instalment);
                Files.readString(instalment)
                        .lines()
                        .skip(1)
                        .forEach(line -> sum.put(
                                line.substring(0, line.indexOf(',')).toUpperCase(java.util.Locale.ROOT),
                                line.substring(line.indexOf(','))));
                Receipt receipt = owner.instalmentReceipt(file.id(), sha256);
                assertThat(receipt.json())
                        .contains("\"kind\":\"ROW_RESULTS\"", "\"reportedBy\":\"dcc\"")
                        .contains("\"instalmentSize\":" + Files.size(instalment));
            }
            assertThat(Files.readString(folder.resolve(reports.get(0).instalmentSha256() + ".csv")))
                    .isEqualTo(first);
            Path all = folder.resolve("all.csv");
            owner.downloadRowResults(file.id(), false, all);
            List<String> rows = Files.readString(all).lines().skip(1).toList();
            assertThat(rows).hasSize(150);
            for (int row = 1; row <= 150; row++) {
                assertThat(rows.get(row - 1)).isEqualTo(file.request(row) + sum.get(file.request(row)));
            }
            assertThat(owner.rowResults(file.id(), false))
                    .hasSize(150)
                    .element(21)
                    .satisfies(row -> {
                        assertThat(row.row()).isEqualTo(22);
                        assertThat(row.note()).isEqualTo("on the 20th, by \"desk 2\"");
                        assertThat(row.at()).isEqualTo("2026-11-23T10:41:00Z");
                    });
        }
    }

    @Test
    void theSameInstalmentAgain_isTheSameAct_evenAfterTheOutcome() {
        Submitted file = claimed(2);
        String instalment = HEADER + file.released(1, 2);
        JsonNode first = accepted(report(file, instalment));
        Answer again = report(file, instalment);
        assertThat(accepted(again)).isEqualTo(first);
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        Answer otherBytes = report(file, HEADER + file.released(2, 2) + file.released(1, 1));
        assertThat(accepted(otherBytes)).as("the same results in another order").isEqualTo(first);
        assertThat(otherBytes.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(reports(file)).hasSize(1);
        accepted(decide(file, "{\"outcome\": \"COMPLETED\"}"));
        Answer late = report(file, instalment);
        assertThat(accepted(late).get("status").asText()).isEqualTo("COMPLETED");
        assertThat(late.header("Idempotency-Replayed")).isEqualTo("true");
        refused(report(file, HEADER + file.released(2, 2)), 409, "NOT_DECIDABLE");
    }

    @Test
    void unknownRequestsDuplicatesAndContradictions_areNamedByLine_andNothingIsTaken() {
        Submitted file = claimed(5);
        accepted(report(file, HEADER + file.released(5, 5)));
        String unknown = file.request(9);
        JsonNode problem = refused(
                report(
                        file,
                        HEADER + file.released(1, 1) // 2
                                + unknown + ",RELEASED,,\n" // 3
                                + file.request(2) + ",DELETED,,\n" // 4
                                + file.request(2) + ",DELETED,,again\n" // 5
                                + file.request(3) + ",DELETED,,\n" // 6
                                + file.request(3) + ",RELEASED,,\n" // 7
                                + file.request(4) + ",,2026-11-23T10:40:51Z,\n" // 8
                                + file.request(5) + ",DELETED,,\n" // 9
                                + "not-an-id,GONE,today,\n"), // 10
                422,
                "ROW_RESULTS_INVALID");
        List<String> found = new ArrayList<>();
        problem.get("violations")
                .forEach(each -> found.add(
                        each.get("line").asInt() + " " + each.get("code").asText()));
        assertThat(found)
                .containsExactly(
                        "3 rr.request-id.unknown",
                        "5 rr.request-id.duplicate",
                        "7 rr.request-id.contradiction",
                        "8 rr.outcome.missing",
                        "9 rr.outcome.differs",
                        "10 rr.request-id.format",
                        "10 rr.outcome.unknown",
                        "10 rr.at.format");
        assertThat(problem.at("/totals/errors").asLong()).isEqualTo(8);
        assertThat(problem.at("/violations/2/message").asText())
                .contains("lines 6 and 7", "The first says DELETED, the second RELEASED");
        assertThat(problem.at("/violations/4/message").asText()).contains("It is RELEASED at 2026-11-23T10:40:51Z");
        assertThat(pendingRows(file)).hasSize(4);
        assertThat(reports(file)).hasSize(1);
        accepted(report(file, HEADER + file.released(1, 5)));
    }

    @Test
    void anotherTimeOrAnotherNote_isAnotherResult() {
        Submitted file = claimed(1);
        accepted(report(file, HEADER + file.request(1) + ",DELETED,2026-11-23T10:00:00Z,seen\n"));
        for (String line : List.of(
                ",DELETED,2026-11-23T10:00:01Z,seen\n", ",DELETED,2026-11-23T10:00:00Z,\n", ",DELETED,,seen\n")) {
            refused(report(file, HEADER + file.request(1) + line), 422, "ROW_RESULTS_INVALID");
        }
        assertThat(report(file, HEADER + file.request(1) + ",\"DELETED\",2026-11-23T10:00:00Z,\"seen\"\n")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aDryRun_tellsTheSameAndKeepsNothing_alsoAsCsv() {
        Submitted file = claimed(3);
        String faulty = HEADER + file.request(7) + ",RELEASED,,\n" + file.released(1, 1) + file.released(1, 1);
        JsonNode refusal = refused(report(file, faulty), 422, "ROW_RESULTS_INVALID");
        JsonNode report = operator.send(csv(file, "/validations", faulty)).json();
        assertThat(report.get("accepted").asBoolean()).isFalse();
        assertThat(report.get("violations")).isEqualTo(refusal.get("violations"));
        assertThat(report.get("totals")).isEqualTo(refusal.get("totals"));
        assertThat(report.at("/format/name").asText()).isEqualTo("row-results");
        Answer table = operator.send(csv(file, "/validations", faulty).header("Accept", "text/csv"));
        assertThat(table.text())
                .startsWith("\ufeffline,row,column,value,code,severity,message\r\n2,1,RequestID,")
                .contains("rr.request-id.unknown", "rr.request-id.duplicate");
        Answer good = operator.send(csv(file, "/validations", HEADER + file.released(1, 3)));
        assertThat(good.json().get("accepted").asBoolean()).isTrue();
        assertThat(pendingRows(file)).hasSize(3);
    }

    /** The gateway says of a table what it says of a file: the same members, and the same words where the rules are the same. */
    @Test
    void aRefusedInstalment_isReportedLikeARefusedFile() {
        Submitted file = claimed(1);
        String broken = "RequestID,Outcome,At\n" + file.request(1) + ",RELEASED,\n";
        JsonNode ofRows = refused(report(file, broken), 422, "ROW_RESULTS_INVALID");
        byte[] faulty = "QuarantineEventRef,RequestID,Action\n1,2,3\n".getBytes(StandardCharsets.UTF_8);
        JsonNode ofFile = refused(
                supplier.post(
                        "/v1/submissions",
                        new Http.Form()
                                .field("fileType", "EXIT_QUARANTINE")
                                .file("file", "e.csv", faulty)
                                .file(
                                        "signature",
                                        "e.p7s",
                                        gateway.signer("northern-power", "signing")
                                                .sign(faulty))),
                422,
                "CONTENT_INVALID");
        assertThat(members(ofRows)).isEqualTo(members(ofFile));
        assertThat(members(ofRows.at("/violations/0"))).isEqualTo(members(ofFile.at("/violations/0")));
        assertThat(ofRows.at("/violations/0/code")).isEqualTo(ofFile.at("/violations/0/code"));
        assertThat(ofRows.at("/totals")).isEqualTo(ofFile.at("/totals"));
    }

    @Test
    void anUnfilledTemplate_reportsNothing_andAHalfFilledOneWhatItHas() {
        Submitted file = claimed(3);
        String template = operator.send(operator.request(path(file)).header("Accept", "text/csv"))
                .text();
        assertThat(template).startsWith("RequestID,Outcome,At,Note\r\n" + file.request(1) + ",,,\r\n");
        Answer unfilled = report(file, template);
        assertThat(unfilled.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(reports(file)).isEmpty();
        accepted(report(file, template.replace(file.request(2) + ",,,", file.request(2) + ",DELETED,,")));
        assertThat(pendingRows(file)).containsExactly(file.request(1), file.request(3));
    }

    @Test
    void fromTheFirstResultOn_theClaimCannotBeReleased() {
        Submitted file = claimed(1);
        String release = "/v1/submissions/" + file.id() + "/claim/release";
        assertThat(operator.postJson(release, "{\"reason\": \"first try\"}").status())
                .isEqualTo(200);
        claim(file);
        accepted(report(file, HEADER + file.released(1, 1)));
        JsonNode refusal = refused(operator.postJson(release, "{\"reason\": \"again\"}"), 409, "NOT_RELEASABLE");
        assertThat(refusal.get("currentStatus").asText()).isEqualTo("PROCESSING");
        assertThat(refusal.get("detail").asText()).contains("have results");
        assertThat(operator.get("/v1/submissions/" + file.id())
                        .json()
                        .at("/claim/claimedBy/partyId")
                        .asText())
                .isEqualTo("dcc");
    }

    @Test
    void aFileIsCompletedWithAllResults_orExpresslyWithout() {
        Submitted file = claimed(3);
        accepted(report(file, HEADER + file.released(1, 1)));
        JsonNode missing = refused(decide(file, "{\"outcome\": \"COMPLETED\"}"), 422, "ROW_RESULTS_MISSING");
        assertThat(missing.get("pendingRows").asLong()).isEqualTo(2);
        String one = "{\"outcome\": \"COMPLETED\", \"rowOutcomes\": [{\"requestId\": \"" + file.request(2)
                + "\", \"outcome\": \"DELETED\"}]";
        refused(decide(file, one + "}"), 422, "ROW_RESULTS_MISSING");
        assertThat(pendingRows(file)).hasSize(2);
        JsonNode completed = accepted(decide(file, one + ", \"incomplete\": true}"));
        assertThat(completed.at("/outcome/incomplete").asBoolean()).isTrue();
        assertThat(completed.at("/outcome/rowOutcomes")).hasSize(1);
        assertThat(completed.at("/rowResults/pending").asLong()).isEqualTo(1);
        assertThat(pendingRows(file)).containsExactly(file.request(3));
        JsonNode second = supplier.get(path(file)).json().at("/rows/1");
        assertThat(second.get("outcome").asText()).isEqualTo("DELETED");
        Answer again = decide(file, one + ", \"incomplete\": true}");
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        refused(decide(file, one + "}"), 409, "NOT_DECIDABLE");
        try (AdtGatewayClient owner = gateway.client("northern-power")) {
            assertThat(owner.receipt(file.id(), ActKind.OUTCOME).json()).contains("\"incomplete\":\"true\"");
        }
    }

    @Test
    void anOutcomeIsIncomplete_onlyWhereRowsRemain_whateverItSays() {
        Submitted file = claimed(2);
        accepted(report(file, HEADER + file.released(1, 2)));
        String permitted = "{\"outcome\": \"COMPLETED\", \"incomplete\": true}";
        JsonNode completed = accepted(decide(file, permitted));
        assertThat(completed.at("/outcome").has("incomplete")).isFalse();
        for (String same : List.of(permitted, "{\"outcome\": \"COMPLETED\"}")) {
            Answer again = decide(file, same);
            assertThat(accepted(again).get("version")).isEqualTo(completed.get("version"));
            assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        }
        Submitted byItself = claimed(2);
        completed = accepted(decide(
                byItself, outcome(byItself, "RELEASED", "DELETED").replaceFirst("\\{", "{\"incomplete\": true, ")));
        assertThat(completed.at("/outcome").has("incomplete")).isFalse();
        try (AdtGatewayClient owner = gateway.client("northern-power")) {
            for (Submitted each : List.of(file, byItself)) {
                assertThat(owner.receipt(each.id(), ActKind.OUTCOME).json()).doesNotContain("incomplete");
            }
        }
    }

    @Test
    void rowOutcomesOfAnOutcome_completeAFile_andDoNotContradictWhatStands() {
        Submitted file = claimed(2);
        accepted(report(file, HEADER + file.released(1, 1)));
        refused(decide(file, outcome(file, "DELETED", "DELETED")), 422, "OUTCOME_INVALID");
        JsonNode completed = accepted(decide(file, outcome(file, "RELEASED", "DELETED")));
        assertThat(completed.at("/rowResults/pending").asLong()).isZero();
        assertThat(completed.at("/rowResults/reported").asLong()).isEqualTo(2);
    }

    @Test
    void aRejectionNeedsNoResults_andAnAdtFileHasNone() {
        Submitted file = claimed(2);
        accepted(report(file, HEADER + file.released(1, 1)));
        accepted(decide(file, "{\"outcome\": \"REJECTED\", \"reason\": \"wrong file\"}"));
        String adt = org.adtgateway.testing.AdtFiles.submit(gateway, supplier);
        Submitted asRows = new Submitted(adt, 0, 1);
        claim(asRows);
        refused(report(asRows, HEADER + file.released(1, 1)), 422, "ROW_RESULTS_INVALID");
        refused(supplier.get(path(asRows)), 404, "NOT_FOUND");
        JsonNode completed = accepted(decide(asRows, "{\"outcome\": \"COMPLETED\"}"));
        assertThat(completed.has("rowResults")).isFalse();
    }

    @Test
    void afterTooManyInstalments_oneIsTakenThatHasAllTheRest() {
        Submitted file = claimed(3);
        database.execute("update submission set version = 10000 where id = '" + file.id() + "'");
        JsonNode refusal = refused(report(file, HEADER + file.released(1, 2)), 422, "ROW_RESULTS_MISSING");
        assertThat(refusal.get("category").asText()).isEqualTo("WORKFLOW");
        assertThat(refusal.get("pendingRows").asLong()).isEqualTo(1);
        assertThat(refusal.get("detail").asText()).contains("in one instalment");
        assertThat(pendingRows(file)).hasSize(3);
        assertThat(accepted(report(file, HEADER + file.released(1, 3)))
                        .at("/rowResults/pending")
                        .asLong())
                .isZero();
        accepted(decide(file, "{\"outcome\": \"COMPLETED\"}"));
    }

    @Test
    void aLargeInstalmentKeepsNobodyWaiting_whoNeedsLittleMemory() throws Exception {
        Submitted large = claimed(1);
        Submitted alsoLarge = claimed(2);
        Submitted small = claimed(1);
        database.execute("update submission set row_count = 1000000 where id in ('" + large.id() + "', '"
                + alsoLarge.id() + "')");
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Connection lock = database.connect();
                Statement statement = lock.createStatement()) {
            lock.setAutoCommit(false);
            statement.execute("select from submission where id = '" + large.id() + "' for update");
            Future<Answer> slow = threads.submit(() -> report(large, HEADER + large.released(1, 1)));
            eventually(() -> !database.query("select count(*) from pg_locks where not granted")
                    .equals("0"));
            accepted(report(small, HEADER + small.released(1, 1)));
            accepted(decide(
                    alsoLarge,
                    outcome(alsoLarge, "RELEASED", "DELETED").replaceFirst("\\{", "{\"incomplete\": true, ")));
            assertThat(slow).as("it held what it needs all the time").isNotDone();
            lock.rollback();
            accepted(slow.get());
        } finally {
            threads.shutdownNow();
        }
    }

    /** Perhaps a purge took them while they were read. */
    @Test
    void aFileThatLacksRows_isNotReadAsAWhole() {
        Submitted file = claimed(20_000);
        assertThat(csv(file).text().lines()).hasSize(20_001);
        String chunks = "from file_chunk where submission_id = '" + file.id() + "'";
        int last = Integer.parseInt(database.query("select max(position) " + chunks));
        assertThat(last).isPositive();
        database.execute("delete " + chunks + " and position = " + last);
        assertThatThrownBy(() -> csv(file))
                .as("the answer ends before its end")
                .isInstanceOf(java.io.UncheckedIOException.class);
        String next = path(file) + "?limit=1000";
        Answer page = supplier.get(next);
        while (page.status() == 200) {
            String link = page.header("Link");
            assertThat(link).as("it does not end well").isNotEmpty();
            page = supplier.get(link.substring(1, link.indexOf('>')));
        }
        assertThat(page.status()).isEqualTo(500);
    }

    @Test
    void aSmallFileThatLacksItsRows_isAFault() {
        Submitted file = claimed(2);
        database.execute("delete from file_chunk where submission_id = '" + file.id() + "'");
        assertThat(csv(file).status()).isEqualTo(500);
    }

    private static Answer csv(Submitted file) {
        return supplier.send(supplier.request(path(file)).header("Accept", "text/csv"));
    }

    @Test
    void whoDownloadsResultsOrInstalments_isInTheAudit() {
        Submitted file = claimed(1);
        accepted(report(file, HEADER + file.released(1, 1)));
        String sha256 = reports(file).get(0).get("instalmentSha256").asText();
        String entries = "from audit where kind = 'DOWNLOADED' and submission_id = '" + file.id()
                + "' and party_id = 'northern-power' and ";
        assertThat(supplier.get(path(file)).status()).as("a page is none").isEqualTo(200);
        assertThat(database.query("select count(*) " + entries + "true")).isEqualTo("0");
        assertThat(csv(file).status()).isEqualTo(200);
        assertThat(database.query("select detail " + entries + "actor_party_id = 'northern-power'"))
                .startsWith("the results of rows of submission " + file.id());
        assertThat(operator.get(path(file) + "/" + sha256).status()).isEqualTo(200);
        assertThat(database.query("select detail " + entries + "actor_party_id = 'dcc'"))
                .startsWith("the instalment " + sha256 + " of submission " + file.id());
        assertThat(database.query("select count(*) " + entries + "true")).isEqualTo("2");
    }

    @Test
    void onlyAClaimedFileTakesResults() {
        Submitted file = ExitQuarantineFiles.submit(gateway, supplier, 1);
        JsonNode refusal = refused(report(file, HEADER + file.released(1, 1)), 409, "NOT_DECIDABLE");
        assertThat(refusal.get("currentStatus").asText()).isEqualTo("RECEIVED");
        assertThat(pendingRows(file)).hasSize(1);
        claim(file);
        accepted(report(file, HEADER + file.released(1, 1)));
    }

    @Test
    void twoAtOnce_oneStoresAndTheOtherIsTheSame() throws Exception {
        Submitted file = claimed(500);
        String instalment = HEADER + file.released(1, 500);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Answer>> calls = java.util.Collections.nCopies(4, () -> report(file, instalment));
            int replayed = 0;
            for (Future<Answer> each : threads.invokeAll(calls)) {
                accepted(each.get());
                replayed += each.get().header("Idempotency-Replayed").equals("true") ? 1 : 0;
            }
            assertThat(replayed).isEqualTo(3);
            assertThat(reports(file)).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void contradictingInstalmentsAtOnce_oneStandsAsAWhole() throws Exception {
        Submitted file = claimed(300);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            String one = HEADER + file.released(1, 200);
            String other = HEADER + file.released(101, 300).replace("RELEASED", "DELETED");
            List<Integer> statuses = new ArrayList<>();
            for (Future<Answer> each :
                    threads.invokeAll(List.<Callable<Answer>>of(() -> report(file, one), () -> report(file, other)))) {
                statuses.add(each.get().status());
            }
            assertThat(statuses).containsExactlyInAnyOrder(200, 422);
            assertThat(pendingRows(file)).hasSize(100);
            assertThat(reports(file)).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void pagesFollowOneAnother_andAMadeUpCursorIsRefused() {
        Submitted file = claimed(7);
        accepted(report(file, HEADER + file.released(2, 3)));
        List<String> walked = new ArrayList<>();
        String next = path(file) + "?limit=3";
        int pages = 0;
        while (!next.isEmpty()) {
            Answer page = supplier.get(next);
            page.json()
                    .get("rows")
                    .forEach(row -> walked.add(row.get("requestId").asText()));
            String link = page.header("Link");
            next = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
            pages++;
        }
        assertThat(pages).isEqualTo(3);
        assertThat(walked).hasSize(7).doesNotHaveDuplicates();
        for (String cursor : List.of("x", "MTo1", "OTk5OjE", "MTo5OTk5OTk5OQ")) {
            refused(supplier.get(path(file) + "?cursor=" + cursor), 400, "INVALID_PARAMETER");
        }
        refused(supplier.get(path(file) + "?pending=yes"), 400, "INVALID_PARAMETER");
    }

    @Test
    void nobodyElseReadsResults_andOnlyAnOperatorReportsThem() {
        Submitted file = claimed(1);
        accepted(report(file, HEADER + file.released(1, 1)));
        String sha256 = reports(file).get(0).get("instalmentSha256").asText();
        for (String tail : List.of("", "/" + sha256, "/" + sha256 + "/receipt")) {
            assertThat(supplier.get(path(file) + tail).status()).isEqualTo(200);
            assertThat(operator.get(path(file) + tail).status()).isEqualTo(200);
            refused(other.get(path(file) + tail), 404, "NOT_FOUND");
        }
        refused(supplier.send(csv(supplier, file, "", HEADER)), 403, "ROLE_REQUIRED");
        refused(supplier.get(path(file) + "/" + "0".repeat(64)), 404, "NOT_FOUND");
    }

    @Test
    void whatIsNoTableIsRefused() {
        Submitted file = claimed(1);
        for (String body : List.of("", "RequestID,Outcome,At,Note\n", "{\"json\": true}", "a;b\n1;2\n")) {
            refused(report(file, body), 422, "ROW_RESULTS_INVALID");
        }
        refused(operator.postJson(path(file), "{}"), 415, "UNSUPPORTED_MEDIA_TYPE");
        JsonNode notUtf8 = refused(
                operator.send(operator.request(path(file))
                        .header("Content-Type", "text/csv")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(
                                (HEADER + file.request(1) + ",RELEASED,,caf\u00e9\n")
                                        .getBytes(StandardCharsets.ISO_8859_1)))),
                422,
                "ROW_RESULTS_INVALID");
        assertThat(notUtf8.at("/violations/0/code").asText()).isEqualTo("field.not-utf-8");
    }

    @Test
    void theFormatIsServed() {
        JsonNode format = supplier.get("/v1/file-formats/ROW_RESULTS").json();
        assertThat(format.get("name").asText()).isEqualTo("row-results");
        assertThat(format.get("fields")).hasSize(4);
    }

    /** An outcome of the version before has rows in its own column only, perhaps more than an outcome may have today. */
    @Test
    void rowsOfAnOutcomeOfTheVersionBefore_areResultsToo() throws Exception {
        Submitted file = claimed(1500);
        accepted(decide(file, "{\"outcome\": \"COMPLETED\", \"incomplete\": true}"));
        StringBuilder rows = new StringBuilder("[");
        for (int row = 1; row <= 1200; row++) {
            rows.append(row == 1 ? "" : ",")
                    .append("{\"requestId\": \"")
                    .append(file.request(row))
                    .append("\", \"outcome\": \"DELETED\"}");
        }
        try (java.sql.Connection connection =
                        java.sql.DriverManager.getConnection(database.url(), database.user(), "");
                java.sql.PreparedStatement update = connection.prepareStatement(
                        "update outcome set row_outcomes = cast(? as jsonb) where submission_id = cast(? as uuid)")) {
            update.setString(1, rows.append("]").toString());
            update.setString(2, file.id());
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
        JsonNode submission = supplier.get("/v1/submissions/" + file.id()).json();
        assertThat(submission.at("/outcome").has("rowOutcomes")).isFalse();
        assertThat(submission.at("/rowResults/reported").asLong()).isEqualTo(1200);
        assertThat(pendingRows(file)).hasSize(300);
    }

    private static Submitted claimed(int rows) {
        Submitted file = ExitQuarantineFiles.submit(gateway, supplier, rows);
        claim(file);
        return file;
    }

    private static void claim(Submitted file) {
        Answer claimed = operator.send(
                operator.request("/v1/submissions/" + file.id() + "/claim").POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(claimed.status()).as(claimed.text()).isEqualTo(200);
    }

    private static String path(Submitted file) {
        return "/v1/submissions/" + file.id() + "/row-results";
    }

    private static HttpRequest.Builder csv(Http caller, Submitted file, String tail, String body) {
        return caller.request(path(file) + tail)
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static HttpRequest.Builder csv(Submitted file, String tail, String body) {
        return csv(operator, file, tail, body);
    }

    private static Answer report(Submitted file, String instalment) {
        return operator.send(csv(file, "", instalment));
    }

    private static Answer decide(Submitted file, String outcome) {
        return operator.postJson("/v1/submissions/" + file.id() + "/outcome", outcome);
    }

    private static String outcome(Submitted file, String first, String second) {
        return "{\"outcome\": \"COMPLETED\", \"rowOutcomes\": [{\"requestId\": \"" + file.request(1)
                + "\", \"outcome\": \"" + first + "\"}, {\"requestId\": \"" + file.request(2) + "\", \"outcome\": \""
                + second + "\"}]}";
    }

    private static JsonNode accepted(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private static JsonNode refused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.json().get("code").asText()).isEqualTo(code);
        return answer.json();
    }

    private static List<JsonNode> reports(Submitted file) {
        List<JsonNode> reports = new ArrayList<>();
        supplier.get("/v1/submissions/" + file.id() + "/events")
                .json()
                .get("events")
                .forEach(event -> {
                    if (event.get("type").asText().equals("ROWS_REPORTED")) {
                        reports.add(event);
                    }
                });
        return reports;
    }

    private static List<String> pendingRows(Submitted file) {
        List<String> rows = new ArrayList<>();
        String next = path(file) + "?pending=true";
        while (!next.isEmpty()) {
            Answer page = supplier.get(next);
            page.json().get("rows").forEach(row -> {
                assertThat(row.has("outcome")).isFalse();
                rows.add(row.get("requestId").asText());
            });
            String link = page.header("Link");
            next = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
        }
        return rows;
    }

    private static List<String> members(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
