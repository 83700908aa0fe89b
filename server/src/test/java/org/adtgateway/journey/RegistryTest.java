package org.adtgateway.journey;

import static org.adtgateway.journey.SubmitChecksTest.refused;
import static org.adtgateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.CallListener;
import org.adtgateway.client.FileSigner;
import org.adtgateway.testing.Commands;
import org.adtgateway.testing.Commands.Outcome;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.HandmadeSignature;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Http.Answer;
import org.adtgateway.testing.Http.Form;
import org.adtgateway.testing.InBackground;
import org.adtgateway.testing.Pki;
import org.adtgateway.testing.Pki.Identity;
import org.adtgateway.testing.Pki.KeyKind;
import org.adtgateway.testing.Pki.Leaf;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The registry is kept by commands while the gateway runs, and whatever they change counts without a restart. */
class RegistryTest {
    @TempDir
    private static Path folder;

    private static EmbeddedDatabase database;
    private static Gateway gateway;
    private static int parties;

    @BeforeAll
    static void start() {
        database = EmbeddedDatabase.create();
        gateway = Gateway.start(Gateway.Settings.of(folder, database));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void import_showsWhatWouldChange_andDoesItWithApply_once() throws Exception {
        Supplier supplier = new Supplier();
        Outcome shown = supplier.importWith("");
        assertThat(shown.text())
                .contains("add party " + supplier.id, "register TRANSPORT certificate", "register SIGNING certificate")
                .contains("3 changes; nothing was changed yet, add --apply");
        refused(supplier.http().get("/v1/me"), 401, "NOT_REGISTERED");

        assertThat(supplier.importWith("--apply").text()).contains("3 changes made");
        eventually(() -> supplier.http().get("/v1/me").status() == 200);
        assertThat(supplier.submit(supplier.signer("signing"), supplier.userId).status())
                .isEqualTo(201);
        assertThat(supplier.importWith("--apply").text()).contains("nothing to change");
        assertThat(audited(supplier.id)).isEqualTo(3);
    }

    @Test
    void import_refusesCertificatesThatAreNotFit_andThenChangesNothing() throws Exception {
        Supplier supplier = new Supplier();
        Instant now = Instant.now();
        supplier.write(
                gateway.signingCa()
                        .issue(new Leaf("expired")
                                .usage(KeyUsage.digitalSignature)
                                .valid(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1)))),
                "expired");
        supplier.write(Pki.root("Sandbox File Signing CA").issueSigner("elsewhere", KeyKind.P256), "elsewhere");
        supplier.write(gateway.signingCa().issueSigner("weak", KeyKind.RSA1024), "weak");
        for (String unfit : List.of("expired", "elsewhere", "weak", "transport")) {
            Outcome outcome = supplier.signing("signing", unfit).importWith("--apply");
            assertThat(outcome.succeeded()).as(unfit).isFalse();
            assertThat(outcome.text())
                    .as(unfit)
                    .contains("party " + supplier.id + ": the SIGNING certificate")
                    .contains("is refused: ")
                    .doesNotContain("\tat ");
        }
        String northern = gateway.party("northern-power").resolve("signing.pem").toString();
        assertThat(supplier.signing(northern).importWith("--apply").text())
                .contains("it belongs to the Party northern-power already");
        assertThat(audited(supplier.id)).isZero();

