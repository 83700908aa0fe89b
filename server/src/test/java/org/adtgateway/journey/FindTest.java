package org.adtgateway.journey;

import static org.adtgateway.journey.SubmitChecksTest.refused;
import static org.adtgateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.QueryParam;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.adtgateway.api.SubmissionsApi;
import org.adtgateway.testing.Commands;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Http.Answer;
import org.adtgateway.testing.Http.Form;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A submission is found by what people quote on the telephone, by who works on it, and when its time is over. */
class FindTest {
    private static final String USER = "70-B3-D5-1F-30-00-A0-01";
    private static final String WESTERN = "70-B3-D5-1F-30-00-B0-01";

    @TempDir
    private static Path folder;

    private static EmbeddedDatabase database;
    private static Gateway gateway;
    private static Http supplier;
    private static Http western;
    private static Http operator;
    private static int serial;

    @BeforeAll
    static void start() {
        database = EmbeddedDatabase.create();
        gateway = Gateway.start(Gateway.Settings.of(folder, database).with("decideWithin: {EXIT_QUARANTINE: 10m}"));
        supplier = Http.as(gateway, "northern-power");
        western = Http.as(gateway, "western-gas");
        operator = Http.as(gateway, "dcc");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aRequestId_findsTheFilesThatNameIt_inEitherCase_forTheOwnerAndTheDcc() {
        String target = "00-DB-12-34-56-78-90-AB";
        String requestId = USER + ":" + target + ":18446744073709551615";
        String id = submit(supplier, USER, requestId, USER + ":" + target + ":8");
        String other = submit(supplier, USER, USER + ":" + target + ":9");
        for (Http caller : List.of(supplier, operator)) {
            assertThat(ids(caller, "requestId=" + requestId)).containsExactly(id);
            assertThat(ids(caller, "requestId=" + requestId.toLowerCase(Locale.ROOT)))
                    .containsExactly(id);
            assertThat(ids(caller, "requestId=" + USER + ":" + target + ":9&status=RECEIVED&fileType=EXIT_QUARANTINE"))
                    .containsExactly(other);
            assertThat(ids(caller, "requestId=" + USER + ":" + target + ":9&fileType=ADT"))
                    .isEmpty();
            assertThat(ids(caller, "requestId=" + USER + ":" + target + ":10")).isEmpty();
        }
        assertThat(ids(western, "requestId=" + requestId)).isEmpty();
        for (String malformed : List.of(
                "x", USER + ":" + target + ":01", USER + ":" + target, USER + ":" + target + ":18446744073709551616")) {
            refused(operator.get("/v1/submissions?requestId=" + malformed), 400, "INVALID_PARAMETER");
        }
    }

    @Test
    void aFileOfManyChunks_isFoundByEachOfItsRows_aMomentLater() {
        String[] requestIds = new String[20_000];
        for (int row = 0; row < requestIds.length; row++) {
            requestIds[row] = USER + ":00-DB-12-34-56-78-90-C" + row % 10 + ":" + row;
        }
        String id = submit(supplier, USER, requestIds);
        awaitFound(requestIds[0]);
        for (int row = 0; row < requestIds.length; row += 1_999) {
            assertThat(ids(operator, "requestId=" + requestIds[row]))
                    .as(requestIds[row])
                    .containsExactly(id);
        }
        assertThat(ids(operator, "requestId=" + USER + ":00-DB-12-34-56-78-90-C1:0"))
                .isEmpty();
    }

    @Test
    void aFileThatWasRefused_isNotFound() {
        String requestId = WESTERN + ":00-DB-12-34-56-78-90-A0:77";
        refused(post(supplier, "northern-power", file(requestId), "", ""), 422, "CONTENT_INVALID");
        assertThat(ids(operator, "requestId=" + requestId)).isEmpty();
        String id = submit(western, WESTERN, requestId);
        assertThat(ids(operator, "requestId=" + requestId)).containsExactly(id);
    }

    @Test
    void filesOfAnEarlierVersion_areFoundOnceTheyAreIndexed_andPurgedOnesNoLonger() {
        String requestId = USER + ":00-DB-12-34-56-78-90-A0:4711";
        String id = submit(supplier, USER, requestId);
        database.execute("delete from request_id_page where submission_id = '" + id + "'");
        assertThat(ids(operator, "requestId=" + requestId)).isEmpty();
        database.execute("update submission set requests_indexed = false where id = '" + id + "'");
        awaitFound(requestId);
        assertThat(ids(operator, "requestId=" + requestId)).containsExactly(id);

        claim(id);
        complete(id);
        assertThat(Commands.run(
                                Clock.offset(Clock.systemUTC(), Duration.ofDays(3)),
                                "purge",
                                gateway.configuration().toString(),
                                "--older-than",
                                "2d",
                                "--apply")
                        .succeeded())
                .isTrue();
        assertThat(ids(operator, "requestId=" + requestId)).isEmpty();
        assertThat(database.query("select count(*) from request_id_page where submission_id = '" + id + "'"))
                .isEqualTo("0");
    }

    @Test
    void anIncidentReference_isKeptAndFinds_andIsPartOfTheAct() {
        byte[] file = file(USER + ":00-DB-12-34-56-78-90-A1:" + ++serial);
        byte[] signature = gateway.signer("northern-power", "signing").sign(file);
        Form form = new Form()
                .field("fileType", "EXIT_QUARANTINE")
                .file("file", "e.csv", file)
                .file("signature", "s", signature);
        Answer submitted = supplier.post("/v1/submissions", form.field("incidentReference", "INC-77"));
        assertThat(submitted.status()).as(submitted.text()).isEqualTo(201);
        assertThat(submitted.json().get("incidentReference").asText()).isEqualTo("INC-77");
        String id = submitted.json().get("id").asText();
        assertThat(ids(supplier, "incidentReference=INC-77")).containsExactly(id);
        assertThat(ids(operator, "incidentReference=INC-77&partyId=northern-power"))
                .containsExactly(id);
        assertThat(ids(western, "incidentReference=INC-77")).isEmpty();
        assertThat(ids(supplier, "incidentReference=INC-78")).isEmpty();

        JsonNode differs = refused(
                supplier.post(
                        "/v1/submissions",
                        new Form()
                                .field("fileType", "EXIT_QUARANTINE")
                                .file("file", "e.csv", file)
                                .file("signature", "s", signature)),
                409,
                "SUBMISSION_DIFFERS");
        assertThat(differs.get("differences").get(0).asText()).isEqualTo("incidentReference");
        for (String bad : List.of("", "a b", "x".repeat(65), "\u00e4")) {
            refused(
                    post(supplier, "northern-power", file(USER + ":00-DB-12-34-56-78-90-A1:" + ++serial), bad, "INC"),
                    400,
                    "INVALID_PART");
        }
    }

    @Test
    void whatACertificateHasTakenUp_isFoundByIt_untilTheClaimIsReleased() {
        String me =
                operator.get("/v1/me").json().at("/transportCertificate/sha256").asText();
        String id = submit(supplier, USER, USER + ":00-DB-12-34-56-78-90-A2:" + ++serial);
        assertThat(ids(operator, "claimedBy=" + me)).doesNotContain(id);
        claim(id);
        assertThat(ids(operator, "claimedBy=" + me + "&status=PROCESSING&partyId=northern-power"))
                .contains(id);
        assertThat(ids(supplier, "claimedBy=" + me)).contains(id);
        assertThat(ids(western, "claimedBy=" + me)).doesNotContain(id);
        assertThat(ids(operator, "claimedBy=" + "0".repeat(64))).isEmpty();
        operator.postJson("/v1/submissions/" + id + "/claim/release", "{\"reason\": \"x\"}");
        assertThat(ids(operator, "claimedBy=" + me)).doesNotContain(id);
        claim(id);
        complete(id);
        assertThat(ids(operator, "claimedBy=" + me + "&status=COMPLETED")).contains(id);
    }

    @Test
    void anOpenSubmissionWhoseTimeIsOver_isOverdue_andNothingElseChanges() {
        String id = submit(supplier, USER, USER + ":00-DB-12-34-56-78-90-A3:" + ++serial);
        String adt = org.adtgateway.testing.AdtFiles.submit(gateway, supplier);
        JsonNode before = supplier.get("/v1/submissions/" + id).json();
        assertThat(Instant.parse(before.get("dueAt").asText()))
                .isEqualTo(Instant.parse(before.get("receivedAt").asText()).plusSeconds(600));
        assertThat(supplier.get("/v1/submissions/" + adt).json().has("dueAt"))
                .as("no time is set for this type")
                .isFalse();
        assertThat(ids(operator, "overdue=true")).doesNotContain(id);
        assertThat(ids(operator, "overdue=false")).contains(id, adt);

        database.execute("update submission set received_at = received_at - interval '11 minutes' where id in ('" + id
                + "', '" + adt + "')");
        assertThat(ids(operator, "overdue=true")).contains(id).doesNotContain(adt);
        assertThat(ids(operator, "overdue=false")).contains(adt).doesNotContain(id);
        assertThat(ids(supplier, "overdue=true&status=RECEIVED&fileType=EXIT_QUARANTINE"))
                .contains(id);
        assertThat(ids(western, "overdue=true")).doesNotContain(id);
        assertThat(supplier.get("/v1/submissions/" + id).json().get("version")).isEqualTo(before.get("version"));
        claim(id);
        assertThat(ids(operator, "overdue=true&status=PROCESSING")).contains(id);
        complete(id);
        assertThat(ids(operator, "overdue=true")).doesNotContain(id);
        assertThat(supplier.get("/v1/submissions/" + id).json().has("dueAt")).isFalse();
        refused(operator.get("/v1/submissions?overdue=yes"), 400, "INVALID_PARAMETER");
    }

    @Test
    void theCount_isThatOfTheList_withTheSameFilters() {
        String reference = "INC-COUNT";
        for (int i = 0; i < 3; i++) {
            post(supplier, "northern-power", file(USER + ":00-DB-12-34-56-78-90-A4:" + ++serial), reference, "");
        }
        String claimed = ids(supplier, "incidentReference=" + reference).get(0);
        claim(claimed);
        JsonNode counts = operator.get("/v1/submissions/count?incidentReference=" + reference)
                .json()
                .get("counts");
        assertThat(counts).hasSize(10);
        assertThat(count(counts, "EXIT_QUARANTINE", "RECEIVED")).isEqualTo(2);
        assertThat(count(counts, "EXIT_QUARANTINE", "PROCESSING")).isEqualTo(1);
        assertThat(count(counts, "ADT", "RECEIVED")).isZero();
        JsonNode one = supplier.get(
                        "/v1/submissions/count?status=PROCESSING&fileType=EXIT_QUARANTINE&incidentReference="
                                + reference)
                .json()
                .get("counts");
        assertThat(one).hasSize(1);
        assertThat(one.get(0).get("count").asInt()).isEqualTo(1);
        assertThat(one.get(0).get("more").asBoolean()).isFalse();
        assertThat(count(
                        western.get("/v1/submissions/count?incidentReference=" + reference)
                                .json()
                                .get("counts"),
                        "EXIT_QUARANTINE",
                        "RECEIVED"))
                .isZero();
        refused(operator.get("/v1/submissions/count?limit=5"), 400, "INVALID_PARAMETER");
    }

    /** The two operations take the same filters and hand them on, each for itself. */
    @Test
    void theCount_isThatOfTheList_forEachFilter() {
        byte[] file = file(USER + ":00-DB-12-34-56-78-90-A6:1");
        Answer submitted = supplier.post(
                "/v1/submissions",
                new Form()
                        .field("fileType", "EXIT_QUARANTINE")
                        .file("file", "count.csv", file)
                        .file(
                                "signature",
                                "s",
                                gateway.signer("northern-power", "signing").sign(file))
                        .field("clientReference", "CLIENT-6")
                        .field("serviceRequestReference", "SMSR-6")
                        .field("incidentReference", "INC-6"));
        assertThat(submitted.status()).as(submitted.text()).isEqualTo(201);
        JsonNode one = submitted.json();
        String id = one.get("id").asText();
        claim(id);
        org.adtgateway.testing.AdtFiles.submit(gateway, supplier);
        submit(western, WESTERN, WESTERN + ":00-DB-12-34-56-78-90-A6:2");
        Map<String, String> filters = new HashMap<>();
        filters.put("fileType", "EXIT_QUARANTINE");
        filters.put("status", "PROCESSING");
        filters.put("userId", USER);
        for (String member : List.of(
                "clientReference",
                "serviceRequestReference",
                "incidentReference",
                "fileName",
                "fileSha256",
                "signatureSha256",
                "partyId")) {
            filters.put(member, one.get(member).asText());
        }
        filters.put("requestId", USER + ":00-DB-12-34-56-78-90-A6:1");
        filters.put(
                "claimedBy",
                operator.get("/v1/me").json().at("/transportCertificate/sha256").asText());
        filters.put("overdue", "false");
        filters.put("receivedFrom", one.get("receivedAt").asText());
        filters.put(
                "receivedBefore",
                Instant.parse(one.get("receivedAt").asText()).plusMillis(1).toString());
        assertThat(filters.keySet())
                .isEqualTo(parameters("countSubmissions"))
                .isEqualTo(parameters("listSubmissions").stream()
                        .filter(each -> !List.of("limit", "cursor").contains(each))
                        .collect(Collectors.toSet()));
        filters.forEach((name, value) -> {
            String filter = name + "=" + value;
            List<String> listed = ids(operator, filter);
            assertThat(listed).as(filter).contains(id);
            assertThat(counted(filter)).as(filter).isEqualTo(listed.size());
            if (!name.equals("overdue")) {
                assertThat(listed)
                        .as("%s leaves some out", filter)
                        .hasSizeLessThan(ids(operator, "").size());
            }
        });
    }

    private static int counted(String filters) {
        int sum = 0;
        for (JsonNode each :
                operator.get("/v1/submissions/count?" + filters).json().get("counts")) {
            sum += each.get("count").asInt();
        }
        return sum;
    }

    private static Set<String> parameters(String operation) {
        return Arrays.stream(SubmissionsApi.class.getMethods())
                .filter(method -> method.getName().equals(operation))
                .flatMap(method -> Arrays.stream(method.getParameters()))
                .filter(parameter -> parameter.isAnnotationPresent(QueryParam.class))
                .map(parameter -> parameter.getAnnotation(QueryParam.class).value())
                .collect(Collectors.toSet());
    }

    @Test
    void theFeed_canBeReadByType() {
        String id = submit(supplier, USER, USER + ":00-DB-12-34-56-78-90-A5:" + ++serial);
        claim(id);
        eventually(
                () -> operator.get("/v1/events?type=CLAIMED&limit=1000").text().contains(id));
        for (Http caller : List.of(supplier, operator)) {
            JsonNode claims = caller.get("/v1/events?type=CLAIMED&fileType=EXIT_QUARANTINE&limit=1000")
                    .json();
            assertThat(claims.get("events"))
                    .isNotEmpty()
                    .allMatch(each -> each.get("type").asText().equals("CLAIMED"));
            assertThat(claims.get("events"))
                    .anyMatch(each -> each.get("submissionId").asText().equals(id));
            String next = claims.get("next").asText();
            assertThat(caller.get("/v1/events?type=CLAIMED&fileType=EXIT_QUARANTINE&after=" + next)
                            .json()
                            .get("events"))
                    .isEmpty();
            assertThat(caller.get("/v1/events?type=CLAIMED&fileType=ADT").json().get("events"))
                    .noneMatch(each -> each.get("submissionId").asText().equals(id));
        }
        assertThat(western.get("/v1/events?type=CLAIMED").json().get("events")).isEmpty();
        refused(operator.get("/v1/events?type=SEEN"), 400, "INVALID_PARAMETER");
    }

    private static void awaitFound(String requestId) {
        eventually(() -> !ids(operator, "requestId=" + requestId).isEmpty());
    }

    private static int count(JsonNode counts, String type, String status) {
        for (JsonNode each : counts) {
            if (each.get("fileType").asText().equals(type)
                    && each.get("status").asText().equals(status)) {
                return each.get("count").asInt();
            }
        }
        throw new AssertionError("no number of " + type + " in " + status);
    }

    private static List<String> ids(Http caller, String filters) {
        Answer answer = caller.get("/v1/submissions?limit=200&" + filters);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        List<String> ids = new ArrayList<>();
        answer.json().get("submissions").forEach(each -> ids.add(each.get("id").asText()));
        return ids;
    }

    private static void claim(String id) {
        Answer claimed = operator.send(
                operator.request("/v1/submissions/" + id + "/claim").POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(claimed.status()).as(claimed.text()).isEqualTo(200);
    }

    private static void complete(String id) {
        Answer completed = operator.postJson(
                "/v1/submissions/" + id + "/outcome", "{\"outcome\": \"COMPLETED\", \"incomplete\": true}");
        assertThat(completed.status()).as(completed.text()).isEqualTo(200);
    }

    private static String submit(Http caller, String userId, String... requestIds) {
        Answer answer =
                post(caller, userId.equals(WESTERN) ? "western-gas" : "northern-power", file(requestIds), "", "");
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().get("id").asText();
    }

    /** @param required a word without which an empty reference is left out */
    private static Answer post(Http caller, String party, byte[] file, String incident, String required) {
        Form form = new Form()
                .field("fileType", "EXIT_QUARANTINE")
                .file("file", "e.csv", file)
                .file("signature", "e.p7s", gateway.signer(party, "signing").sign(file));
        return caller.post(
                "/v1/submissions",
                incident.isEmpty() && required.isEmpty() ? form : form.field("incidentReference", incident));
    }

    private static byte[] file(String... requestIds) {
        StringBuilder file = new StringBuilder("QuarantineEventRef,RequestID,Action,Comment\n");
        int row = 0;
        for (String each : requestIds) {
            file.append(++row).append(',').append(each).append(",RELEASE,\n");
        }
        return file.toString().getBytes(StandardCharsets.UTF_8);
    }
}
