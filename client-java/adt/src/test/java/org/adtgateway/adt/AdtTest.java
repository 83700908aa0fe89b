package org.adtgateway.adt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.adtgateway.adt.CommandLineFixture.Ran;
import org.adtgateway.client.ActingGateway;
import org.adtgateway.client.OpenSsl;
import org.adtgateway.client.TestGateway.Answer;
import org.adtgateway.client.TestJson;
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
    void submit_refusesAnOutdatedSignature() throws Exception {
        adt.run("sign", file);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(10)));

        Ran ran = adt.run("submit", file, "--reference", "SMSR-1");

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("was changed after", "use --sign");
        assertThat(adt.gateway.asked()).isEmpty();
    }

    @Test
    void submit_asksForTheReferenceOfAnAdtFile() {
        Ran ran = adt.run("submit", file);

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("use --reference");
    }

    @Test
    void submit_refusesAReceiptForAnotherFile() throws Exception {
        adt.write("ADT_1.csv", ADT_FILE + "\r\n");

        Ran ran = adt.run("submit", file, "--reference", "SMSR-1");

        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.err()).contains("The receipt is not valid");
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
        assertThat(passed.out()).contains("No error in the content: right.csv, 1 rows, format adt 1");
        assertThat(passed.err()).contains("--user-ids");
        assertThat(another.status()).isEqualTo(3);
        assertThat(another.out()).contains("The signer may act for 70-B3-D5-1F-30-00-A0-07.");
        assertThat(own.status()).isZero();
        assertThat(own.err()).isEmpty();
        assertThat(adt.gateway.asked()).isEmpty();
    }

    @Test
    void check_withoutAGateway_isOffline_unlessThereIsASignatureToCheck() throws IOException {
        Path nothing = adt.write("nothing.properties", "");
        Path right = adt.write("right.csv", ADT_HEADER + "70-B3-D5-1F-30-00-A0-01,4.10,24,800,1000,,,\r\n");

        Ran content = adt.run("check", right, "--config", nothing);
        Ran signature = adt.run("check", right, "--config", nothing, "--signature", right);
        Ran both = adt.run("check", right, "--offline", "--signature", right);
        Ran badId = adt.run("check", right, "--offline", "--user-ids", "A0-01");

        assertThat(content.status()).isZero();
        assertThat(content.err()).contains("No gateway is configured");
        assertThat(signature.status()).isEqualTo(2);
        assertThat(signature.err()).contains("Not configured", "adt config init");
        assertThat(both.status()).isEqualTo(2);
        assertThat(both.err()).contains("omit --offline or --signature");
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
                "withdraw",
                "receipt",
                "verify",
                "watch",
                "collect",
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

    @Test
    void watch_movesDeliveredAndRefusedFiles() throws Exception {
        Path drop = Files.createDirectory(folder.resolve("drop"));
        ActingGateway acting = new ActingGateway(adt.receipts);
        adt.gateway.answer(request -> request.text().contains("SMSR-BAD")
                ? Answer.problem(
                        422,
                        "CONTENT_INVALID",
                        "FORMAT",
                        ",\"violations\":[{\"line\":2,\"code\":\"X\",\"message\":\"Fix it\",\"severity\":\"ERROR\"}]")
                : acting.to(request));
        drop(drop, "good.csv", "SMSR-1");
        drop(drop, "bad.csv", "SMSR-BAD");
        drop(drop, "unsigned.csv", "SMSR-1");
        Files.delete(drop.resolve("unsigned.csv.p7s"));

        Ran ran = adt.run("watch", drop, "--once");

        assertThat(ran.status()).as(ran.err()).isEqualTo(3);
        assertThat(drop.resolve("sent/good.csv")).hasContent(ADT_FILE);
        assertThat(drop.resolve("sent/good.csv.receipt.p7m")).isNotEmptyFile();
        assertThat(drop.resolve("refused/bad.csv.report.txt"))
                .content()
                .contains("CONTENT_INVALID", "line 2", "Fix it");
        assertThat(drop.resolve("unsigned.csv")).exists();
        assertThat(ran.err()).contains("waits for its signature unsigned.csv.p7s");
        assertThat(acting.acts()).isEqualTo(1);
        assertThat(adt.run("watch", drop, "--once", "--sign").status()).isZero();
        assertThat(drop.resolve("sent/unsigned.csv")).exists();
    }

    @Test
    void watch_keepsUndeliveredFiles() throws Exception {
        Path drop = Files.createDirectory(folder.resolve("drop"));
        drop(drop, "one.csv", "SMSR-1");
        adt.gateway.answer(
                request -> Answer.problem(503, "UNAVAILABLE", "RETRY").with("Retry-After", "120"));
        assertThat(adt.run("watch", drop, "--once").status()).isEqualTo(5);
        assertThat(drop.resolve("one.csv")).exists();

        ActingGateway acting = new ActingGateway(adt.receipts);
        adt.gateway.answer(acting);
        assertThat(adt.run("watch", drop, "--once").status()).isZero();
        assertThat(drop.resolve("sent/one.csv")).exists();
        assertThat(acting.acts()).isEqualTo(1);
    }

    @Test
    void watch_writesALineOfJsonForEachFile() throws Exception {
        Path drop = Files.createDirectory(folder.resolve("drop"));
        ActingGateway acting = new ActingGateway(adt.receipts);
        adt.gateway.answer(request -> request.text().contains("SMSR-BAD")
                ? Answer.problem(403, "SIGNER_NOT_PERMITTED", "WORKFLOW")
                : acting.to(request));
        drop(drop, "a-bad.csv", "SMSR-BAD");
        drop(drop, "GOOD.CSV", "SMSR-1");

        Ran ran = adt.run("watch", drop, "--once", "--json");

        List<String> lines = ran.out().lines().toList();
        assertThat(lines).as(ran.err()).hasSize(2);
        JsonNode delivered = json(lines.get(0));
        assertThat(delivered.at("/event").asText()).isEqualTo("DELIVERED");
        assertThat(delivered.at("/submissionId").asText()).isNotEmpty();
        assertThat(Path.of(delivered.at("/receipt").asText())).isNotEmptyFile();
        JsonNode refused = json(lines.get(1));
        assertThat(refused.at("/problem/code").asText()).isEqualTo("SIGNER_NOT_PERMITTED");
        assertThat(Path.of(refused.at("/report").asText()))
                .content()
                .contains("Sending the same again does not help")
                .doesNotContain("Fix the file");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void watch_completesAMoveThatACrashInterrupted(boolean fileMoved) throws Exception {
        Path drop = Files.createDirectory(folder.resolve("drop"));
        ActingGateway acting = new ActingGateway(adt.receipts);
        adt.gateway.answer(acting);
        drop(drop, "one.csv", "SMSR-1");
        Path signature = Files.copy(drop.resolve("one.csv.p7s"), folder.resolve("kept.p7s"));
        adt.run("watch", drop, "--once");
        Files.copy(signature, drop.resolve("one.csv.p7s"));
        Files.writeString(drop.resolve("one.csv.smsr"), "SMSR-1");
        if (!fileMoved) {
            Files.move(drop.resolve("sent/one.csv"), drop.resolve("one.csv"));
        }

        Ran ran = adt.run("watch", drop, "--once", "--sign", "--reference", "SMSR-1");

        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(acting.acts()).isEqualTo(1);
        assertThat(drop.resolve("sent/one.csv")).hasContent(ADT_FILE);
        assertThat(drop.resolve("sent/one.csv.p7s")).hasSameBinaryContentAs(signature);
        assertThat(drop.resolve("one.csv.p7s")).doesNotExist();
        assertThat(drop.resolve("one.csv.smsr")).doesNotExist();
    }

    @Test
    void watch_keepsASignatureWithoutItsFile() throws Exception {
        Path drop = Files.createDirectory(folder.resolve("drop"));
        drop(drop, "early.csv", "SMSR-1");
        Files.delete(drop.resolve("early.csv"));

        assertThat(adt.run("watch", drop, "--once").status()).isZero();

        assertThat(drop.resolve("early.csv.p7s")).exists();
    }

    @Test
    void watch_submitsTheOthersWhenOneCannotBeRead() throws Exception {
        Path drop = Files.createDirectory(folder.resolve("drop"));
        adt.gateway.answer(new ActingGateway(adt.receipts));
        drop(drop, "a.csv", "SMSR-1");
        Files.delete(drop.resolve("a.csv.p7s"));
        Files.createDirectory(drop.resolve("a.csv.p7s"));
        drop(drop, "b.csv", "SMSR-1");

        Ran ran = adt.run("watch", drop, "--once");

        assertThat(ran.status()).isEqualTo(5);
        assertThat(ran.err()).contains("a.csv cannot be submitted");
        assertThat(drop.resolve("sent/b.csv")).exists();
    }

    @Test
    void watch_refusesASecondProcess() throws Exception {
        Path outbox = Files.createDirectories(folder.resolve("drop/.outbox"));
        try (FileChannel channel =
                        FileChannel.open(outbox.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assertThat(held.isValid()).isTrue();

            Ran ran = adt.run("watch", folder.resolve("drop"), "--once");

            assertThat(ran.status()).isEqualTo(2);
            assertThat(ran.err()).contains("Another 'adt watch' is running");
        }
        assertThat(adt.run("watch", folder.resolve("drop"), "--once").status()).isZero();
    }

    private void drop(Path drop, String name, String smsr) throws Exception {
        Path dropped = Files.writeString(drop.resolve(name), ADT_FILE);
        Files.writeString(drop.resolve(name + ".smsr"), smsr);
        assertThat(adt.run("sign", dropped).status()).isZero();
        Files.setLastModifiedTime(dropped, FileTime.from(Instant.now().minusSeconds(60)));
    }

    private static JsonNode json(String text) throws Exception {
        return new JsonMapper().readTree(text);
    }
}
