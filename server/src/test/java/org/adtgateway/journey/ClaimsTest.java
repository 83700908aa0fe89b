package org.adtgateway.journey;

import static org.adtgateway.journey.SubmitChecksTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.adtgateway.testing.AdtFiles;
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
import org.junit.jupiter.params.provider.ValueSource;

/** A claim has an owner, a time and perhaps a note, and can be handed back as long as nothing was decided. */
class ClaimsTest {
    private static final String REASON = "{\"reason\": \"The import failed.\"}";

    @TempDir
    private static Path folder;

    private static Gateway gateway;
    private static Http supplier;
    private static Http operator;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Gateway.Settings.of(folder, EmbeddedDatabase.create()));
        supplier = Http.as(gateway, "northern-power");
        operator = Http.as(gateway, "dcc");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aClaimNamesItsOwnerItsTimeAndItsNote_toTheOperatorAndToTheSupplier() {
        Instant before = Instant.now().minusSeconds(1);
        String id = submit();
        assertThat(supplier.get("/v1/submissions/" + id).json().has("claim")).isFalse();
        Answer claimed = operator.postJson("/v1/submissions/" + id + "/claim", "{\"note\": \"Early shift, desk 2\"}");
        assertThat(claimed.status()).as(claimed.text()).isEqualTo(200);
        JsonNode claim = claimed.json().get("claim");
        assertThat(claim.at("/note").asText()).isEqualTo("Early shift, desk 2");
        assertThat(claim.at("/claimedBy/partyId").asText()).isEqualTo("dcc");
        assertThat(Instant.parse(claim.at("/claimedAt").asText())).isBetween(before, Instant.now());
        assertThat(supplier.get("/v1/submissions/" + id).json().get("claim")).isEqualTo(claim);
        assertThat(events(id).get(1).get("reason").asText()).isEqualTo("Early shift, desk 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "application/json", "application/x-www-form-urlencoded"})
    void aClaimNeedsNoBody_whateverTypeAClientGivesToNone(String type) {
        String id = submit();
        HttpRequest.Builder request =
                operator.request("/v1/submissions/" + id + "/claim").POST(HttpRequest.BodyPublishers.noBody());
        Answer claimed = operator.send(type.isEmpty() ? request : request.header("Content-Type", type));
        assertThat(claimed.status()).as(claimed.text()).isEqualTo(200);
        assertThat(claimed.json().at("/claim").has("note")).isFalse();
    }

    @Test
    void aReleasedSubmissionIsFreeAgain_andItsHistorySaysWhy() {
        String id = submit();
        claim(id);
        Answer released = operator.postJson("/v1/submissions/" + id + "/claim/release", REASON);
        assertThat(released.status()).as(released.text()).isEqualTo(200);
        assertThat(released.json().get("status").asText()).isEqualTo("RECEIVED");
        assertThat(released.json().has("claim")).isFalse();
        assertThat(released.header("ETag")).isEqualTo("\"3\"");
        JsonNode event = events(id).get(2);
        assertThat(event.get("type").asText()).isEqualTo("CLAIM_RELEASED");
        assertThat(event.get("fromStatus").asText()).isEqualTo("PROCESSING");
        assertThat(event.get("toStatus").asText()).isEqualTo("RECEIVED");
        assertThat(event.get("reason").asText()).isEqualTo("The import failed.");

        assertThat(claim(id).at("/claim/claimedBy/partyId").asText()).isEqualTo("dcc");
        Answer decided = operator.postJson("/v1/submissions/" + id + "/outcome", "{\"outcome\": \"COMPLETED\"}");
        assertThat(decided.status()).as(decided.text()).isEqualTo(200);
        assertThat(decided.json().at("/claim/claimedAt").asText())
                .isEqualTo(events(id).get(3).get("occurredAt").asText());
    }

    @Test
    void afterARelease_theOwnerCanWithdraw() {
        String id = submit();
        claim(id);
        refused(withdraw(id), 409, "NOT_WITHDRAWABLE");
        operator.postJson("/v1/submissions/" + id + "/claim/release", REASON);
        assertThat(withdraw(id).status()).isEqualTo(200);
        refused(operator.postJson("/v1/submissions/" + id + "/claim/release", REASON), 409, "NOT_RELEASABLE");
    }

    @Test
    void onlyAClaimThatStandsCanBeReleased() {
        String id = submit();
        JsonNode refusal =
                refused(operator.postJson("/v1/submissions/" + id + "/claim/release", REASON), 409, "NOT_RELEASABLE");
        assertThat(refusal.get("currentStatus").asText()).isEqualTo("RECEIVED");
        claim(id);
        refused(supplier.postJson("/v1/submissions/" + id + "/claim/release", REASON), 403, "ROLE_REQUIRED");
        operator.postJson("/v1/submissions/" + id + "/outcome", "{\"outcome\": \"COMPLETED\"}");
        refused(operator.postJson("/v1/submissions/" + id + "/claim/release", REASON), 409, "NOT_RELEASABLE");
    }

    @Test
    void wordsThatAreNoWordsAreRefused_andNothingIsClaimedOrReleased() {
        String id = submit();
        for (String note : List.of("\"\"", "\"" + "x".repeat(501) + "\"", "\"a\\u0000b\"")) {
            refused(
                    operator.postJson("/v1/submissions/" + id + "/claim", "{\"note\": " + note + "}"),
                    400,
                    "INVALID_PARAMETER");
        }
        refused(operator.postJson("/v1/submissions/" + id + "/claim", "{\"notes\": \"x\"}"), 400, "MALFORMED_REQUEST");
        assertThat(supplier.get("/v1/submissions/" + id).json().get("status").asText())
                .isEqualTo("RECEIVED");
        claim(id);
        assertThat(operator.postJson("/v1/submissions/" + id + "/claim/release", "{}")
                        .status())
                .isEqualTo(400);
        assertThat(supplier.get("/v1/submissions/" + id).json().get("status").asText())
                .isEqualTo("PROCESSING");
    }

    private static JsonNode claim(String id) {
        Answer claimed = operator.send(
                operator.request("/v1/submissions/" + id + "/claim").POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(claimed.status()).as(claimed.text()).isEqualTo(200);
        return claimed.json();
    }

    private static JsonNode events(String id) {
        return supplier.get("/v1/submissions/" + id + "/events").json().get("events");
    }

    private static Answer withdraw(String id) {
        byte[] instruction = ("{\"submissionId\":\"" + id
                        + "\",\"action\":\"WITHDRAW\",\"reason\":\"wrong\",\"requestedAt\":\"" + Instant.now() + "\"}")
                .getBytes(StandardCharsets.UTF_8);
        return supplier.post(
                "/v1/submissions/" + id + "/withdrawal",
                new Form()
                        .file("instruction", "i.json", instruction)
                        .file(
                                "signature",
                                "i.p7s",
                                gateway.signer("northern-power", "signing").sign(instruction)));
    }

    private static String submit() {
        return AdtFiles.submit(gateway, supplier);
    }
}