        assertThat(supplier.signing("signing").importWith("--apply").succeeded())
                .isTrue();
    }

    @Test
    void import_refusesAUserIdOfAnotherParty_untilThatOneGivesItUp() throws Exception {
        Supplier first = new Supplier();
        Supplier second = new Supplier();
        first.importWith("--apply");
        String userId = first.userId;
        second.userId = userId;

        Outcome outcome = second.importWith("--apply");
        assertThat(outcome.succeeded()).isFalse();
        assertThat(outcome.text())
                .contains("party " + second.id + ": the User ID " + userId + " belongs to the Party " + first.id)
                .doesNotContain("\tat ");
        assertThat(audited(second.id)).isZero();

        first.userId = first.secondUserId;
        first.importWith("--apply");
        assertThat(second.importWith("--apply").text()).contains("3 changes made");
    }

    @Test
    void import_refusesAUserIdThatTwoPartiesOfTheFileHave_andAPartyThatIsThereTwice() throws Exception {
        String party = "  - { id: %s, name: X, roles: [SUPPLIER], userIds: [%s] }\n";
        String userId = "70-B3-D5-1F-30-00-D0-01";
        String other = "70-B3-D5-1F-30-00-D0-02";
        assertThat(importText("parties:\n" + party.formatted("one-file-a", userId)
                                + party.formatted("one-file-b", userId))
                        .text())
                .contains("the User ID " + userId + " belongs to the Party one-file-");
        assertThat(importText("parties:\n" + party.formatted("one-file-a", userId)
                                + party.formatted("one-file-a", other))
                        .text())
                .contains("party one-file-a stands in the file twice");
        assertThat(importText("parties:\n" + party.formatted("one-file-a", userId)
                                + party.formatted("one-file-b", other))
                        .text())
                .contains("2 changes made");
    }

    private static Outcome importText(String registry) throws IOException {
        return parties(
                "import",
                Files.writeString(folder.resolve("one-file.yml"), registry).toString(),
                "--apply");
    }

    @Test
    void twoTransportCertificatesWorkSideBySide_untilOneIsRetired_onOpenConnectionsToo() throws Exception {
        Supplier supplier = new Supplier();
        supplier.importWith("--apply");
        Http old = supplier.http();
        eventually(() -> old.get("/v1/me").status() == 200);

        supplier.write(gateway.transportCa().issueClient("next"), "next");
        supplier.transport("transport", "next").importWith("--apply");
        Http next = supplier.http("next");
        eventually(() -> next.get("/v1/me").status() == 200);
        assertThat(old.get("/v1/me").status()).isEqualTo(200);

        assertThat(supplier.transport("next").importWith("--apply").text()).contains("retire TRANSPORT certificate");
        eventually(() -> old.get("/v1/me").status() == 401);
        refused(old.get("/v1/me"), 401, "NOT_REGISTERED");
        assertThat(next.get("/v1/me").status()).isEqualTo(200);
    }

    @Test
    void aRetiredSigningCertificateSignsNothingNew_thoughWhatItSignedStays() throws Exception {
        Supplier supplier = new Supplier();
        supplier.write(gateway.signingCa().issueSigner("next", KeyKind.P256), "next");
        supplier.signing("signing", "next").importWith("--apply");
        eventually(() -> supplier.http().get("/v1/me").status() == 200);
        byte[] file = file(supplier.userId);
        byte[] signature = supplier.signer("signing").sign(file);
        Answer first = supplier.http().post("/v1/submissions", form(file, signature));
        assertThat(first.status()).isEqualTo(201);
        assertThat(supplier.submit(supplier.signer("next"), supplier.userId).status())
                .isEqualTo(201);

        supplier.signing("next").importWith("--apply");
        eventually(() ->
                supplier.submit(supplier.signer("signing"), supplier.userId).status() == 422);
        refused(supplier.submit(supplier.signer("signing"), supplier.userId), 422, "SIGNER_UNKNOWN");
        Answer again = supplier.http().post("/v1/submissions", form(file, signature));
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().get("id")).isEqualTo(first.json().get("id"));
        Answer certificates =
                supplier.http().get("/v1/submissions/" + first.json().get("id").asText() + "/certificates");
        assertThat(certificates.header("Content-Type")).isEqualTo("application/pem-certificate-chain");
        assertThat(CertificateLoader.parse(certificates.bytes()))
                .hasSize(3)
                .startsWith(
                        supplier.signer("signing").certificate(),
                        gateway.signingCa().certificate());
    }

    @Test
    void theSameAttributesSignedByTwoKeysInOneSecond_areTwoActs_eachAnsweredWithItsOwnSubmission() throws Exception {
        Supplier supplier = new Supplier();
        Identity first = gateway.signingCa().issueSigner("first", KeyKind.P256);
        Identity second = gateway.signingCa().issueSigner("second", KeyKind.P256);
        supplier.write(first, "first");
        supplier.write(second, "second");
        supplier.signing("first", "second").importWith("--apply");
        eventually(() -> supplier.http().get("/v1/me").status() == 200);
        // of one chunk, and of several, which are stored in another way
        for (int rows : List.of(1, 1400)) {
            byte[] file = file(supplier.userId, "x".repeat(200), rows);
            Time now = new Time(Date.from(Instant.now()));
            byte[] bySecond = signature(second, file, now);
            JsonNode one = supplier.submission(file, signature(first, file, now), 201);
            JsonNode other = supplier.submission(file, bySecond, 201);

            assertThat(other.get("id")).isNotEqualTo(one.get("id"));
            assertThat(one.at("/signer/subject").asText()).isEqualTo("CN=first");
            assertThat(other.at("/signer/subject").asText()).isEqualTo("CN=second");
            assertThat(supplier.submission(file, bySecond, 200).get("id")).isEqualTo(other.get("id"));
            assertThat(supplier.submission(file, signature(first, file, now), 200)
                            .get("id"))
                    .isEqualTo(one.get("id"));
        }
    }

    /** Nothing in it names its signer but the identifier, which is not signed. */
    private static byte[] signature(Identity signer, byte[] file, Time time) throws Exception {
        HandmadeSignature signature = new HandmadeSignature(signer, file);
        signature.put("signing-time", CMSAttributes.signingTime, time);
        return signature.encoded();
    }

    @Test
    void aKnownActIsAnswered_thoughPermissionAndLimitsAreGone_andANewOneIsRefused() throws Exception {
        Supplier supplier = new Supplier();
        supplier.importWith("--apply");
        eventually(() -> supplier.http().get("/v1/me").status() == 200);
        byte[] file = file(supplier.userId);
        byte[] signature = supplier.signer("signing").sign(file);
        JsonNode first = supplier.submission(file, signature, 201);
        byte[] another = supplier.signer("signing")
                .withClock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-1)))
                .sign(file);

        try (Gateway strict = gateway.startAnotherNode("limits: { maxFileSize: 100B, maxSignatureSize: 100B }\n")) {
            Http there = Http.as(strict, supplier.files.resolve("transport.p12"));
            Answer again = there.post("/v1/submissions", form(file, signature));
            assertThat(again.status()).as(again.text()).isEqualTo(200);
            assertThat(again.json().get("id")).isEqualTo(first.get("id"));
            refused(there.post("/v1/submissions", form(file, another)), 413, "FILE_TOO_LARGE");
            Answer checked = there.post("/v1/validations", form(file, signature));
            assertThat(checked.json().get("accepted").asBoolean()).isTrue();
            refused(there.post("/v1/validations", form(file, another)), 413, "FILE_TOO_LARGE");
        }

        supplier.fileTypes = "EXIT_QUARANTINE";
        supplier.importWith("--apply");
        eventually(() -> !supplier.http()
                .get("/v1/me")
                .json()
                .get("fileTypes")
                .toString()
                .contains("ADT"));
        refused(supplier.http().post("/v1/submissions", form(file, another)), 403, "FILE_TYPE_NOT_PERMITTED");
        assertThat(supplier.submission(file, signature, 200).get("id")).isEqualTo(first.get("id"));
    }

    @Test
    void aSigningCertificateMayBeBoundToAFileTypeAndToUserIds() throws Exception {
        Supplier supplier = new Supplier();
        supplier.write(gateway.signingCa().issueSigner("free", KeyKind.P256), "free");
        supplier.signing("signing", "free")
                .bound("{ file: %s, fileTypes: [ADT], userIds: [" + supplier.userId + "] }")
                .importWith("--apply");
        eventually(() -> supplier.http().get("/v1/me").status() == 200);
        FileSigner bound = supplier.signer("signing");
        FileSigner free = supplier.signer("free");

        assertThat(supplier.submit(bound, supplier.userId).status()).isEqualTo(201);
        assertThat(supplier.submit(free, supplier.secondUserId).status()).isEqualTo(201);
        Answer otherUser = supplier.submit(bound, supplier.secondUserId);
        refused(otherUser, 422, "CONTENT_INVALID");
        assertThat(otherUser.text()).contains("adt.user-id.not-permitted");

        byte[] quarantine = ("QuarantineEventRef,RequestID,Action,Comment\n100000001," + supplier.userId
                        + ":00-DB-12-34-56-78-90-A0:1,RELEASE,\n")
                .getBytes(StandardCharsets.UTF_8);
        refused(
                supplier.http().post("/v1/submissions", form("EXIT_QUARANTINE", quarantine, bound.sign(quarantine))),
                403,
                "SIGNER_NOT_PERMITTED");
        assertThat(supplier.http()
                        .post("/v1/submissions", form("EXIT_QUARANTINE", quarantine, free.sign(quarantine)))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void aDisabledPartyIsRefused_onOpenConnectionsToo_untilItIsEnabled() throws Exception {
        Supplier supplier = new Supplier();
        supplier.importWith("--apply");
        Http http = supplier.http();
        eventually(() -> http.get("/v1/me").status() == 200);
        assertThat(parties("disable", supplier.id).text()).contains(supplier.id + " is disabled");
        eventually(() -> http.get("/v1/me").status() == 401);
        refused(http.get("/v1/submissions"), 401, "PARTY_DISABLED");
        assertThat(parties("list").text()).containsPattern(supplier.id + " +DISABLED");
        assertThat(parties("enable", supplier.id).text()).contains(supplier.id + " is enabled");
        eventually(() -> http.get("/v1/me").status() == 200);
        assertThat(parties("list").text()).containsPattern(supplier.id + " +enabled");
    }

    @Test
    void aWaitingCallOfAPartyThatIsDisabled_endsAtOnce_whileThatOfAnotherGoesOn() throws Exception {
        Supplier supplier = new Supplier();
        supplier.importWith("--apply");
        Http http = supplier.http();
        eventually(() -> http.get("/v1/me").status() == 200);
        CompletableFuture<Answer> waiting = InBackground.call(() -> waitFor(http, 50));
        CompletableFuture<Answer> other = InBackground.call(() -> waitFor(Http.as(gateway, "northern-power"), 8));
        TimeUnit.SECONDS.sleep(2);
        assertThat(waiting).isNotDone();
        parties("disable", supplier.id);
        refused(waiting.get(30, TimeUnit.SECONDS), 401, "PARTY_DISABLED");
        assertThat(other).isNotDone();
        assertThat(other.get(1, TimeUnit.MINUTES).status()).isEqualTo(200);
    }

    /** Waits for an event after those of now. */
    private static Answer waitFor(Http party, int seconds) {
        String next = party.get("/v1/events").json().get("next").asText();
        return party.send(party.request("/v1/events?after=" + next).header("Prefer", "wait=" + seconds));
    }

    @Test
    void commandsNameWhatTheyDoNotFind() {
        for (String verb : List.of("show", "disable", "enable")) {
            Outcome outcome = parties(verb, "nobody");
            assertThat(outcome.succeeded()).isFalse();
            assertThat(outcome.text()).contains("there is no party nobody").doesNotContain("\tat ");
        }
    }

    @Test
    void commandsGiveTheirConnectionsBack() throws Exception {
        int before = count("pg_stat_activity where datname = current_database() and backend_type = 'client backend'");
        assertThat(parties("list").succeeded()).isTrue();
        eventually(
                () -> count("pg_stat_activity where datname = current_database() and backend_type = 'client backend'")
                        <= before);
    }

    @Test
    void aCommandThatLosesItsConnection_saysSoInASentence_andHasChangedNothing() throws Exception {
        Supplier supplier = new Supplier();
        supplier.importWith("--apply");
        int before = audited(supplier.id);
        CompletableFuture<Outcome> command;
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table party in access exclusive mode");
            command = InBackground.call(() -> parties("disable", supplier.id));
            String waiting =
                    "pg_stat_activity where application_name = 'adt-gateway parties' and wait_event_type = 'Lock'";
            eventually(() -> count(waiting) == 1);
            database.execute("select pg_terminate_backend(pid) from " + waiting);
            assertThat(command.get(1, TimeUnit.MINUTES).succeeded()).isFalse();
            other.rollback();
        }
        assertThat(command.join().text())
                .contains("parties disable: the connection to the database was lost, run the command again: ")
                .doesNotContain("\tat ");
        assertThat(audited(supplier.id)).isEqualTo(before);
        assertThat(parties("disable", supplier.id).succeeded()).isTrue();
        assertThat(audited(supplier.id)).isEqualTo(before + 1);
    }

    /** When a command is needed, the servers may have taken almost all that the database allows. */
    @Test
    void aCommandMakesDoWithAFewConnections_whateverTheServerKeeps() throws Exception {
        database.execute("create role one_command login connection limit 8");
        database.execute("grant pg_read_all_data to one_command");
        try {
            Path configuration = Files.writeString(
                    folder.resolve("one-command.yml"),
                    Files.readString(gateway.configuration())
                            .replace("user=postgres", "user=one_command")
                            .replace("user: postgres", "user: one_command"));
            Outcome list = Commands.run(Clock.systemUTC(), "parties", "list", configuration.toString());
            assertThat(list.text()).contains("northern-power");
            assertThat(list.succeeded()).isTrue();
        } finally {
            database.execute("drop owned by one_command");
            database.execute("drop role one_command");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "parties: [",
                "parties:\n  - id: x\n    colour: blue",
                "parties:\n  - id: x\n    name: X\n    roles: [KING]",
                "parties:\n  - id: x\n    name: X"
            })
    void aFileThatIsNoRegistry_isRefusedInASentence(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("broken.yml"), text);
        Outcome outcome = parties("import", file.toString(), "--apply");
        assertThat(outcome.succeeded()).isFalse();
        assertThat(outcome.text()).contains("parties import: ").doesNotContain("\tat ");
    }

    @Test
    void everyNodeSeesAChange_withoutARestart() throws Exception {
        Supplier supplier = new Supplier();
        try (Gateway second = gateway.startAnotherNode()) {
            Http here = supplier.http();
            Http there = Http.as(second, supplier.files.resolve("transport.p12"));
            refused(there.get("/v1/me"), 401, "NOT_REGISTERED");
            supplier.importWith("--apply");
            eventually(() -> there.get("/v1/me").status() == 200);
            eventually(() -> here.get("/v1/me").status() == 200);
            parties("disable", supplier.id);
            eventually(() -> there.get("/v1/me").status() == 401);
            eventually(() -> here.get("/v1/me").status() == 401);
        }
    }

    @Test
    void aPartyIsWarnedOfACertificateThatEndsSoon_andTheOperatorFindsIt() throws Exception {
        Supplier supplier = new Supplier();
        supplier.write(
                gateway.transportCa()
                        .issue(new Leaf("ending")
                                .usage(KeyUsage.digitalSignature)
                                .extendedUsage(KeyPurposeId.id_kp_clientAuth)
                                .validFor(Duration.ofDays(17).plusHours(1))),
                "ending");
        supplier.write(
                gateway.signingCa()
                        .issue(new Leaf("ending signer")
                                .usage(KeyUsage.digitalSignature)
                                .validFor(Duration.ofDays(5).plusHours(1))),
                "ending-signer");
        supplier.transport("transport", "ending")
                .signing("signing", "ending-signer")
                .importWith("--apply");
        eventually(() -> supplier.http().get("/v1/me").status() == 200);

        // nothing that it uses ends: another signing certificate outlasts the one that does
        assertThat(supplier.http().get("/v1/me").response().headers().firstValue("Warning"))
                .isEmpty();
        assertThat(supplier.http("ending").get("/v1/me").header("Warning"))
                .contains("299 - \"The transport certificate", "in 17 days")
                .doesNotContain("signing");
        List<String> warnings = new ArrayList<>();
        try (AdtGatewayClient client = supplier.client("ending", new CallListener() {
            @Override
            public void warned(String warning) {
                warnings.add(warning);
            }
        })) {
            client.me();
        }
        assertThat(warnings).singleElement().asString().contains("in 17 days");

        supplier.signing("ending-signer").importWith("--apply");
        eventually(() -> supplier.http()
                .get("/v1/me")
                .response()
                .headers()
                .firstValue("Warning")
                .orElse("")
                .contains("The signing certificate"));
        assertThat(parties("expiring", "--within", "10d").text())
                .contains(supplier.id)
                .containsPattern("Z +5 ")
                .doesNotContain("(17 days)");
        assertThat(parties("expiring", "--within", "20d").text()).containsPattern("Z +17 ");
        assertThat(parties("show", supplier.id).text())
                .containsPattern("Z +17 ")
                .containsPattern("Z +5 ");
    }

    @Test
    void aHundredCertificatesThatExpireTogetherMakeAShortWarning() throws Exception {
        Supplier supplier = new Supplier();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String name = "expiring-" + i;
            Identity signer = gateway.signingCa()
                    .issue(new Leaf(name)
                            .usage(KeyUsage.digitalSignature)
                            .validFor(Duration.ofDays(5).plusHours(i + 1)));
            Pki.writePem(supplier.files.resolve(name + ".pem"), List.of(signer.certificate()));
            names.add(name);
        }
        supplier.signing(names.toArray(String[]::new)).importWith("--apply");
        eventually(() -> supplier.http()
                .get("/v1/me")
                .response()
                .headers()
                .firstValue("Warning")
                .isPresent());
        assertThat(supplier.http().get("/v1/me").header("Warning"))
                .contains("97 more of your certificates expire within 30 days")
                .hasSizeLessThan(1000);
    }

    /** A supplier of one test, with a folder of its own. */
    private static final class Supplier {
        private final String id = "supplier-" + ++parties;
        private String userId = "70-B3-D5-1F-30-%02X-C0-01".formatted(parties);
        private final String secondUserId = "70-B3-D5-1F-30-%02X-C0-02".formatted(parties);
        private final Path files = gateway.party(id);
        private String fileTypes = "ADT, EXIT_QUARANTINE";
        private List<String> transport = List.of("transport");
        private List<String> signing = List.of("signing");
        private String first = "{ file: %s }";

        Supplier() throws IOException {
            write(gateway.transportCa().issueClient(id), "transport");
            write(gateway.signingCa().issueSigner(id, KeyKind.P256), "signing");
        }

        void write(Identity identity, String name) throws IOException {
            identity.write(files, name, Gateway.PASSWORD);
        }

        Supplier transport(String... names) {
            transport = List.of(names);
            return this;
        }

        Supplier signing(String... names) {
            signing = List.of(names);
            return this;
        }

        /** How the first signing certificate is registered. */
        Supplier bound(String entry) {
            first = entry;
            return this;
        }

        Outcome importWith(String option) throws IOException {
            Path file = Files.writeString(files.resolve("registry.yml"), """
                    parties:
                      - id: %s
                        name: A supplier
                        roles: [SUPPLIER]
                        fileTypes: [%s]
                        userIds: [%s, %s]
                        transportCertificates:
                    %s
                        signingCertificates:
                    %s
                    """.formatted(
                    id, fileTypes, userId, secondUserId, entries(transport, "{ file: %s }"), entries(signing, first)));
            return option.isEmpty() ? parties("import", file.toString()) : parties("import", file.toString(), option);
        }

        private static String entries(List<String> names, String first) {
            StringBuilder entries = new StringBuilder();
            String form = first;
            for (String name : names) {
                String file = name.endsWith(".pem") ? name : name + ".pem";
                entries.append("      - ").append(form.formatted(file)).append('\n');
                form = "{ file: %s }";
            }
            return entries.toString();
        }

        Http http() {
            return http("transport");
        }

        Http http(String certificate) {
            return Http.as(gateway, files.resolve(certificate + ".p12"));
        }

        AdtGatewayClient client(String certificate, CallListener listener) {
            return AdtGatewayClient.builder()
                    .address(gateway.url())
                    .identity(org.adtgateway.client.Identity.pkcs12(
                            files.resolve(certificate + ".p12"), Gateway.PASSWORD.toCharArray()))
                    .trust(folder.resolve("server-ca.pem"))
                    .receiptTrust(folder.resolve("receipt-ca.pem"))
                    .listener(listener)
                    .build();
        }

        FileSigner signer(String name) {
            return gateway.signer(id, name);
        }

        JsonNode submission(byte[] file, byte[] signature, int status) {
            Answer answer = http().post("/v1/submissions", form(file, signature));
            assertThat(answer.status()).as(answer.text()).isEqualTo(status);
            return answer.json();
        }

        Answer submit(FileSigner signer, String userId) {
            byte[] file = file(userId);
            return http().post("/v1/submissions", form(file, signer.sign(file)));
        }
    }

    private static byte[] file(String userId) {
        return file(userId, "", 1);
    }

    private static byte[] file(String userId, String comment, int rows) {
        StringBuilder file = new StringBuilder(
                "UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment\n");
        for (int row = 0; row < rows; row++) {
            String from = row < 700 ? "" : "2030-01-01T00:00:00Z";
            file.append(userId + ",4.10," + (row % 700 + 1) + ",50,100," + from + ",," + comment + "\n");
        }
        return file.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Form form(byte[] file, byte[] signature) {
        return form("ADT", file, signature);
    }

    private static Form form(String type, byte[] file, byte[] signature) {
        return new Form()
                .field("fileType", type)
                .file("file", "file.csv", file)
                .file("signature", "file.p7s", signature)
                .field("serviceRequestReference", "SMSR1");
    }

    private static Outcome parties(String verb, String... arguments) {
        List<String> all =
                new ArrayList<>(List.of("parties", verb, gateway.configuration().toString()));
        all.addAll(List.of(arguments));
        return Commands.run(Clock.systemUTC(), all.toArray(String[]::new));
    }

    private static int audited(String party) {
        return count("audit where detail like '%" + party + "%'");
    }

    private static int count(String of) {
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), "");
                ResultSet result = connection.createStatement().executeQuery("select count(*) from " + of)) {
            result.next();
            return result.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
