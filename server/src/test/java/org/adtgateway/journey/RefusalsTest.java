package org.adtgateway.journey;

import static org.adtgateway.journey.SubmitChecksTest.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSocket;
import org.adtgateway.client.FileSigner;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Http.Answer;
import org.adtgateway.testing.Http.Form;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every failure has the contract's form, the framework's own included. */
class RefusalsTest {
    private static final String UNKNOWN_ID = "00000000-0000-0000-0000-000000000000";

    private static final String REQUEST = "70-B3-D5-1F-30-00-A0-01:00-DB-12-34-56-78-90-A0:100";

    @TempDir
    private static Path folder;

    private static Gateway gateway;
    private static Http supplier;
    private static Http other;
    private static Http operator;
    private static FileSigner signer;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Gateway.Settings.of(folder, EmbeddedDatabase.create()));
        supplier = Http.as(gateway, "northern-power");
        other = Http.as(gateway, "western-gas");
        operator = Http.as(gateway, "dcc");
        signer = gateway.signer("northern-power", "signing");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void unknownPath() {
        refused(supplier.get("/v1/nothing"), 404, "NOT_FOUND");
        refused(supplier.get("/"), 404, "NOT_FOUND");
    }

    @Test
    void wrongMethod() {
        Answer answer = supplier.send(supplier.request("/v1/me").DELETE());
        refused(answer, 405, "METHOD_NOT_ALLOWED");
        assertThat(answer.header("Allow")).contains("GET").contains("HEAD").doesNotContain("POST");
        Answer ofNoResource =
                supplier.send(supplier.request("/v1/me").method("TRACE", HttpRequest.BodyPublishers.noBody()));
        refused(ofNoResource, 405, "METHOD_NOT_ALLOWED");
        assertThat(ofNoResource.header("Allow")).contains("GET");
    }

    @ParameterizedTest
    @CsvSource({
        "GET /v1/me HTTP/3.7, 400, MALFORMED_REQUEST",
        "GET /v1/%zz HTTP/1.1, 400, MALFORMED_REQUEST",
        "GET /v1/me%00 HTTP/1.1, 400, MALFORMED_REQUEST",
        "GET /v1//me HTTP/1.1, 400, MALFORMED_REQUEST",
        "TRACE /v1/me HTTP/1.1, 405, METHOD_NOT_ALLOWED"
    })
    void whatJettyRefusesHasAllHeaders(String requestLine, int status, String code) throws Exception {
        try (SSLSocket connection = supplier.connect()) {
            connection
                    .getOutputStream()
                    .write((requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            assertThat(new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 " + status)
                    .contains(
                            "X-Request-Id: ",
                            "Cache-Control: no-store",
                            "X-Content-Type-Options: nosniff",
                            "Content-Type: application/problem+json",
                            code);
        }
    }

    @Test
    void wrongMediaTypes() {
        refused(supplier.postJson("/v1/submissions", "{}"), 415, "UNSUPPORTED_MEDIA_TYPE");
        refused(
                supplier.send(supplier.request("/v1/submissions").POST(HttpRequest.BodyPublishers.noBody())),
                415,
                "UNSUPPORTED_MEDIA_TYPE");
        refused(supplier.send(supplier.request("/v1/me").header("Accept", "text/html")), 406, "NOT_ACCEPTABLE");
        HttpRequest.Builder compressed = supplier.request("/v1/submissions")
                .header("Content-Type", "multipart/form-data; boundary=" + Form.BOUNDARY)
                .POST(HttpRequest.BodyPublishers.ofByteArray(submission().bytes()));
        refused(supplier.send(compressed.copy().header("Content-Encoding", "gzip")), 415, "UNSUPPORTED_MEDIA_TYPE");
        assertThat(supplier.send(compressed.header("Content-Encoding", "identity"))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void brokenForms() {
        refused(multipart("multipart/form-data", "x"), 400, "MALFORMED_REQUEST");
        refused(multipart("multipart/form-data; boundary=abc", "x"), 400, "MALFORMED_REQUEST");
        refused(
                multipart(
                        "multipart/form-data; boundary=abc",
                        "--abc\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\ncut"),
                400,
                "MALFORMED_REQUEST");
        refused(supplier.post("/v1/submissions", new Form().field("surprise", "x")), 400, "UNEXPECTED_PART");
        refused(
                supplier.post(
                        "/v1/submissions", new Form().field("fileType", "ADT").field("fileType", "ADT")),
                400,
                "UNEXPECTED_PART");
    }

    private static Answer multipart(String contentType, String body) {
        return supplier.send(supplier.request("/v1/submissions")
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @ParameterizedTest
    @CsvSource({
        "fileType, adt, INVALID_PART, 400",
        "serviceRequestReference, has space, INVALID_PART, 400",
        "clientReference, '', INVALID_PART, 400"
    })
    void badFields(String field, String value, String code, int status) {
        Form form = new Form().file("file", "a.csv", adt()).file("signature", "a.p7s", signer.sign(adt()));
        for (String name : List.of("fileType", "serviceRequestReference", "clientReference")) {
            form.field(name, name.equals(field) ? value : name.equals("fileType") ? "ADT" : "R1");
        }
        refused(supplier.post("/v1/submissions", form), status, code);
    }

    @Test
    void fieldsOverTheirBound() {
        refused(
                supplier.post("/v1/submissions", submission().field("clientReference", "x".repeat(257))),
                400,
                "INVALID_PART");
        refused(
                supplier.post("/v1/submissions", submission().field("clientReference", "x".repeat(5000))),
                413,
                "FIELD_TOO_LARGE");
        assertThat(supplier.post("/v1/submissions", submission().field("clientReference", "x".repeat(256)))
                        .status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/submissions/xyz",
                "/v1/submissions?limit=0",
                "/v1/submissions?limit=201",
                "/v1/submissions?limit=many",
                "/v1/submissions?status=LOST",
                "/v1/submissions?cursor=zzz",
                "/v1/submissions?cursor=Kzk5OTk5OTk5OS0wMS0wMVQwMDowMDowMFovNWYwZDdjMWUtMWM0My00ZjBlLTlhNTMtMmMxYjZmNmY0YTEw",
                "/v1/submissions?receivedFrom=yesterday",
                "/v1/submissions?receivedFrom=%2B999999999-01-01T00:00:00Z",
                "/v1/submissions?limit=1&limit=2",
                "/v1/submissions?userId=4711",
                "/v1/events?after=zzz",
                "/v1/events?limit=0"
            })
    void badParameters(String address) {
        JsonNode problem = refused(supplier.get(address), 400, "INVALID_PARAMETER");
        String name =
                address.contains("?") ? address.replaceAll(".*\\?|=.*", "") : "'id' must be the id of a submission";
        assertThat(problem.get("detail").asText()).contains(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status=received | takes one of RECEIVED, WITHDRAWN, PROCESSING, COMPLETED, REJECTED, in upper case",
                "status= | takes one of RECEIVED",
                "fileType=adt | takes one of ADT, EXIT_QUARANTINE, in upper case",
                "receivedFrom=2026-11-23T09:00:00+01:00 | a + in it is written %2B",
                "receivedFrom=2026-11-23T09:00:00%2B0100 | an offset with a colon",
                "receivedBefore=2026-11-23 | with seconds, such as 2026-11-23T09:00:00Z",
            })
    void aBadParameterIsToldWhatItTakes(String query, String told) {
        JsonNode problem = refused(supplier.get("/v1/submissions?" + query), 400, "INVALID_PARAMETER");
        assertThat(problem.get("detail").asText())
                .startsWith("The parameter '" + query.replaceAll("=.*", "") + "' takes ")
                .contains(told);
    }

    @Test
    void jsonInOverlongUtf8OrAnotherEncodingIsRefused() {
        String id = submit();
        String note = "{\"outcome\": \"COMPLETED\", \"reason\": \"aXXb\"}";
        byte[] overlong = note.getBytes(StandardCharsets.ISO_8859_1);
        int at = note.indexOf("XX");
        // the solidus in two bytes
        overlong[at] = (byte) 0xc0;
        overlong[at + 1] = (byte) 0xaf;
        operator.send(operator.request("/v1/submissions/" + id + "/claim").POST(HttpRequest.BodyPublishers.noBody()));
        for (byte[] body : List.of(
                overlong,
                note.replace("XX", "\u00e9").getBytes(StandardCharsets.ISO_8859_1),
                note.getBytes(StandardCharsets.UTF_16BE),
                note.getBytes(StandardCharsets.UTF_16LE),
                Arrays.copyOf(note.replace("XXb\"}", "\u00e9").getBytes(StandardCharsets.UTF_8), at + 1))) {
            assertThat(refused(operator.postJson("/v1/submissions/" + id + "/outcome", body), 400, "MALFORMED_REQUEST")
                            .get("detail")
                            .asText())
                    .startsWith("The body is not UTF-8 text");
        }
        Answer taken = operator.postJson(
                "/v1/submissions/" + id + "/outcome",
                note.replace("XX", "/\u00e9\u20ac\ud83d\ude00").getBytes(StandardCharsets.UTF_8));
        assertThat(taken.status()).as(taken.text()).isEqualTo(200);
        assertThat(taken.json().at("/outcome/reason").asText()).isEqualTo("a/\u00e9\u20ac\ud83d\ude00b");
    }

    @Test
    void whatACallerSendsIsRepeatedInAPrintableForm() {
        String outcome = "/v1/submissions/" + submit() + "/outcome";
        Answer answer = operator.postJson(
                outcome,
                "{\"outcome\": \"COMPLETED\", \"a\\naudit: forged\\u0085\\u202e" + "x".repeat(20_000) + "\": 1}");
        assertThat(refused(answer, 400, "MALFORMED_REQUEST").get("detail").asText())
                .contains("a\\u000Aaudit: forged\\u0085\\u202Exxx")
                .hasSizeLessThan(4100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%zz", "%", "%FF", "%00", "a%0Ab"})
    void aQueryThatIsNoText(String value) throws Exception {
        // the client's own type for addresses refuses some of these
        try (SSLSocket connection = supplier.connect()) {
            connection
                    .getOutputStream()
                    .write(("GET /v1/submissions?clientReference=" + value
                                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            assertThat(new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400")
                    .contains("MALFORMED_REQUEST", "The query is not percent-encoded");
        }
        assertThat(supplier.get("/v1/submissions?clientReference=100%25+%C3%A9").status())
                .isEqualTo(200);
    }

    @Test
    void badWait() {
        Answer answer = supplier.send(supplier.request("/v1/events").header("Prefer", "wait=3600"));
        assertThat(refused(answer, 400, "INVALID_PARAMETER").get("detail").asText())
                .contains("wait");
    }

    @Test
    void badJson() {
        String outcome = "/v1/submissions/" + submit() + "/outcome";
        refused(operator.postJson(outcome, "{bad"), 400, "MALFORMED_REQUEST");
        refused(operator.postJson(outcome, "[]"), 400, "MALFORMED_REQUEST");
        refused(operator.postJson(outcome, "{}"), 400, "MALFORMED_REQUEST");
        refused(operator.postJson(outcome, "{\"outcome\": \"LOST\"}"), 400, "MALFORMED_REQUEST");
        refused(
                operator.postJson(outcome, "{\"outcome\": \"COMPLETED\", \"reasons\": \"x\"}"),
                400,
                "MALFORMED_REQUEST");
        refused(operator.postJson(outcome, "{\"outcome\": \"COMPLETED\", \"reason\": 5}"), 400, "MALFORMED_REQUEST");
        refused(
                operator.postJson(outcome, "{\"outcome\": \"COMPLETED\", \"outcome\": \"REJECTED\"}"),
                400,
                "MALFORMED_REQUEST");
        refused(
                operator.postJson(outcome, "{\"outcome\": \"COMPLETED\", \"rowOutcomes\": [null]}"),
                400,
                "MALFORMED_REQUEST");
        refused(
                operator.postJson(outcome, "{\"outcome\": \"COMPLETED\", \"reason\": \"\\ud800\"}"),
                422,
                "OUTCOME_INVALID");
        refused(
                operator.postJson(outcome, "{\"reason\": \"" + "x".repeat(17 * 1024 * 1024) + "\"}"),
                413,
                "REQUEST_TOO_LARGE");
        refused(operator.postJson(outcome, "{\"outcome\": \"REJECTED\"}"), 422, "REASON_REQUIRED");
        refused(operator.postJson(outcome, "{\"outcome\": \"COMPLETED\"}"), 409, "NOT_DECIDABLE");
    }

    @Test
    void anOutcomeNamesRequestsOfTheFileOnly() {
        String address = "/v1/submissions/" + submitExitQuarantine();
        assertThat(operator.send(operator.request(address + "/claim").POST(HttpRequest.BodyPublishers.noBody()))
                        .status())
                .isEqualTo(200);
        String outcome = address + "/outcome";
        JsonNode unknown =
                refused(operator.postJson(outcome, released(REQUEST + 1, REQUEST + 3)), 422, "OUTCOME_INVALID");
        assertThat(unknown.get("detail").asText()).contains(REQUEST + 3).doesNotContain(REQUEST + 1);
        refused(
                operator.postJson(outcome, released(REQUEST + 1, (REQUEST + 1).toLowerCase(Locale.ROOT))),
                422,
                "OUTCOME_INVALID");
        Answer decided = operator.postJson(outcome, released(REQUEST + 1, (REQUEST + 2).toLowerCase(Locale.ROOT)));
        assertThat(decided.status()).as(decided.text()).isEqualTo(200);
        Answer inAnotherOrder =
                operator.postJson(outcome, released((REQUEST + 2).toLowerCase(Locale.ROOT), REQUEST + 1));
        assertThat(inAnotherOrder.status()).isEqualTo(200);
        assertThat(inAnotherOrder.header("Idempotency-Replayed")).isEqualTo("true");
        refused(operator.postJson(outcome, released(REQUEST + 1)), 409, "NOT_DECIDABLE");
    }

    private static String submitExitQuarantine() {
        byte[] file = ("QuarantineEventRef,RequestID,Action,Comment\n1," + REQUEST + "1,RELEASE,\n2," + REQUEST
                        + "2,DELETE,not " + REQUEST + "3\n")
                .getBytes(StandardCharsets.UTF_8);
        Answer answer = supplier.post(
                "/v1/submissions",
                new Form()
                        .field("fileType", "EXIT_QUARANTINE")
                        .file("file", "e.csv", file)
                        .file("signature", "e.p7s", signer.sign(file)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().get("id").asText();
    }

    private static String released(String... requestIds) {
        return Arrays.stream(requestIds)
                .map(id -> "{\"requestId\":\"" + id + "\",\"outcome\":\"RELEASED\"}")
                .collect(Collectors.joining(",", "{\"outcome\":\"COMPLETED\",\"rowOutcomes\":[", "]}"));
    }

    @Test
    void aRequestIdIsRepeatedWhereItIsWellFormed() {
        Answer good = supplier.send(supplier.request("/v1/me").header("X-Request-Id", "ticket-4711"));
        assertThat(good.header("X-Request-Id")).isEqualTo("ticket-4711");
        Answer bad = supplier.send(supplier.request("/v1/nothing").header("X-Request-Id", "a b"));
        assertThat(bad.header("X-Request-Id")).doesNotContain(" ").isNotEmpty();
        refused(bad, 404, "NOT_FOUND");
    }

    @Test
    void aStrangerLearnsNothing() {
        Http stranger = Http.as(gateway, "stranger");
        for (String address : List.of("/v1/me", "/v1/nothing", "/v1/submissions/" + submit())) {
            refused(stranger.get(address), 401, "NOT_REGISTERED");
        }
    }

    @Test
    void withoutACertificateTheHandshakeFails() {
        assertThatThrownBy(() -> Http.anonymous(gateway).get("/v1/me"))
                .isInstanceOf(java.io.UncheckedIOException.class);
    }

    @Test
    void theRoleOfAnOperationIsRequired() {
        String id = submit();
        refused(
                supplier.send(
                        supplier.request("/v1/submissions/" + id + "/claim").POST(HttpRequest.BodyPublishers.noBody())),
                403,
                "ROLE_REQUIRED");
        refused(
                supplier.postJson("/v1/submissions/" + id + "/outcome", "{\"outcome\":\"COMPLETED\"}"),
                403,
                "ROLE_REQUIRED");
        refused(operator.post("/v1/submissions", submission()), 403, "ROLE_REQUIRED");
        refused(operator.post("/v1/validations", submission()), 403, "ROLE_REQUIRED");
        refused(operator.post("/v1/submissions/" + id + "/withdrawal", new Form()), 403, "ROLE_REQUIRED");
    }

    @Test
    void anotherPartysSubmissionDoesNotExist() {
        String id = submit();
        for (String tail : List.of("", "/events", "/file", "/signature", "/certificates", "/receipt", "/withdrawal")) {
            JsonNode hidden = refused(other.get("/v1/submissions/" + id + tail), 404, "NOT_FOUND");
            JsonNode unknown = refused(other.get("/v1/submissions/" + UNKNOWN_ID + tail), 404, "NOT_FOUND");
            assertThat(hidden.get("detail").asText().replace(id, UNKNOWN_ID))
                    .isEqualTo(unknown.get("detail").asText());
            if (!tail.equals("/withdrawal")) {
                assertThat(supplier.get("/v1/submissions/" + id + tail).status())
                        .isEqualTo(200);
            }
        }
        refused(other.post("/v1/submissions/" + id + "/withdrawal", new Form()), 404, "NOT_FOUND");
        assertThat(other.get("/v1/submissions?partyId=northern-power").text()).doesNotContain(id);
        assertThat(other.get("/v1/events").text()).doesNotContain(id);
    }

    @Test
    void aWithdrawalNeedsAnInstructionThatSaysSo() {
        String id = submit();
        String path = "/v1/submissions/" + id + "/withdrawal";
        refused(
                supplier.post(
                        path,
                        instruction(
                                "{\"submissionId\":\"" + UNKNOWN_ID
                                        + "\",\"action\":\"WITHDRAW\",\"reason\":\"x\",\"requestedAt\":\"2026-11-23T09:00:00Z\"}")),
                422,
                "INSTRUCTION_INVALID");
        refused(
                supplier.post(
                        path,
                        instruction(
                                "{\"submissionId\":\"" + id
                                        + "\",\"action\":\"DESTROY\",\"reason\":\"x\",\"requestedAt\":\"2026-11-23T09:00:00Z\"}")),
                422,
                "INSTRUCTION_INVALID");
        refused(supplier.post(path, instruction("not json")), 422, "INSTRUCTION_INVALID");
        refused(supplier.post(path, instruction("null")), 422, "INSTRUCTION_INVALID");
        refused(supplier.post(path, instruction(order(id, "5", "2026-11-23T09:00:00Z"))), 422, "INSTRUCTION_INVALID");
        refused(
                supplier.post(path, instruction(order(id, "\"\\ud800\"", "2026-11-23T09:00:00Z"))),
                422,
                "INSTRUCTION_INVALID");
        refused(
                supplier.post(path, instruction(order(id, "\"x\"", "+999999999-01-01T00:00:00Z"))),
                422,
                "INSTRUCTION_INVALID");
        refused(
                supplier.post(
                        path,
                        instruction(order(id, "\"x\"", "2026-11-23T09:00:00Z").getBytes(StandardCharsets.UTF_16LE))),
                422,
                "INSTRUCTION_INVALID");
        Answer done = supplier.post(path, instruction(order(id, "\"x\"", "2026-11-23T09:00:00Z")));
        assertThat(done.status()).isEqualTo(200);
        assertThat(done.json().get("status").asText()).isEqualTo("WITHDRAWN");
    }

    private static String order(String id, String reason, String requestedAt) {
        return "{\"submissionId\":\"" + id + "\",\"action\":\"WITHDRAW\",\"reason\":" + reason + ",\"requestedAt\":\""
                + requestedAt + "\"}";
    }

    private static Form instruction(String json) {
        return instruction(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Form instruction(byte[] bytes) {
        return new Form().file("instruction", "i.json", bytes).file("signature", "i.p7s", signer.sign(bytes));
    }

    @Test
    void aConditionalReadAnswers304AndAWaitSaysThatItWaited() {
        String address = "/v1/submissions/" + submit();
        String tag = supplier.get(address).header("ETag");
        Answer unchanged = supplier.send(supplier.request(address).header("If-None-Match", tag));
        assertThat(unchanged.status()).isEqualTo(304);
        Answer waited = supplier.send(
                supplier.request(address).header("If-None-Match", tag).header("Prefer", "wait=1"));
        assertThat(waited.status()).isEqualTo(304);
        assertThat(waited.header("Preference-Applied")).isEqualTo("wait=1");
        Answer inSeveralLines = supplier.send(supplier.request(address)
                .header("If-None-Match", "\"0\"")
                .header("If-None-Match", tag)
                .header("Prefer", "respond-async")
                .header("Prefer", "Wait=1"));
        assertThat(inSeveralLines.status()).isEqualTo(304);
        assertThat(inSeveralLines.header("Preference-Applied")).isEqualTo("wait=1");
        Answer inALongList =
                supplier.send(supplier.request(address).header("If-None-Match", "\"0\",".repeat(30) + tag));
        assertThat(inALongList.status()).isEqualTo(304);
        assertThat(supplier.send(supplier.request(address).header("If-None-Match", "\"0\""))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aDryRunSaysEverythingAndKeepsNothing() {
        byte[] file = "UserID,ServiceReferenceVariant\n".getBytes(StandardCharsets.UTF_8);
        Form form =
                new Form().field("fileType", "ADT").file("file", "a.csv", file).field("serviceRequestReference", "R");
        Answer answer = supplier.post("/v1/validations", form);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("accepted").asBoolean()).isFalse();
        assertThat(answer.json().get("violations")).isNotEmpty();
        assertThat(supplier.post("/v1/validations", submission())
                        .json()
                        .get("accepted")
                        .asBoolean())
                .isTrue();
    }

    private static String submit() {
        Answer answer = supplier.post("/v1/submissions", submission());
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().get("id").asText();
    }

    private static Form submission() {
        byte[] file = adt();
        return new Form()
                .field("fileType", "ADT")
                .file("file", "a.csv", file)
                .file("signature", "a.p7s", signer.sign(file))
                .field("serviceRequestReference", "SMSR1");
    }

    private static byte[] adt() {
        return ("UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment\n"
                        + "70-B3-D5-1F-30-00-A0-01,4.10,24,1,100,,," + System.nanoTime() + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
