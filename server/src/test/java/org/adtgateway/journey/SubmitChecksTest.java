package org.adtgateway.journey;

import static org.adtgateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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

/** What submit checks, in the order of the contract: for each step a file that fails it, beside {@link #aFileThatPassesEveryStep}. */
class SubmitChecksTest {
    private static final String HEADER =
            "UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment\n";

    @TempDir
    private static Path folder;

    private static EmbeddedDatabase database;
    private static Gateway gateway;
    private static Http supplier;
    private static FileSigner signer;
    private static int serial;

    @BeforeAll
    static void start() {
        database = EmbeddedDatabase.create();
        gateway = Gateway.start(Gateway.Settings.of(folder, database).with("limits: { maxFileSize: 100KiB }"));
        supplier = Http.as(gateway, "northern-power");
        signer = gateway.signer("northern-power", "signing");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aFileThatPassesEveryStep() {
        byte[] file = adt();
        Answer answer = submit(file, signer.sign(file));
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location"))
                .endsWith("/v1/submissions/" + answer.json().get("id").asText());
        assertThat(answer.header("ETag")).isEqualTo("\"1\"");
    }

    @Test
    void step1_theCertificateBelongsToAParty() {
        byte[] file = adt();
        Answer answer = Http.as(gateway, "stranger").post("/v1/submissions", form(file, signer.sign(file)));
        refused(answer, 401, "NOT_REGISTERED");
    }

    @Test
    void step1_thePartyMaySubmit() {
        byte[] file = adt();
        refused(Http.as(gateway, "dcc").post("/v1/submissions", form(file, signer.sign(file))), 403, "ROLE_REQUIRED");
    }

    @Test
    void step2_theFileIsNotTooLarge() {
        byte[] file = new byte[100 * 1024 + 1];
        refused(submit(file, signer.sign(file)), 413, "FILE_TOO_LARGE");
        refused(submit(adt(), new byte[64 * 1024 + 1]), 413, "SIGNATURE_TOO_LARGE");
    }

    @Test
    void step2_everyPartIsThere() {
        Form form = new Form().field("fileType", "ADT").file("file", "a.csv", adt());
        refused(supplier.post("/v1/submissions", form), 400, "MISSING_PART");
        byte[] file = adt();
        Form withoutReference = new Form()
                .field("fileType", "ADT")
                .file("file", "a.csv", file)
                .file("signature", "s", signer.sign(file));
        refused(supplier.post("/v1/submissions", withoutReference), 400, "MISSING_PART");
    }

    @Test
    void step3_theSignatureIsCms() {
        refused(submit(adt(), "hello".getBytes(StandardCharsets.UTF_8)), 422, "NOT_CMS");
    }

    @Test
    void step3_theSignatureIsDetachedAndWhole() {
        byte[] file = adt();
        byte[] signature = signer.sign(file);
        byte[] longer = java.util.Arrays.copyOf(signature, signature.length + 1);
        refused(submit(file, longer), 422, "MALFORMED_SIGNATURE");
    }

    @Test
    void step4_theSignerIsRegistered() {
        byte[] file = adt();
        refused(
                submit(
                        file,
                        gateway.signer("northern-power", "signing-unregistered").sign(file)),
                422,
                "SIGNER_UNKNOWN");
    }

    @Test
    void step4_theCertificateHasNotExpired() {
        byte[] file = adt();
        JsonNode problem = refused(
                submit(file, gateway.signer("northern-power", "signing-expired").sign(file)),
                422,
                "CERTIFICATE_EXPIRED");
        assertThat(problem.at("/signature/indication").asText()).isEqualTo("INDETERMINATE");
    }

    @Test
    void step4_theCertificateIsNotRevoked() {
        byte[] file = adt();
        refused(
                submit(file, gateway.signer("northern-power", "signing-revoked").sign(file)),
                422,
                "CERTIFICATE_REVOKED");
    }

    @Test
    void step5_theDigestIsThatOfTheBytes() {
        byte[] file = adt();
        JsonNode problem = refused(submit(adt(), signer.sign(file)), 422, "DIGEST_MISMATCH");
        assertThat(problem.at("/signature/subIndication").asText()).isEqualTo("HASH_FAILURE");
    }

    @Test
    void step5_otherLineEndsAreRecognised() {
        byte[] file = adt();
        byte[] sent =
                new String(file, StandardCharsets.UTF_8).replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        assertThat(refused(submit(sent, signer.sign(file)), 422, "DIGEST_MISMATCH")
                        .get("detail")
                        .asText())
                .contains("LF line endings");
    }

    @Test
    void step5_theSignatureHolds() {
        byte[] file = adt();
        byte[] signature = signer.sign(file);
        signature[signature.length - 1] ^= 1;
        refused(submit(file, signature), 422, "SIGNATURE_INVALID");
    }

    @Test
    void step6_theSignerIsTheCallers() {
        byte[] file = adt();
        refused(submit(file, gateway.signer("western-gas", "signing").sign(file)), 403, "SIGNER_OF_ANOTHER_PARTY");
    }

    @Test
    void step6_ofAnotherPartysSignerNothingElseIsTold() {
        byte[] file = adt();
        byte[] signature = gateway.signer("northern-power", "signing-revoked").sign(file);
        for (String path : List.of("/v1/submissions", "/v1/validations")) {
            Answer western = Http.as(gateway, "western-gas").post(path, form(file, signature));
            assertThat(western.text()).contains("SIGNER_OF_ANOTHER_PARTY").doesNotContain("revoked", "northern");
            assertThat(supplier.post(path, form(file, signature)).text()).contains("CERTIFICATE_REVOKED", "is revoked");
        }
    }

    @Test
    void step7_theSignatureIsRecent() {
        byte[] file = adt();
        Clock eightDaysAgo = Clock.offset(Clock.systemUTC(), Duration.ofDays(-8));
        refused(submit(file, signer.withClock(eightDaysAgo).sign(file)), 422, "SIGNING_TIME_TOO_OLD");
        Clock inTenMinutes = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10));
        refused(submit(file, signer.withClock(inTenMinutes).sign(file)), 422, "SIGNING_TIME_IN_FUTURE");
        Clock sixDaysAgo = Clock.offset(Clock.systemUTC(), Duration.ofDays(-6));
        assertThat(submit(file, signer.withClock(sixDaysAgo).sign(file)).status())
                .isEqualTo(201);
    }

    @Test
    void step8_theContentObeysItsFormat() {
        byte[] file = (HEADER + "70-B3-D5-1F-30-00-A0-01,4.9,24,1,2,,,\n").getBytes(StandardCharsets.UTF_8);
        JsonNode problem = refused(submit(file, signer.sign(file)), 422, "CONTENT_INVALID");
        assertThat(problem.at("/violations/0/line").asInt()).isEqualTo(2);
        assertThat(problem.at("/violations/0/column").asText()).isEqualTo("ServiceReferenceVariant");
        assertThat(problem.at("/totals/errors").asInt()).isEqualTo(1);
    }

    @Test
    void step8_everyUserIdIsTheParties() {
        byte[] file = (HEADER + "70-B3-D5-1F-30-00-B0-01,ALL,24,1,2,,,\n").getBytes(StandardCharsets.UTF_8);
        refused(submit(file, signer.sign(file)), 422, "CONTENT_INVALID");
    }

    @Test
    void theFirstStepThatFailsIsTheOneThatIsNamed() {
        byte[] file = "no such format".getBytes(StandardCharsets.UTF_8);
        refused(
                submit(file, gateway.signer("northern-power", "signing-expired").sign(file)),
                422,
                "CERTIFICATE_EXPIRED");
    }

    @Test
    void aRefusalLeavesAnAuditEntryAndNoSubmission() throws SQLException {
        byte[] file = adt();
        byte[] signature = gateway.signer("northern-power", "signing-revoked").sign(file);
        long before = count("submission");
        Answer answer = submit(file, signature);
        assertThat(count("submission")).isEqualTo(before);
        assertThat(count("audit where kind = 'REFUSED' and code = 'CERTIFICATE_REVOKED' and party_id = 'northern-power'"
                        + " and file_sha256 is not null and request_id = '" + answer.header("X-Request-Id") + "'"))
                .isEqualTo(1);
    }

    @Test
    void anActThatWasAcceptedStaysAccepted_thoughItsCertificateIsRevokedSince() throws Exception {
        FileSigner other = gateway.signer("western-gas", "signing");
        Http western = Http.as(gateway, "western-gas");
        byte[] file = (HEADER + "70-B3-D5-1F-30-00-B0-01,ALL,24,1," + (5000 + serial++) + ",,,\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] signature = other.sign(file);
        Answer first = western.post("/v1/submissions", form(file, signature));
        assertThat(first.status()).isEqualTo(201);
        revoke(western, other);
        Answer again = western.post("/v1/submissions", form(file, signature));
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.json().get("id")).isEqualTo(first.json().get("id"));
        // but the attributes of a known act do not carry other bytes
        byte[] changed = file.clone();
        changed[changed.length - 5] ^= 1;
        refused(western.post("/v1/submissions", form(changed, signature)), 422, "DIGEST_MISMATCH");
        // and a new act is refused
        byte[] next = (HEADER + "70-B3-D5-1F-30-00-B0-01,ALL,24,1,77,,,\n").getBytes(StandardCharsets.UTF_8);
        refused(western.post("/v1/submissions", form(next, other.sign(next))), 422, "CERTIFICATE_REVOKED");
    }

    /** Returns when the gateway has read the new list. */
    private static void revoke(Http party, FileSigner signer) throws IOException {
        gateway.revoke(gateway.signer("northern-power", "signing-revoked").certificate(), signer.certificate());
        byte[] file = (HEADER + "70-B3-D5-1F-30-00-B0-01,ALL,24,1,78,,,\n").getBytes(StandardCharsets.UTF_8);
        Form form = form(file, signer.sign(file));
        eventually(() -> party.post("/v1/validations", form).text().contains("CERTIFICATE_REVOKED"));
    }

    private static Answer submit(byte[] file, byte[] signature) {
        return supplier.post("/v1/submissions", form(file, signature));
    }

    private static Form form(byte[] file, byte[] signature) {
        return new Form()
                .field("fileType", "ADT")
                .file("file", "a.csv", file)
                .file("signature", "a.p7s", signature)
                .field("serviceRequestReference", "SMSR1");
    }

    private static synchronized byte[] adt() {
        return (HEADER + "70-B3-D5-1F-30-00-A0-01,4.10,24,1," + (100 + serial++) + ",,,\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    static JsonNode refused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        JsonNode problem = answer.json();
        assertThat(problem.get("code").asText()).isEqualTo(code);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("requestId").asText()).isEqualTo(answer.header("X-Request-Id"));
        assertThat(problem.get("detail").asText()).isNotBlank().doesNotContain("org.", "Exception", "SQL");
        return problem;
    }

    private static long count(String from) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select count(*) from " + from)) {
            result.next();
            return result.getLong(1);
        }
    }
}
