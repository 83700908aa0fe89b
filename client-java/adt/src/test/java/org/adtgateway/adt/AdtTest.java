package org.adtgateway.adt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.adtgateway.adt.CommandLineFixture.Ran;
import org.adtgateway.client.OpenSsl;
import org.adtgateway.client.TestGateway.Answer;
import org.adtgateway.client.TestJson;
import org.adtgateway.client.TestPki;
import org.adtgateway.client.TestReceipts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdtTest {
    private static final String ADT_HEADER =
            "UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment\r\n";

    private static final String ID = "3f2b8a52-9d9d-4e0f-8b0e-6c1c9b9d3b11";
    private static final String ADT_FILE = "UserID,Comment\r\n70-B3-D5-1F-30-00-A0-01,\r\n";

    @TempDir
    private Path folder;

    private CommandLineFixture adt;
    private Path file;
    private byte[] receipt;

    @BeforeEach
    void start() throws Exception {
        adt = new CommandLineFixture(folder);
        file = adt.write("ADT_1.csv", ADT_FILE);
        receipt = TestReceipts.sign(adt.receipts, TestReceipts.json(ID, ADT_FILE.getBytes(StandardCharsets.UTF_8)));
        adt.gateway.answer(request -> request.path().endsWith("/receipt")
                ? Answer.bytes(receipt)
                : Answer.json(200, TestJson.submission(ID, "RECEIVED")));
    }

    @AfterEach
    void stop() {
        adt.close();
    }

    @Test
    void submit_signsSendsAndKeepsTheReceipt() throws Exception {
        Ran ran = adt.run("submit", file, "--reference", "SMSR-1");

        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("Delivered", "verified: signed by CN=receipts", "RECEIVED  " + ID);
        assertThat(folder.resolve("ADT_1.csv.receipt.p7m")).hasBinaryContent(receipt);
        assertThat(OpenSsl.run(
                                "cms",
                                "-verify",
                                "-binary",
                                "-inform",
                                "DER",
                                "-in",
                                folder.resolve("ADT_1.csv.p7s"),
                                "-content",
                                file,
                                "-CAfile",
                                folder.resolve("client-ca.pem"),
                                "-purpose",
                                "any",
                                "-out",
                                folder.resolve("out"))
                        .status())
                .isZero();
    }

    @Test
    void submit_repeatsTheSameAct() throws Exception {
        adt.run("submit", file, "--reference", "SMSR-1");
        byte[] first = Files.readAllBytes(folder.resolve("ADT_1.csv.p7s"));
        adt.run("submit", file, "--reference", "SMSR-1");
        assertThat(folder.resolve("ADT_1.csv.p7s")).hasBinaryContent(first);

        Thread.sleep(1000); // a signing time has whole seconds
        adt.run("submit", file, "--reference", "SMSR-1", "--sign");
        assertThat(Files.readAllBytes(folder.resolve("ADT_1.csv.p7s"))).isNotEqualTo(first);
    }

    @Test
    void submit_refusesTheSignatureOfOtherBytes_whateverTheTimesOfTheFiles() throws Exception {
        adt.run("sign", file);
        // a copy has a later time, and is the same file
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(10)));
        assertThat(adt.run("submit", file, "--reference", "SMSR-1").status()).isZero();
        int asked = adt.gateway.asked().size();

        Files.writeString(file, ADT_FILE + "70-B3-D5-1F-30-00-A0-02,\r\n");
        Ran ran = adt.run("submit", file, "--reference", "SMSR-1");

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("was changed after", "use --sign");
        assertThat(adt.gateway.asked()).hasSize(asked);
    }

    @Test
    void submit_asksForTheReferenceOfAnAdtFile() {
        Ran ran = adt.run("submit", file);

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("use --reference");
    }

    @Test
    void submit_refusesReferencesThatNoGatewayTakes() {
        Ran ran = adt.run("submit", file, "--reference", "SMSR 1");
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("--reference is 1 to 64 visible characters", "and not 'SMSR 1'");
        assertThat(adt.run("submit", file, "--reference", "SMSR-1", "--incident", "")
                        .err())
                .contains("--incident is ");
        assertThat(adt.gateway.asked()).isEmpty();
    }

    @Test
    void submit_thatGetsAReceiptForAnotherFile_reportsTheDeliveryAllTheSame() throws Exception {
        adt.write("ADT_1.csv", ADT_FILE + "\r\n");

        Ran ran = adt.run("submit", file, "--reference", "SMSR-1");

        assertThat(ran.status()).isEqualTo(4);
        assertThat(ran.err()).contains("Delivered as " + ID + ", but its receipt is not valid: OF_SOMETHING_ELSE");
        JsonNode told =
                json(adt.run("submit", file, "--reference", "SMSR-1", "--json").out());
        assertThat(told.at("/submissionId").asText()).isEqualTo(ID);
        assertThat(told.at("/receipt").asText()).endsWith("ADT_1.csv.receipt.p7m");
    }

    @Test
    void aRefusal_namesRowRemedyAndRequestId() {
        adt.gateway.answer(request -> Answer.problem(
                        422,
                        "CONTENT_INVALID",
                        "FORMAT",
                        ",\"violations\":[{\"line\":3,\"row\":2,\"column\":\"PeriodHours\",\"value\":\"0\","
                                + "\"code\":\"PERIOD_RANGE\",\"message\":\"Write 1 to 744\",\"severity\":\"ERROR\"}],"
                                + "\"totals\":{\"errors\":1,\"warnings\":0,\"byCode\":[]}")
                .with("X-Request-Id", "req-7"));

        Ran ran = adt.run("submit", file, "--reference", "SMSR-1");

        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.out()).isEmpty();
        assertThat(folder.resolve("ADT_1.csv.p7s")).doesNotExist();
        assertThat(ran.err())
                .contains("Refused: CONTENT_INVALID")
                .contains("line 3, column PeriodHours: Write 1 to 744")
                .contains("Fix it, and send it again")
                .contains("Request id: req-7");
    }

    @ParameterizedTest
    @CsvSource({"422,FORMAT,3", "403,WORKFLOW,3", "503,RETRY,5", "429,RETRY,5"})
    void theExitStatus_showsWhetherToTryAgain(int status, String category, int exit) {
        adt.gateway.answer(
                request -> Answer.problem(status, "SOME_CODE", category).with("Retry-After", "120"));

        assertThat(adt.run("status", ID).status()).isEqualTo(exit);
    }

    @Test
    void anUnknownResult_hasItsOwnExitStatus() {
        adt.gateway.answer(request -> Answer.silence());

        Ran ran = adt.run("reject", ID, "--reason", "no such SMSR");

        assertThat(ran.status()).isEqualTo(4);
        assertThat(ran.err()).contains("It is not known whether it took effect");
    }

    @Test
    void json_isAllOnStandardOutput() throws Exception {
        JsonNode submitted =
                json(adt.run("submit", file, "--reference", "SMSR-1", "--json").out());
        assertThat(submitted.at("/submission/status").asText()).isEqualTo("RECEIVED");
        assertThat(submitted.at("/submission/receivedAt").asText()).isEqualTo("2026-11-23T09:00:00.123456Z");
        assertThat(submitted.at("/receiptVerified").asBoolean()).isTrue();

        assertThat(json(adt.run("status", ID, "--json").out()).at("/id").asText())
                .isEqualTo(ID);
        assertThat(json(adt.run("verify", "--json", folder.resolve("ADT_1.csv.receipt.p7m"), "--file", file)
                                .out())
                        .at("/submissionId")
                        .asText())
                .isEqualTo(ID);
        adt.gateway.answer(request -> Answer.problem(404, "NOT_FOUND", "WORKFLOW"));
        assertThat(json(adt.run("status", ID, "--json").out()).at("/code").asText())
                .isEqualTo("NOT_FOUND");
    }

    @Test
    void json_describesEveryKindOfFailure() throws Exception {
        Ran absent = adt.run("check", folder.resolve("absent.csv"), "--json");
        assertThat(absent.status()).isEqualTo(2);
        assertThat(json(absent.out()).at("/code").asText()).isEqualTo("USAGE");
        assertThat(json(absent.out()).at("/detail").asText()).contains("There is no file", "absent.csv");
        assertThat(absent.err()).isEmpty();

        Ran mistyped = adt.run("status", ID, "--bogus", "--json");
        assertThat(mistyped.status()).isEqualTo(2);
        assertThat(json(mistyped.out()).at("/title").asText()).contains("--bogus");

        Ran noReceipt = adt.run("verify", file, "--json");
        assertThat(noReceipt.status()).isEqualTo(3);
        assertThat(json(noReceipt.out()).at("/title").asText()).contains("NOT_A_RECEIPT");
    }

    @Test
    void submit_withoutAReceipt_reportsTheDelivery() {
        adt.gateway.answer(request -> request.path().endsWith("/receipt")
                ? Answer.problem(503, "UNAVAILABLE", "RETRY").with("Retry-After", "120")
                : Answer.json(201, TestJson.submission(ID, "RECEIVED")));

        Ran ran = adt.run("submit", file, "--reference", "SMSR-1");

        assertThat(ran.status()).isEqualTo(4);
        assertThat(ran.err()).contains("Delivered as " + ID, "adt receipt " + ID, "Request id: ");
        assertThat(folder.resolve("ADT_1.csv.p7s")).exists();
    }

    @ParameterizedTest
    @CsvSource({"COMPLETED,0", "REJECTED,3", "WITHDRAWN,3"})
    void submit_thatWaits_isDoneOnlyWhenTheDccHasCarriedItOut(String end, int exit) throws Exception {
        adt.gateway.answer(request -> request.path().endsWith("/receipt")
                ? Answer.bytes(receipt)
                : Answer.json(200, TestJson.submission(ID, request.method().equals("POST") ? "RECEIVED" : end)));

        Ran ran = adt.run("submit", file, "--reference", "SMSR-1", "--wait", "--json");

        assertThat(ran.status()).isEqualTo(exit);
        assertThat(json(ran.out()).at("/submission/status").asText()).isEqualTo(end);
        assertThat(json(ran.out()).at("/receiptVerified").asBoolean()).isTrue();
    }

    @Test
    void submit_waitsThroughAnOutage() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        adt.gateway.answer(request -> {
            if (request.path().endsWith("/receipt")) {
                return Answer.bytes(receipt);
            }
            if (request.method().equals("POST")) {
                return Answer.json(201, TestJson.submission(ID, "RECEIVED"));
            }
            // more than one call tries
            return asked.incrementAndGet() <= 5
                    ? Answer.problem(503, "UNAVAILABLE", "RETRY").with("Retry-After", "0")
                    : Answer.json(200, TestJson.submission(ID, "COMPLETED"));
        });

        Ran ran = adt.run("submit", file, "--reference", "SMSR-1", "--wait", "5m", "--json");

        assertThat(ran.err()).contains("waiting goes on");
        assertThat(json(ran.out()).at("/submission/status").asText()).isEqualTo("COMPLETED");
        assertThat(ran.status()).isZero();
    }

    @Test
    void submit_whoseWaitEndsInAnOutage_reportsTheDelivery() throws Exception {
        adt.gateway.answer(request -> request.path().endsWith("/receipt")
                ? Answer.bytes(receipt)
                : request.method().equals("POST")
                        ? Answer.json(201, TestJson.submission(ID, "RECEIVED"))
                        : Answer.problem(503, "UNAVAILABLE", "RETRY").with("Retry-After", "120"));

        Ran ran = adt.run("submit", file, "--reference", "SMSR-1", "--wait", "1s", "--json");

        assertThat(ran.status()).isEqualTo(6);
        JsonNode told = json(ran.out());
        assertThat(told.at("/submissionId").asText()).isEqualTo(ID);
        assertThat(told.at("/receipt").asText()).endsWith("ADT_1.csv.receipt.p7m");
        assertThat(told.at("/title").asText()).contains("Delivered as " + ID, "the decision is not known yet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "\n\n  "})
    void anEmptyFile_isSaidToBeEmpty_whateverItsName(String content) throws Exception {
        Path empty = adt.write("nothing.csv", content);

        Ran checked = adt.run("check", empty, "--offline", "--json");

        assertThat(checked.status()).isEqualTo(3);
        assertThat(checked.out()).contains(content.isEmpty() ? "file.empty" : "\"accepted\" : false");
        Ran submitted = adt.run("submit", empty, "--reference", "SMSR-1");
        assertThat(submitted.status()).isEqualTo(2);
        assertThat(submitted.err()).contains("nothing.csv is empty");
        assertThat(adt.run("check", empty.resolveSibling("absent").resolve("x.csv"))
                        .err())
                .contains("There is no folder ");
    }

    @Test
    void check_listsTheErrors() {
        adt.gateway.answer(request -> Answer.json(200, TestJson.report()));

        Ran ran = adt.run("check", file);

        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.out()).contains("Would be refused", "line 2", "Fix it", "1 error, ");
        assertThat(adt.gateway.last().path()).isEqualTo("/v1/validations");
    }

    @Test
    void check_offline_findsTheErrorsWithoutTheGateway() throws IOException {
        adt.gateway.answer(request -> Answer.json(200, TestJson.report()));
        Path wrong = adt.write("wrong.csv", ADT_HEADER + "70-B3-D5-1F-30-00-A0-01,4.9,24,800,1000,,,\r\n");
        Path right = adt.write("right.csv", ADT_HEADER + "70-B3-D5-1F-30-00-A0-01,4.10,24,800,1000,,,\r\n");

        Ran refused = adt.run("check", "--offline", wrong);
        Ran passed = adt.run("check", "--offline", right);
        Ran another = adt.run("check", "--offline", right, "--user-ids", "70-B3-D5-1F-30-00-A0-07");
        Ran own =
                adt.run("check", "--offline", right, "--user-ids", "70-B3-D5-1F-30-00-A0-07, 70-b3-d5-1f-30-00-a0-01");

        assertThat(refused.status()).isEqualTo(3);
        assertThat(refused.out())
                .contains("The content has errors: wrong.csv", "line 2, ServiceReferenceVariant = 4.9", "4.10");
        assertThat(passed.status()).isZero();
        assertThat(passed.out()).contains("No error in the content: right.csv, 1 row, format adt 1");
        assertThat(passed.err()).contains("--user-ids");
        assertThat(another.status()).isEqualTo(3);
        assertThat(another.out()).contains("The signer may act for 70-B3-D5-1F-30-00-A0-07.");
        assertThat(own.status()).isZero();
        assertThat(own.err()).isEmpty();
        assertThat(adt.gateway.asked()).isEmpty();
    }

    @Test
    void check_offline_judgesTheSignatureToo() throws Exception {
        Path right = adt.write("right.csv", ADT_HEADER + "70-B3-D5-1F-30-00-A0-01,4.10,24,800,1000,,,\r\n");
        adt.run("sign", right);
        Path signature = folder.resolve("right.csv.p7s");

        Ran good = adt.run("check", right, "--offline", "--signature", signature);
        Ran verified = adt.run("verify", signature);
        Ran unknown = adt.run(
                "check",
                right,
                "--offline",
                "--signature",
                signature,
                "--signer-trust",
                folder.resolve("server-ca.pem"));
        Ran none = adt.run("check", right, "--offline", "--signature", right);
        Files.writeString(right, ADT_HEADER + "70-B3-D5-1F-30-00-A0-01,4.10,24,800,1001,,,\r\n");
        Ran changed = adt.run("check", right, "--offline", "--signature", signature, "--json");

        assertThat(good.status()).as(good.out() + good.err()).isZero();
        assertThat(good.out()).contains("TOTAL_PASSED: Valid, of CN=northern-power signing");
        assertThat(verified.out()).contains("The signature is valid", "right.csv", "CN=northern-power signing");
        assertThat(unknown.status()).isEqualTo(3);
        assertThat(none.status()).isEqualTo(3);
        assertThat(changed.status()).isEqualTo(3);
        assertThat(json(changed.out()).at("/signature/code").asText()).isEqualTo("DIGEST_MISMATCH");
        assertThat(adt.run("verify", signature).status()).isEqualTo(3);
        assertThat(adt.gateway.asked()).isEmpty();
    }

    @Test
    void whatIsWritten_replacesAnEarlierOneOfItsKind_andNoOtherFile() throws Exception {
        String rows = ADT_HEADER + "70-B3-D5-1F-30-00-A0-01,4.9,24,800,1000,,,\r\n";
        Path csv = adt.write("own.csv", rows);
        Path report = folder.resolve("own-errors.csv");
        Path signature = folder.resolve("own.csv.p7s");
        Path results = adt.write("results.csv", "RequestID,Outcome,At,Note\nA:B:1,RELEASED,,\n");

        for (List<Object> onto : List.<List<Object>>of(
                List.of("check", "--offline", csv, "--report", csv),
                List.of("results", ID, results, "--check", "--report", csv),
                List.of("sign", csv, "--out", csv))) {
            Ran refused = adt.run(onto.toArray());
            assertThat(refused.status()).as(onto.toString()).isEqualTo(2);
            assertThat(refused.err()).contains("own.csv exists already and is not a");
            assertThat(csv).hasContent(rows);
        }
        assertThat(adt.gateway.asked()).isEmpty();
        for (int time = 0; time < 2; time++) {
            assertThat(adt.run("check", "--offline", csv, "--report", report).status())
                    .isEqualTo(3);
            assertThat(adt.run("sign", csv).status()).isZero();
        }
        Files.writeString(report, Files.readString(report).substring(1));
        assertThat(adt.run("check", "--offline", csv, "--report", report).status())
                .isEqualTo(3);
        assertThat(signature).isNotEmptyFile();
    }

    @Test
    void check_sumsUpByRule_errorsFirst() throws Exception {
        StringBuilder rows = new StringBuilder(ADT_HEADER);
        for (int row = 0; row < 3700; row++) {
            // a wrong value, and a comment that is a formula
            rows.append("70-B3-D5-1F-30-00-A0-01,4.9,24,800,1000,,,=1\r\n");
        }
        Path flood = adt.write("flood.csv", rows.toString());
        Path table = folder.resolve("errors.csv");

        Ran summary = adt.run("check", "--offline", flood, "--report", table);
        Ran all = adt.run("check", "--offline", flood, "--all");

        assertThat(summary.status()).isEqualTo(3);
        assertThat(summary.out().lines().count()).isLessThan(60);
        assertThat(summary.out())
                .contains(
                        "3,700 errors of ",
                        "line 2, ServiceReferenceVariant = 4.9",
                        "and 3,697 more",
                        "4.10",
                        "Only the first");
        assertThat(summary.out().indexOf(" errors of ")).isPositive();
        assertThat(all.out().lines().count()).isGreaterThan(1000);
        assertThat(Files.readAllBytes(table)).startsWith(0xef, 0xbb, 0xbf);
        assertThat(Files.readString(table))
                .contains("line,row,column,value,code,severity,message", "ServiceReferenceVariant,4.9");
    }

    @Test
    void check_ofAPipe_saysThatItNeedsAFile() {
        Ran ran = adt.run("check", "--offline", "/dev/null", "--type", "ADT");

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("save it as a file first");
    }

    @Test
    void check_withoutAGateway_isOffline_unlessThereIsASignatureToCheck() throws IOException {
        Path nothing = adt.write("nothing.properties", "");
        Path right = adt.write("right.csv", ADT_HEADER + "70-B3-D5-1F-30-00-A0-01,4.10,24,800,1000,,,\r\n");

        Ran content = adt.run("check", right, "--config", nothing);
        Ran signature = adt.run("check", right, "--config", nothing, "--signature", right);
        Ran badId = adt.run("check", right, "--offline", "--user-ids", "A0-01");

        assertThat(content.status()).isZero();
        assertThat(content.err()).contains("No gateway is configured");
        assertThat(signature.status()).isEqualTo(2);
        assertThat(signature.err()).contains("Not configured", "adt config init");
        assertThat(badId.status()).isEqualTo(2);
        assertThat(badId.err()).contains("user-ids", "A0-01");
    }

    @Test
    void me_showsTheCertificates() {
        adt.gateway.answer(request -> Answer.json(200, TestJson.me()));

        Ran ran = adt.run("me");

        assertThat(ran.status()).isZero();
        assertThat(ran.out()).contains("Northern Power (northern-power)", "300 days left", "64 MiB");
    }

    @Test
    void list_isATable() {
        adt.gateway.answer(
                request -> Answer.json(200, "{\"submissions\":[" + TestJson.submission(ID, "RECEIVED") + "]}"));

        Ran ran = adt.run("list", "--status", "received", "--from", "2026-11-01");

        assertThat(ran.out()).contains("STATUS", ID);
        assertThat(adt.gateway.last().uri().getQuery())
                .contains("status=RECEIVED", "receivedFrom=2026-11-01T00:00:00Z");
        assertThat(adt.run("list", "--from", "yesterday").err()).contains("Not a time");
    }

    @Test
    void list_takesEveryFilter_andShowsTheServiceRequest() {
        adt.gateway.answer(request -> Answer.json(
                200,
                request.path().endsWith("/me")
                        ? TestJson.me()
                        : "{\"submissions\":["
                                + TestJson.submission(ID, "PROCESSING")
                                        .replace("\"rowCount\"", "\"serviceRequestReference\":\"SMSR-7\",\"rowCount\"")
                                + "]}"));

        Ran ran = adt.run(
                "list", "--incident", "INC1", "--overdue", "--signature-sha256", "f".repeat(64), "--claimed-by", "me");

        assertThat(ran.out()).contains("SMSR", "SMSR-7");
        assertThat(adt.gateway.last().uri().getQuery())
                .contains("incidentReference=INC1", "overdue=true", "signatureSha256=fff", "claimedBy=")
                .doesNotContain("claimedBy=me");
    }

    @Test
    void find_asksForWhateverAWordMayMean() throws Exception {
        adt.gateway.answer(request -> Answer.json(200, "{\"submissions\":[]}"));
        String eui = "70-B3-D5-1F-30-00-A0-01";

        adt.run("find", eui + ":" + eui + ":17");
        assertThat(queries()).singleElement().asString().contains("requestId=" + eui + ":" + eui + ":17");
        adt.run("find", "A".repeat(64), "--status", "PROCESSING");
        assertThat(queries())
                .anyMatch(query -> query.contains("fileSha256=aaa") && query.contains("status=PROCESSING"));
        assertThat(queries()).anyMatch(query -> query.contains("signatureSha256=aaa"));
        Ran ran = adt.run("find", "SMSR-1");
        for (String parameter :
                List.of("serviceRequestReference", "incidentReference", "clientReference", "fileName")) {
            assertThat(queries()).anyMatch(query -> query.contains(parameter + "=SMSR-1"));
        }
        assertThat(ran.out()).contains("No submissions.");
        Path file = adt.write("eq.csv", "x");
        adt.run("find", file);
        assertThat(queries()).anyMatch(query -> query.contains("fileSha256=2d711642"));
    }

    @Test
    void find_byAnId_showsIt_orNothing() {
        adt.gateway.answer(request -> Answer.json(200, TestJson.submission(ID, "RECEIVED")));
        assertThat(adt.run("find", ID).out()).contains(ID.substring(0, 8));
        adt.gateway.answer(request -> Answer.problem(404, "NOT_FOUND", "WORKFLOW"));
        Ran none = adt.run("find", ID);
        assertThat(none.status()).isZero();
        assertThat(none.out()).contains("No submissions.");
    }

    @Test
    void find_byAnId_keepsToTheOptions() {
        boolean[] listed = {false};
        adt.gateway.answer(request -> Answer.json(
                200,
                request.path().equals("/v1/submissions")
                        ? "{\"submissions\":[" + (listed[0] ? TestJson.submission(ID, "RECEIVED") : "") + "]}"
                        : TestJson.submission(ID, "RECEIVED")));

        assertThat(adt.run("find", ID, "--status", "COMPLETED").out()).contains("No submissions.");
        assertThat(adt.gateway.last().uri().getQuery())
                .contains(
                        "status=COMPLETED",
                        "receivedFrom=2026-11-23T09:00:00.123456Z",
                        "receivedBefore=2026-11-23T09:00:00.123457Z");
        listed[0] = true;
        assertThat(adt.run("find", ID, "--status", "RECEIVED").out()).contains(ID.substring(0, 8));
        assertThat(adt.run("find", ID, "--from", "2026-11-24").out()).contains("No submissions.");
        assertThat(adt.run("find", ID, "--from", "2026-11-20", "--before", "2026-11-24")
                        .out())
                .contains(ID.substring(0, 8));
    }

    @Test
    void find_overridesNoOption() {
        adt.gateway.answer(request -> Answer.json(200, "{\"submissions\":[]}"));

        adt.run("find", "SMSR-1", "--reference", "SMSR-2", "--file-name", "SMSR-1");

        assertThat(queries())
                .hasSize(3)
                .allMatch(
                        query -> query.contains("serviceRequestReference=SMSR-2") && query.contains("fileName=SMSR-1"))
                .noneMatch(query -> query.contains("serviceRequestReference=SMSR-1"));
    }

    @Test
    void find_saysThatThereIsMore() {
        adt.gateway.answer(request -> Answer.json(
                200,
                "{\"submissions\":["
                        + TestJson.submission(ID, "RECEIVED") + ","
                        + TestJson.submission(ID.replace("3f2b", "3f2c"), "RECEIVED") + "]}"));

        assertThat(adt.run("find", "SMSR-1", "--limit", "1").err()).contains("There are more; use --limit");
        Ran all = adt.run("find", "SMSR-1", "--limit", "2");
        assertThat(all.err()).doesNotContain("There are more");
        assertThat(all.out().lines()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "--sha256, abc",
        "--signature-sha256, abc",
        "--claimed-by, you",
        "--request-id, A:B:1",
        "--user-id, A",
        "--incident, INC 1",
        "--reference, SMSR 1",
        "--file-name, ''",
        "--client-reference, ''",
        "--party, Northern Power"
    })
    void filters_areCheckedBeforeTheGatewayIsAsked(String option, String value) {
        for (String command : List.of("list", "count")) {
            Ran ran = adt.run(command, option, value);

            assertThat(ran.status()).as(ran.err()).isEqualTo(2);
            assertThat(ran.err()).contains(option + " is ", "and not '" + value + "'");
        }
        assertThat(adt.gateway.asked()).isEmpty();
    }

    @Test
    void filters_takeDigestsInCapitals() {
        adt.gateway.answer(request -> Answer.json(200, "{\"submissions\":[]}"));

        adt.run("list", "--sha256", "A".repeat(64), "--claimed-by", "B".repeat(64));

        assertThat(adt.gateway.last().uri().getQuery())
                .contains("fileSha256=" + "a".repeat(64), "claimedBy=" + "b".repeat(64));
    }

    private List<String> queries() {
        return adt.gateway.asked().stream()
                .map(request -> String.valueOf(request.uri().getQuery()))
                .toList();
    }

    @Test
    void count_isATable() {
        adt.gateway.answer(request -> Answer.json(
                200, "{\"counts\":[{\"fileType\":\"ADT\",\"status\":\"RECEIVED\",\"count\":10000,\"more\":true}]}"));
        Ran ran = adt.run("count", "--party", "a");
        assertThat(ran.out()).contains("ADT", "RECEIVED", "10000 and more");
        assertThat(adt.gateway.last().path()).isEqualTo("/v1/submissions/count");
        assertThat(adt.gateway.last().uri().getQuery()).isEqualTo("partyId=a");
    }

    @Test
    void claimAndRelease_sayWhy() {
        adt.gateway.answer(request -> Answer.json(200, TestJson.submission(ID, "PROCESSING")));
        assertThat(adt.run("claim", ID, "--note", "desk 2").status()).isZero();
        assertThat(adt.gateway.last().path()).endsWith("/claim");
        assertThat(adt.run("release", ID).err()).contains("--reason");
        assertThat(adt.run("release", ID, "--reason", "the import failed").status())
                .isZero();
        assertThat(adt.gateway.last().path()).endsWith("/claim/release");
    }

    @Test
    void list_showsNamesAsTheyAre() {
        String name = "@|bold x|@ @|unknown y|@.csv";
        adt.gateway.answer(request -> Answer.json(
                200,
                "{\"submissions\":["
                        + TestJson.submission(ID, "RECEIVED")
                                .replace("\"rowCount\"", "\"fileName\":\"" + name + "\",\"rowCount\"")
                        + "]}"));

        assertThat(adt.run("list").out().lines()).hasSize(2).last().asString().endsWith("  " + name);
    }

    @Test
    void withdrawAndComplete_requireAReasonAndKnownResults() throws Exception {
        assertThat(adt.run("withdraw", ID).err()).contains("--reason");
        assertThat(adt.run("withdraw", ID, "--reason", "wrong day").status()).isZero();
        assertThat(adt.gateway.last().text()).contains("wrong day");
        Path rows = adt.write("rows.csv", "A:B:1,RELEASED\nA:B:2,DELETED\n");
        assertThat(adt.run("complete", ID, "--rows", rows).status()).isZero();
        assertThat(adt.gateway.last().text()).contains("A:B:1", "RELEASED", "A:B:2", "DELETED");
        Path wrong = adt.write("wrong.csv", "A:B:1,FREED\n");
        assertThat(adt.run("complete", ID, "--rows", wrong).status()).isEqualTo(2);
    }

    @Test
    void complete_reportsTheTableFirst_andRefusesOneThatIsFilledInHalf() throws Exception {
        Path half = adt.write("results.csv", "RequestID,Outcome,At,Note\r\nA:B:1,RELEASED,,\r\nA:B:2,,,\r\n");
        int asked = adt.gateway.asked().size();
        Ran refused = adt.run("complete", ID, "--rows", half);
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("1 line of", "have no Outcome", "--incomplete");
        assertThat(adt.gateway.asked()).as("nothing is reported").hasSize(asked);

        assertThat(adt.run("complete", ID, "--rows", half, "--incomplete").status())
                .isZero();
        assertThat(adt.gateway.asked().get(asked).path()).endsWith(ID + "/row-results");
        assertThat(adt.gateway.asked().get(asked).text()).isEqualTo(Files.readString(half));
        assertThat(adt.gateway.last().text()).isEqualTo("{\"outcome\":\"COMPLETED\",\"incomplete\":true}");

        Path filled = adt.write("filled.csv", "RequestID,Outcome,At,Note\nA:B:1,RELEASED,,\n");
        assertThat(adt.run("complete", ID, "--rows", filled).status()).isZero();
        assertThat(adt.gateway.last().text()).isEqualTo("{\"outcome\":\"COMPLETED\"}");
    }

    @Test
    void results_areReportedChecked_andRead() throws Exception {
        Path table = adt.write("results.csv", "RequestID,Outcome,At,Note\nA:B:1,RELEASED,,\n");
        assertThat(adt.run("results", ID, table).status()).isZero();
        assertThat(adt.gateway.last().path()).endsWith(ID + "/row-results");
        assertThat(adt.gateway.last().text()).isEqualTo(Files.readString(table));
        assertThat(adt.run("results", ID, table, "--pending").status()).isEqualTo(2);
        assertThat(adt.run("results", ID, "--check").status()).isEqualTo(2);

        Path out = folder.resolve("read.csv");
        assertThat(adt.run("results", ID, "--out", out, "--pending").status()).isZero();
        assertThat(out).isNotEmptyFile();
        assertThat(adt.gateway.asked())
                .anyMatch(request -> String.valueOf(request.uri().getQuery()).equals("pending=true"));

        adt.gateway.answer(request -> Answer.json(200, TestJson.report()));
        assertThat(adt.run("results", ID, table, "--check", "--report", folder.resolve("errors.csv"))
                        .out())
                .contains("results.csv");
        assertThat(adt.gateway.last().path()).endsWith("/row-results/validations");
    }

    @Test
    void receipt_isFetchedAndVerified() {
        Ran ran = adt.run("receipt", ID, "--out", folder.resolve("r.p7m"));

        assertThat(ran.status()).isZero();
        assertThat(ran.out()).contains("The receipt is valid", "SUBMISSION of " + ID);
        assertThat(folder.resolve("r.p7m")).hasBinaryContent(receipt);
    }

    @Test
    void verify_needsNoGateway() throws Exception {
        Path saved = Files.write(folder.resolve("r.p7m"), receipt);
        adt.close();

        assertThat(adt.run("verify", saved, "--file", file).out()).contains("exactly the bytes");
        Path other = adt.write("other.csv", "x");
        assertThat(adt.run("verify", saved, "--file", other).status()).isEqualTo(3);
        assertThat(adt.run("verify", saved, "--receipt-trust", folder.resolve("client-ca.pem"))
                        .status())
                .isEqualTo(3);
    }

    @Test
    void anOption_overridesTheEnvironmentAndThatTheFile() {
        assertThat(adt.run("config", "show").out()).contains("https://localhost", "adt.properties");
        adt.environment.put("ADT_ADDRESS", "https://by-environment");
        assertThat(adt.run("config", "show").out()).contains("https://by-environment", "ADT_ADDRESS");
        assertThat(adt.run("config", "show", "--address", "https://by-option").out())
                .contains("https://by-option", "--address")
                .doesNotContain("https://by-environment");
    }

    @Test
    void aPassword_comesFromTheEnvironmentToo() throws Exception {
        Files.delete(folder.resolve("password.txt"));
        Ran without = adt.run("status", ID);
        assertThat(without.status()).isEqualTo(2);
        assertThat(without.err()).contains("password.txt");
        adt.environment.put("ADT_IDENTITY_PASSWORD", "changeit");
        assertThat(adt.run("status", ID).status()).isZero();
        adt.environment.put("ADT_IDENTITY_PASSWORD", "wrong");
        assertThat(adt.run("status", ID).err()).contains("Is the password right?");
    }

    @Test
    void configInit_asksAndWrites() throws Exception {
        Path config = folder.resolve("new").resolve("adt.properties");
        adt.input = "https://gateway.example\n%s\n%s\n\n\n\n\n"
                .formatted(folder.resolve("transport.p12"), folder.resolve("password.txt"));

        Ran ran = adt.run("config", "init", "--config", config);

        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(config)
                .content()
                .contains("address = https://gateway.example", "#trust = ")
                .doesNotContain("identity-key");
        assertThat(adt.run("config", "init", "--config", config).err()).contains("--force");
        assertThat(adt.run("config", "show", "--config", config).out()).contains("https://gateway.example");
    }

    @Test
    void help_andANewFile_areThereWhenTheConfigurationCannotBeUsed() throws Exception {
        Path config = adt.write("typo.properties", "adress = https://gateway.example\n");
        adt.input = "\n".repeat(9);

        assertThat(adt.run("submit", "--help", "--config", config).status()).isZero();
        assertThat(adt.run("config", "show", "--config", config).err()).contains("unknown setting 'adress'");
        assertThat(adt.run("config", "init", "--config", config, "--force").status())
                .isZero();
        assertThat(adt.run("config", "show", "--config", config).status()).isZero();
        assertThat(adt.run("config", "show", "--config", folder.resolve("absent"))
                        .err())
                .contains("There is no configuration file");
    }

    @Test
    void configuration_isOptional() {
        adt.environment.remove("ADT_CONFIG");

        assertThat(adt.run("config", "show").out()).contains(".config/adt/adt.properties (does not exist");
    }

    @Test
    void configuration_refusesAnUnknownSetting() throws Exception {
        Path config = adt.write("typo.properties", "adress = https://gateway.example\n");

        Ran ran = adt.run("me", "--config", config);

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("unknown setting 'adress'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"P256", "RSA"})
    void keysNew_createsAKeyAndARequestThatOpensslAccepts(String type) {
        adt.environment.put("ADT_NEW_KEY_PASSWORD", "changeit");

        Ran ran = adt.run(
                "keys", "new", "k" + type, "--type", type, "--subject", "CN=Northern Power, O=NP", "--out", folder);

        assertThat(ran.status()).as(ran.err()).isZero();
        OpenSsl.Result request =
                OpenSsl.run("req", "-in", folder.resolve("k" + type + ".csr"), "-noout", "-verify", "-subject");
        assertThat(request.output()).contains("verify OK", "Northern Power");
        assertThat(OpenSsl.run("pkey", "-in", folder.resolve("k" + type + ".key"), "-passin", "pass:changeit", "-noout")
                        .status())
                .isZero();
        assertThat(adt.run("keys", "new", "k" + type, "--subject", "CN=x", "--out", folder)
                        .err())
                .contains("not overwritten");
    }

    /** Whether they are in a configuration file elsewhere or not. */
    @Test
    void keysNew_printsSettingsThatCanBePasted() throws Exception {
        Path key = folder.resolve("pasted.key").toAbsolutePath();

        Ran ran = adt.run("keys", "new", "pasted", "--subject", "CN=x", "--out", folder);

        assertThat(ran.err().lines().map(String::strip))
                .contains(
                        "signing = " + folder.resolve("pasted.pem").toAbsolutePath(),
                        "signing-key = " + key,
                        "identity-key = " + key);
    }

    @Test
    void keysNew_letsOnlyTheOwnerReadTheKey() throws Exception {
        assertThat(adt.run("keys", "new", "k", "--subject", "CN=x", "--out", folder)
                        .status())
                .isZero();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("k.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void keysNew_writesBothFilesOrNone() throws Exception {
        adt.write("half.csr", "the request of another key");

        assertThat(adt.run("keys", "new", "half", "--subject", "CN=x", "--out", folder)
                        .err())
                .contains("half.csr already; it is not overwritten");
        assertThat(folder.resolve("half.key")).doesNotExist();
        assertThat(adt.run("keys", "new", "k", "--subject", "CN=x", "--out", folder.resolve("absent"))
                        .err())
                .contains("There is no folder");
        assertThat(adt.run("keys", "new", "k", "--subject", "", "--out", folder).err())
                .contains("Not a distinguished name");
        assertThat(folder.resolve("k.key")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "me",
                "check",
                "sign",
                "submit",
                "status",
                "list",
                "find",
                "count",
                "claim",
                "release",
                "withdraw",
                "receipt",
                "verify",
                "watch",
                "collect",
                "results",
                "complete",
                "reject",
                "keys",
                "config",
                "completion"
            })
    void help_existsForEachCommand(String command) {
        Ran ran = adt.run(command, "--help");

        assertThat(ran.status()).isZero();
        assertThat(ran.out()).startsWith("Usage: adt " + command);
        assertThat(ran.out().substring(ran.out().indexOf("Example"))).contains("adt " + command);
    }

    @Test
    void help_listsAllCommandsExceptThatOfTheLauncher() {
        assertThat(adt.run("--help").out())
                .contains("  me ", "  submit ", "  collect ", "  completion ")
                .doesNotContain("warm-up");
        assertThat(adt.run().out()).contains("Usage: adt ");
    }

    @Test
    void warmUp_callsNoGateway() {
        assertThat(adt.run("warm-up").status()).isZero();
        assertThat(adt.gateway.asked()).isEmpty();
    }

    @Test
    void aTypingError_bringsASuggestion() {
        Ran ran = adt.run("sumbit", "x.csv");

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("Did you mean", "submit", "--help");
    }

    @Test
    void completion_isAScript() throws Exception {
        Path script = adt.write("adt_completion", adt.run("completion").out());

        assertThat(script).content().contains("_complete_adt", "RECEIVED").doesNotContain("UNKNOWN");
    }

    private static JsonNode json(String text) throws Exception {
        return new JsonMapper().readTree(text);
    }

    @Test
    void status_takesTheFileAndTheBeginningOfAnId() {
        adt.run("submit", file, "--reference", "SMSR-1");
        adt.gateway.answer(request -> request.path().equals("/v1/submissions")
                ? Answer.json(200, "{\"submissions\":[" + TestJson.submission(ID, "RECEIVED") + "]}")
                : Answer.json(200, TestJson.submission(ID, "RECEIVED")));

        assertThat(adt.run("status", file).out()).contains(ID);
        assertThat(adt.gateway.last().path()).endsWith(ID);
        assertThat(adt.run("status", ID.substring(0, 8)).out()).contains(ID);
        assertThat(adt.run("status", "ffff").err()).contains("None of the last 1 submissions");
        assertThat(adt.run("status", folder.resolve("client-ca.pem")).err()).contains("There is no receipt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "receipt",
                "download",
                "claim",
                "release --reason x",
                "results",
                "withdraw --reason x",
                "complete",
                "reject --reason x"
            })
    void eachCommandAboutASubmission_takesTheBeginningOfItsId(String command) {
        adt.gateway.answer(request -> request.path().equals("/v1/submissions")
                ? Answer.json(200, "{\"submissions\":[" + TestJson.submission(ID, "RECEIVED") + "]}")
                : Answer.problem(404, "NOT_FOUND", "WORKFLOW"));
        String[] words = command.split(" ");
        List<Object> arguments = new ArrayList<>(List.of(words[0], ID.substring(0, 8)));
        arguments.addAll(List.of(words).subList(1, words.length));

        assertThat(adt.run(arguments.toArray()).err()).contains("NOT_FOUND");
        assertThat(adt.gateway.last().path()).contains(ID);
    }

    @Test
    void times_areLocalForPeople_andUtcForProgramsAndOnDemand() throws Exception {
        assertThat(adt.run("status", ID, "--utc").out()).contains("2026-11-23 09:00:00Z");
        assertThat(adt.run("status", ID).out())
                .contains(Times.local(Instant.parse("2026-11-23T09:00:00.123456Z"), ZoneId.systemDefault()))
                .doesNotContain("123456");
        assertThat(Times.local(Instant.parse("2026-07-23T09:00:00Z"), ZoneId.of("Europe/London")))
                .isEqualTo("2026-07-23 10:00:00 +01:00");
        assertThat(json(adt.run("status", ID, "--json").out()).at("/receivedAt").asText())
                .isEqualTo("2026-11-23T09:00:00.123456Z");
    }

    @Test
    void aReceipt_showsWhatItAttests() {
        String outcome = TestReceipts.json(ID, ADT_FILE.getBytes(StandardCharsets.UTF_8))
                .replace("SUBMISSION", "OUTCOME")
                .replace(
                        "\"receiptVersion\"",
                        "\"outcome\":\"REJECTED\",\"reason\":\"No such service request\",\"decidedBy\":\"dcc\","
                                + "\"decidedAt\":\"2026-11-24T09:00:00Z\",\"receiptVersion\"");
        receipt = TestReceipts.sign(adt.receipts, outcome);

        Ran ran = adt.run("receipt", ID, "--of", "OUTCOME", "--out", folder.resolve("o.p7m"), "--utc");

        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(ran.out())
                .contains(
                        "decided on: REJECTED", "No such service request", "decided by", "dcc", "2026-11-24 09:00:00Z")
                .doesNotContain("{");
    }

    @Test
    void aReceiptOfSomethingElse_isRefused() {
        Ran ran = adt.run("receipt", "00000000-0000-4000-8000-000000000000", "--out", folder.resolve("o.p7m"));

        assertThat(ran.status()).isEqualTo(3);
        assertThat(folder.resolve("o.p7m")).doesNotExist();
    }

    @Test
    void refusals_speakTheWordsOfTheCommand() {
        adt.gateway.answer(request -> new Answer(
                422,
                Map.of("Content-Type", "application/problem+json"),
                ("{\"type\":\"urn:x\",\"title\":\"T\",\"status\":422,\"detail\":\"It has errors; 'violations' says where and"
                                + " what to do. GET /v1/me lists your User IDs.\",\"instance\":\"urn:x\",\"requestId\":\"r\","
                                + "\"code\":\"CONTENT_INVALID\",\"category\":\"FORMAT\"}")
                        .getBytes(StandardCharsets.UTF_8)));

        Ran ran = adt.run("submit", file, "--reference", "SMSR-1");

        assertThat(ran.err()).contains("'adt me' lists your User IDs").doesNotContain("violations", "/v1/");
    }

    @Test
    void settings_areAllInTheHelpAndInTheCompletion() {
        String help = adt.run("check", "--help").out();
        String completion = adt.run("completion").out();

        for (Setting setting : Setting.values()) {
            assertThat(help).contains(setting.option());
            assertThat(completion).contains(setting.option());
        }
        assertThat(help.indexOf("Settings, also")).isGreaterThan(help.indexOf("--offline"));
    }

    @Test
    void aConfigurationFile_takesWindowsPathsAndEncodingsAsTheyAre() throws Exception {
        Path plain = folder.resolve("windows.properties");
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE)) {
            Files.write(
                    plain,
                    ("\ufeffidentity = C:\\certs\\new\\users\\t.p12\r\nreceipt-trust = C:\\\\certs\\\\r.pem\r\n"
                                    + "address = https://gateway.example\r\n")
                            .getBytes(charset));
            Ran ran = adt.run("config", "show", "--config", plain);

            assertThat(ran.status()).as(ran.err()).isZero();
            assertThat(ran.out())
                    .contains("C:\\certs\\new\\users\\t.p12", "C:\\certs\\r.pem", "https://gateway.example");
        }
    }

    @Test
    void configInit_asksAgainAndLooksIntoFiles() throws Exception {
        Path config = folder.resolve("new").resolve("adt.properties");
        TestPki.Holder holder = adt.clientPki.issue("northern-power");
        holder.writeCertificates(folder.resolve("t.crt"));
        holder.writeKey(folder.resolve("t.key"));
        adt.input = String.join(
                        "\n",
                        "http://gateway.example",
                        "https://gateway.example",
                        folder.resolve("absent.p12").toString(),
                        folder.resolve("password.txt").toString(),
                        folder.resolve("t.crt").toString(),
                        folder.resolve("t.key").toString(),
                        folder.resolve("t.crt").toString(),
                        folder.resolve("server-ca.pem").toString(),
                        folder.resolve("receipt-ca.pem").toString(),
                        folder.resolve("client-ca.pem").toString())
                + "\n";

        Ran ran = adt.run("config", "init", "--operator", "--config", config);

        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(ran.err())
                .contains("not 'http://gateway.example'", "There is no file", "holds no certificate", "adt me");
        assertThat(config)
                .content()
                .contains(
                        "identity = " + folder.resolve("t.crt"),
                        "identity-key = " + folder.resolve("t.key"),
                        "signer-trust = ")
                .doesNotContain("identity-password", "signing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"P256", "P384", "RSA", "RSA3072"})
    void keysNew_canBeUsedHereWithAnyPassword(String type) throws Exception {
        adt.environment.put("ADT_NEW_KEY_PASSWORD", "Geh\u00e9im\u20ac\u00a3");
        Ran made = adt.run("keys", "new", "k", "--type", type, "--subject", "CN=x", "--out", folder);
        assertThat(made.status()).as(made.err()).isZero();
        assertThat(made.err()).contains("signing-key = " + folder.resolve("k.key"));
        Path certificate = folder.resolve("k.pem");
        assertThat(OpenSsl.run(
                                "x509",
                                "-req",
                                "-in",
                                folder.resolve("k.csr"),
                                "-key",
                                folder.resolve("k.key"),
                                "-passin",
                                "pass:Geh\u00e9im\u20ac\u00a3",
                                "-days",
                                "1",
                                "-out",
                                certificate)
                        .status())
                .isZero();
        adt.environment.put("ADT_SIGNING_PASSWORD", "Geh\u00e9im\u20ac\u00a3");

        Ran signed = adt.run("sign", file, "--signing", certificate, "--signing-key", folder.resolve("k.key"));

        assertThat(signed.status()).as(signed.err()).isZero();
        assertThat(adt.run("keys", "new", "n", "--subject", "CN=A+B", "--out", folder)
                        .err())
                .contains("put a backslash before");
    }

    @Test
    void longNames_andAnyCharacters_areSubmitted() throws Exception {
        String name = "ADT_" + "\u00e4\u4e2d".repeat(49) + "ab.csv";
        assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSize(255);
        Path longest = adt.write(name, ADT_FILE);

        assertThat(adt.run("submit", longest, "--reference", "SMSR-1").status()).isZero();
        assertThat(adt.run("submit", longest, "--reference", "SMSR-1").err()).contains("Using the signature");
    }
}
