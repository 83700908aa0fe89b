package org.adtgateway.journey;

import static org.adtgateway.journey.SubmitChecksTest.refused;
import static org.adtgateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.adtgateway.server.console.CommandUser;
import org.adtgateway.testing.AdtFiles;
import org.adtgateway.testing.Commands;
import org.adtgateway.testing.Commands.Outcome;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Http.Answer;
import org.adtgateway.testing.Http.Form;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happened besides the events is read in one order; auditors read it, are recorded themselves, and change nothing. */
class AuditTest {
    @TempDir
    private static Path folder;

    private static EmbeddedDatabase database;
    private static Gateway gateway;
    private static Http supplier;
    private static Http operator;
    private static Http auditor;
    private static Http auditorOfWestern;

    @BeforeAll
    static void start() throws Exception {
        database = EmbeddedDatabase.create();
        gateway = Gateway.start(Gateway.Settings.of(folder, database));
        supplier = Http.as(gateway, "northern-power");
        operator = Http.as(gateway, "dcc");
        assertThat(register("auditor", "roles: [AUDITOR]").text()).contains("changes made");
        assertThat(register("auditor-of-western", "roles: [AUDITOR], audits: western-gas")
                        .text())
                .contains("changes made");
        auditor = Http.as(gateway, "auditor");
        auditorOfWestern = Http.as(gateway, "auditor-of-western");
        await(auditor);
        await(auditorOfWestern);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static Outcome register(String id, String what) throws Exception {
        Path files = gateway.party(id);
        gateway.transportCa().issueClient(id).write(files, "transport", Gateway.PASSWORD);
        Path registry = Files.writeString(
                files.resolve("registry.yml"),
                "parties: [{ id: " + id + ", name: Some, " + what
                        + ", transportCertificates: [{ file: transport.pem }] }]");
        return Commands.run(
                Clock.systemUTC(),
                "parties",
                "import",
                gateway.configuration().toString(),
                registry.toString(),
                "--apply");
    }

    private static void await(Http party) {
        eventually(() -> party.get("/v1/me").status() == 200);
    }

    @Test
    void refusalsDownloadsAndChangesOfTheRegistry_areRead_eachOnce_byOperatorAndAuditor() {
        String after = last();
        String id = AdtFiles.submit(gateway, supplier);
        refused(
                supplier.post(
                        "/v1/submissions",
                        new Form()
                                .field("fileType", "ADT")
                                .file("file", "a.csv", new byte[] {1})
                                .file("signature", "s", new byte[] {1})
                                .field("serviceRequestReference", "S")),
                422,
                "NOT_CMS");
        assertThat(operator.get("/v1/submissions/" + id + "/file").status()).isEqualTo(200);
        assertThat(Commands.run(
                                Clock.systemUTC(),
                                "parties",
                                "disable",
                                gateway.configuration().toString(),
                                "western-gas")
                        .succeeded())
                .isTrue();
        assertThat(Commands.run(
                                Clock.systemUTC(),
                                "parties",
                                "enable",
                                gateway.configuration().toString(),
                                "western-gas")
                        .succeeded())
                .isTrue();
        for (Http caller : List.of(operator, auditor)) {
            List<JsonNode> entries = entries(caller, after, 1);
            entries.removeIf(each -> each.get("kind").asText().equals("READ"));
            assertThat(entries)
                    .extracting(each -> each.get("kind").asText())
                    .containsExactly("REFUSED", "DOWNLOADED", "REGISTRY", "REGISTRY");
            JsonNode refusal = entries.get(0);
            assertThat(refusal.get("code").asText()).isEqualTo("NOT_CMS");
            assertThat(refusal.get("actorPartyId").asText()).isEqualTo("northern-power");
            assertThat(refusal.has("fileSha256")).isTrue();
            JsonNode download = entries.get(1);
            assertThat(download.get("submissionId").asText()).isEqualTo(id);
            assertThat(download.get("partyId").asText()).isEqualTo("northern-power");
            assertThat(download.get("actorPartyId").asText()).isEqualTo("dcc");
            assertThat(download.get("requestId").asText()).isNotEmpty();
            assertThat(entries.get(2).get("detail").asText())
                    .isEqualTo("disable party western-gas (by " + CommandUser.current() + ")");
        }
        assertThat(operator.get("/v1/audit?partyId=western-gas&limit=1000")
                        .json()
                        .get("entries"))
                .isNotEmpty()
                .allMatch(each -> each.get("partyId").asText().equals("western-gas"));
        refused(supplier.get("/v1/audit"), 403, "ROLE_REQUIRED");
        refused(supplier.get("/v1/parties"), 403, "ROLE_REQUIRED");
    }

    @Test
    void entriesComeAsLinesToo_withTheAddressOfTheNextOnes() throws Exception {
        Answer page = operator.get("/v1/audit?limit=2");
        Answer lines = operator.send(operator.request("/v1/audit?limit=2").header("Accept", "application/x-ndjson"));
        assertThat(lines.status()).as(lines.text()).isEqualTo(200);
        assertThat(lines.header("Content-Type")).startsWith("application/x-ndjson");
        List<JsonNode> entries = new ArrayList<>();
        for (String line : lines.text().split("\n", -1)) {
            if (!line.isEmpty()) {
                entries.add(new ObjectMapper().readTree(line));
            }
        }
        assertThat(lines.text()).endsWith("}\n");
        assertThat(entries).hasSize(2).containsExactlyElementsOf(page.json().get("entries"));
        String next = lines.header("Link").replaceAll("^<(.*)>; rel=\"next\"$", "$1");
        Answer following = operator.get(next);
        assertThat(following.status()).isEqualTo(200);
        assertThat(following.json().get("entries").get(0)).isNotIn(entries);
        assertThat(next).contains("after=" + page.json().get("next").asText());
    }

    @Test
    void eachCallOfAnAuditor_isAnEntry_andNoneOfAnybodyElse() {
        String after = last();
        supplier.get("/v1/submissions?limit=1");
        operator.get("/v1/submissions?limit=1");
        assertThat(entries(operator, after, 100)).isEmpty();
        assertThat(auditor.get("/v1/submissions?limit=1").status()).isEqualTo(200);
        assertThat(auditor.get("/v1/parties").status()).isEqualTo(200);
        List<JsonNode> entries = entries(operator, after, 100);
        assertThat(entries)
                .extracting(each ->
                        each.get("kind").asText() + " " + each.get("detail").asText())
                .containsExactly("READ GET /v1/submissions?limit=1", "READ GET /v1/parties");
        assertThat(entries.get(0).get("actorPartyId").asText()).isEqualTo("auditor");
    }

    @Test
    void whatCannotBeRecorded_isNotRead() {
        String id = AdtFiles.submit(gateway, supplier);
        database.execute("create function stop_reading() returns trigger language plpgsql as"
                + " $$ begin raise exception 'the disk is full'; end $$");
        database.execute("create trigger stop_reading before insert on audit for each row"
                + " when (new.kind in ('READ', 'DOWNLOADED')) execute function stop_reading()");
        try {
            assertThat(auditor.get("/v1/parties").status()).isGreaterThanOrEqualTo(500);
            assertThat(operator.get("/v1/submissions/" + id + "/file").status()).isGreaterThanOrEqualTo(500);
            assertThat(operator.get("/v1/submissions/" + id).status()).isEqualTo(200);
        } finally {
            database.execute("drop trigger stop_reading on audit");
        }
        assertThat(auditor.get("/v1/parties").status()).isEqualTo(200);
        assertThat(operator.get("/v1/submissions/" + id + "/file").status()).isEqualTo(200);
    }

    @Test
    void anAuditorOfOneParty_seesThatPartyAlone() {
        String id = AdtFiles.submit(gateway, supplier);
        assertThat(operator.get("/v1/submissions/" + id + "/file").status()).isEqualTo(200);
        refused(auditorOfWestern.get("/v1/submissions/" + id), 404, "NOT_FOUND");
        assertThat(auditor.get("/v1/submissions/" + id).status()).isEqualTo(200);
        assertThat(auditorOfWestern.get("/v1/parties").json().get("parties"))
                .singleElement()
                .satisfies(party -> assertThat(party.get("partyId").asText()).isEqualTo("western-gas"));
        assertThat(auditorOfWestern.get("/v1/audit?limit=1000").json().get("entries"))
                .isNotEmpty()
                .allMatch(each -> each.get("partyId").asText().equals("western-gas"));
        refused(auditorOfWestern.get("/v1/audit?partyId=northern-power"), 400, "INVALID_PARAMETER");
        assertThat(auditorOfWestern.get("/v1/me").json().get("auditedPartyId").asText())
                .isEqualTo("western-gas");
        refused(
                auditorOfWestern.postJson("/v1/submissions/" + id + "/outcome", "{\"outcome\": \"COMPLETED\"}"),
                403,
                "ROLE_REQUIRED");
    }

    @Test
    void theParties_haveTheirRolesUserIdsAndCertificates() {
        JsonNode parties = auditor.get("/v1/parties").json().get("parties");
        assertThat(parties).hasSizeGreaterThanOrEqualTo(5);
        JsonNode northern = null;
        for (JsonNode each : parties) {
            northern = each.get("partyId").asText().equals("northern-power") ? each : northern;
        }
        assertThat(northern).isNotNull();
        assertThat(northern.at("/roles/0").asText()).isEqualTo("SUPPLIER");
        assertThat(northern.get("userIds")).hasSize(2);
        assertThat(northern.get("signingCertificates")).hasSize(3);
        assertThat(northern.get("transportCertificates")).hasSize(1);
        assertThat(northern.at("/transportCertificates/0/notAfter").asText()).isNotEmpty();
        assertThat(operator.get("/v1/parties").json().get("parties")).isEqualTo(parties);
    }

    @Test
    void anEntryThatIsLongInCommitting_comesLater_andIsNotMissed() throws Exception {
        String after = last();
        try (Connection slow = database.connect();
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute(
                    "insert into audit (occurred_at, kind, detail) values (now(), 'REGISTRY', 'the slow one')");
            database.execute(
                    "insert into audit (occurred_at, kind, detail) values (now(), 'REGISTRY', 'the quick one')");
            List<JsonNode> quick = entries(operator, after, 100);
            assertThat(quick).extracting(each -> each.get("detail").asText()).containsExactly("the quick one");
            slow.commit();
            assertThat(entries(operator, quick.get(0).get("cursor").asText(), 100))
                    .extracting(each -> each.get("detail").asText())
                    .containsExactly("the slow one");
        }
    }

    @Test
    void aCursorOfEntriesThatARestoreHasLost_isRefused() {
        String after = last();
        assertThat(operator.get("/v1/audit?after=" + after).status()).isEqualTo(200);
        refused(operator.get("/v1/audit?after=ZmVlZDo0MQ"), 400, "INVALID_PARAMETER");
        // audit:999999999
        refused(operator.get("/v1/audit?after=YXVkaXQ6OTk5OTk5OTk5"), 410, "FEED_RESTARTED");
    }

    @Test
    void theRegistry_takesUserForSupplier_andAnAuditorOnlyAlone() throws Exception {
        assertThat(register("network-party", "roles: [USER], fileTypes: [ADT]").text())
                .contains("changes made");
        Http network = Http.as(gateway, "network-party");
        await(network);
        assertThat(network.get("/v1/me").json().at("/roles/0").asText()).isEqualTo("SUPPLIER");
        assertThat(register("network-party", "roles: [SUPPLIER], fileTypes: [ADT]")
                        .text())
                .contains("retire", "register")
                .doesNotContain("change party");
        for (String bad : List.of(
                "roles: [AUDITOR, OPERATOR]",
                "roles: [SUPPLIER], audits: western-gas",
                "roles: [AUDITOR], audits: nobody",
                "roles: [INSPECTOR]")) {
            Outcome outcome = register("bad-one", bad);
            assertThat(outcome.succeeded()).as(bad).isFalse();
            assertThat(outcome.text()).as(bad).doesNotContain("\tat ");
        }
    }

    /** The cursor behind all that there is. */
    private static String last() {
        String after = null;
        JsonNode page;
        do {
            page = operator.get("/v1/audit?limit=1000" + (after == null ? "" : "&after=" + after))
                    .json();
            after = page.get("next").asText();
        } while (page.get("more").asBoolean());
        return after;
    }

    /** All entries behind a cursor, in pages; for an auditor, up to its own reading. */
    private static List<JsonNode> entries(Http caller, String after, int limit) {
        List<JsonNode> entries = new ArrayList<>();
        String next = after;
        JsonNode page;
        do {
            page = caller.get("/v1/audit?limit=" + limit + "&after=" + next).json();
            page.get("entries").forEach(entries::add);
            next = page.get("next").asText();
        } while (page.get("more").asBoolean() && entries.size() < 50);
        return entries;
    }
}
