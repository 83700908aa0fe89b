package org.adtgateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.adtgateway.testing.Commands;
import org.adtgateway.testing.Commands.Outcome;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Pki.KeyKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an administrator asks of a gateway that runs, and what is written down of that. */
class AdministrationTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static EmbeddedDatabase database;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        database = EmbeddedDatabase.create();
        gateway = Gateway.start(Gateway.Settings.of(folder, database).with("environment: user-test\n"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void status_showsNodesSchemaListsCertificatesAndDisk() throws Exception {
        Outcome shown = run("status");
        assertThat(shown.succeeded()).as(shown.text()).isTrue();
        assertThat(shown.text())
                .contains("Nodes\n", "Certificates\n", "Revocation lists\n", "Disk of this machine\n")
                .doesNotContain("FAULT");
        JsonNode status = json(run("status", "--json"));
        assertThat(status.at("/program/environment").asText()).isEqualTo("user-test");
        assertThat(status.at("/database/schema").asText())
                .isEqualTo(status.at("/database/knownSchema").asText())
                .isEqualTo(database.query(
                        "select version from flyway_schema_history order by installed_rank desc limit 1"));
        assertThat(status.at("/database/feedLagSeconds").asDouble()).isLessThan(60);
        assertThat(status.get("nodes")).hasSize(1);
        JsonNode node = status.at("/nodes/0");
        assertThat(node.get("process").asLong())
                .isEqualTo(ProcessHandle.current().pid());
        assertThat(node.get("feedLeader").asBoolean()).isTrue();
        assertThat(status.get("certificates").findValuesAsText("what"))
                .contains("server, port 0", "receipts", "signing authority", "transport authority");
        assertThat(status.get("revocationLists").findValuesAsText("purpose")).contains("signing", "transport");
        assertThat(status.get("endingPartyCertificates").findValuesAsText("what"))
                .as("one has ended already")
                .contains("northern-power, SIGNING");
        assertThat(status.at("/disk/freeMiB").asLong()).isPositive();
    }

    @Test
    void status_saysWhatIsWrong_andShowsTheRestAllTheSame() throws Exception {
        Path away = with(database.url(), "jdbc:postgresql://localhost:1/adt");
        Outcome shown = Commands.run(Clock.systemUTC(), "status", away.toString());
        assertThat(shown.succeeded()).isFalse();
        assertThat(shown.text())
                .contains("FAULT  database: the database does not respond", "receipts", "status: 1 fault")
                .doesNotContain("\tat ");

        EmbeddedDatabase empty = EmbeddedDatabase.create();
        Path older = with(database.url(), empty.url());
        assertThat(Commands.run(Clock.systemUTC(), "status", older.toString()).text())
                .contains("FAULT  schema: the database has no schema yet", "FAULT  nodes: no node of this version");

        Commands.run(Clock.systemUTC(), "db", "migrate", older.toString());
        Outcome stopped = Commands.run(Clock.systemUTC(), "status", older.toString());
        assertThat(stopped.succeeded()).isFalse();
        assertThat(stopped.text()).contains("FAULT  nodes: no node of this version", "status: 1 fault");
    }

    @Test
    void diagnose_saysWhereItCannotWrite_inASentence() {
        Path nowhere = folder.resolve("nowhere/x.zip");
        assertThat(run("diagnose", "--to", nowhere.toString()).text())
                .contains("diagnose: there is no folder " + nowhere.getParent())
                .doesNotContain("\tat ");
        Path below = gateway.configuration().resolve("x.zip");
        assertThat(run("diagnose", "--to", below.toString()).text())
                .contains("diagnose: cannot read or write " + below + ": Not a directory")
                .doesNotContain("\tat ");
    }

    @Test
    void diagnose_hasWhatHelps_andNoSecretOfTheConfiguration() throws Exception {
        database.execute("""
                do $$ begin
                    if not exists (select from pg_roles where rolname = 'inquirer') then
                        create role inquirer superuser login password 'not-for-the-archive';
                    end if;
                end $$""");
        List<String> secrets = List.of("not-for-the-archive", "in-the-address", "in-a-token", Gateway.PASSWORD);
        Path file = folder.resolve("secret.yml");
        Files.writeString(
                file,
                Files.readString(gateway.configuration())
                        .replace(
                                "user: " + database.user(),
                                "user: inquirer\n  password: not-for-the-archive\n  properties:\n    sslpassword: in-a-token")
                        .replace(
                                "url: " + database.url(),
                                "url: " + database.url() + (database.url().contains("?") ? "&" : "?")
                                        + "password=in-the-address"));
        // the port is chosen by the system, which the configuration of this test does not know
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(
                                "port: 0\n  requestLog",
                                "port: " + gateway.adminUrl().replaceAll(".*:", "") + "\n  requestLog"));
        Path archive = folder.resolve("diagnosis.zip");
        Outcome outcome = Commands.run(Clock.systemUTC(), "diagnose", file.toString(), "--to", archive.toString());
        assertThat(outcome.succeeded()).as(outcome.text()).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)))
                .isEqualTo("rw-------");

        Map<String, String> entries = read(archive);
        assertThat(entries)
                .containsOnlyKeys(
                        "configuration.yml",
                        "java.txt",
                        "status.txt",
                        "status.json",
                        "check.txt",
                        "database.txt",
                        "node/healthcheck.json",
                        "node/metrics.txt",
                        "node/threads.txt");
        entries.forEach((name, text) -> assertThat(text)
                .as(name)
                .isNotBlank()
                .doesNotContain("not available")
                .doesNotContain(secrets)
                .doesNotContain("PRIVATE KEY"));
        assertThat(entries.get("configuration.yml"))
                .contains("inquirer", "needClientAuth: true", "password: \"(hidden)\"", "sslpassword: \"(hidden)\"")
                .contains("keyStorePath");
        assertThat(entries.get("check.txt")).contains("ok     database");
        assertThat(JSON.readTree(entries.get("status.json")).get("nodes")).hasSize(1);
        assertThat(entries.get("database.txt")).contains("fsync = off", "submission: about ");
        assertThat(entries.get("node/metrics.txt")).contains("adt_gateway_build_info");

        Outcome again = Commands.run(Clock.systemUTC(), "diagnose", file.toString(), "--to", archive.toString());
        assertThat(again.succeeded()).isFalse();
        assertThat(again.text()).contains("is there already; nothing was written");
    }

    @Test
    void export_isWhatImportTakesBack() throws Exception {
        assertThat(run("parties", "disable", "western-gas").succeeded()).isTrue();
        Path exported = Files.writeString(
                folder.resolve("export.yml"), run("parties", "export").text());
        assertThat(run("parties", "enable", "western-gas").succeeded()).isTrue();
        assertThat(run("parties", "import", exported.toString()).text())
                .as("to the same registry")
                .contains("change party western-gas", "enabled=false", "1 changes");

        EmbeddedDatabase empty = EmbeddedDatabase.create();
        Path other = with(database.url(), empty.url());
        // when the certificate that has expired since was valid, and with no list of revoked ones yet
        Clock before = Clock.offset(Clock.systemUTC(), Duration.ofDays(-10));
        Files.writeString(
                other, Files.readString(other).replace("  crls: [" + folder.toAbsolutePath() + "/server/crls]\n", ""));
        assertThat(Commands.run(Clock.systemUTC(), "db", "migrate", other.toString())
                        .succeeded())
                .isTrue();
        Outcome imported = Commands.run(before, "parties", "import", other.toString(), exported.toString(), "--apply");
        assertThat(imported.succeeded()).as(imported.text()).isTrue();
        assertThat(Commands.run(Clock.systemUTC(), "parties", "export", other.toString())
                        .text())
                .as("to an empty one")
                .isEqualTo(Files.readString(exported));
    }

    @Test
    void export_keepsWhomAnAuditorReads() throws Exception {
        EmbeddedDatabase empty = EmbeddedDatabase.create();
        Path other = with(database.url(), empty.url());
        assertThat(Commands.run(Clock.systemUTC(), "db", "migrate", other.toString())
                        .succeeded())
                .isTrue();
        Path stated = Files.writeString(folder.resolve("auditor.yml"), """
                parties:
                  - id: western-gas
                    name: Western Gas
                    roles: [SUPPLIER]
                    fileTypes: [ADT]
                  - id: auditors
                    name: Auditors of one Party
                    roles: [AUDITOR]
                    audits: western-gas
                """);
        Outcome imported =
                Commands.run(Clock.systemUTC(), "parties", "import", other.toString(), stated.toString(), "--apply");
        assertThat(imported.succeeded()).as(imported.text()).isTrue();

        Path exported = Files.writeString(
                folder.resolve("auditor-export.yml"),
                Commands.run(Clock.systemUTC(), "parties", "export", other.toString())
                        .text());
        assertThat(exported).content().contains("audits: \"western-gas\"");
        assertThat(Commands.run(Clock.systemUTC(), "parties", "import", other.toString(), exported.toString())
                        .text())
                .contains("nothing to change");
    }

    @Test
    void import_wantsACertificateAsAFileOrWithin_notBoth() throws Exception {
        String party = """
                parties:
                  - id: someone
                    name: Someone
                    roles: [SUPPLIER]
                    transportCertificates:
                      - %s
                """;
        for (String entry : List.of("{ file: a.pem, pem: b }", "{ userIds: [] }")) {
            Path file = Files.writeString(folder.resolve("both.yml"), party.formatted(entry));
            assertThat(run("parties", "import", file.toString()).text())
                    .contains("party someone: a certificate needs either 'file' or 'pem'");
        }
        Path file = Files.writeString(folder.resolve("both.yml"), party.formatted("{ pem: nonsense }"));
        assertThat(run("parties", "import", file.toString()).text())
                .contains("party someone: 'pem' holds no certificate")
                .doesNotContain("\tat ");
    }

    @Test
    void addCertificate_leavesTheOthersAlone_andRefusesWhatIsNotFit() throws Exception {
        gateway.signingCa().issueSigner("another", KeyKind.P384).write(folder, "another", Gateway.PASSWORD);
        gateway.transportCa().issueClient("wrong purpose").write(folder, "client", Gateway.PASSWORD);
        String pem = folder.resolve("another.pem").toString();
        List<String> before = certificates("western-gas");

        assertThat(run("parties", "add-certificate", "western-gas", "signing", pem)
                        .text())
                .contains("register SIGNING certificate", "1 changes; nothing was changed yet");
        assertThat(certificates("western-gas")).isEqualTo(before);
        assertThat(run("parties", "add-certificate", "western-gas", "signing", pem, "--apply")
                        .text())
                .contains("1 changes made");
        assertThat(certificates("western-gas")).hasSize(before.size() + 1).containsAll(before);
        assertThat(run("parties", "add-certificate", "western-gas", "signing", pem, "--apply")
                        .text())
                .contains("nothing to change");

        assertThat(run("parties", "add-certificate", "northern-power", "signing", pem, "--apply")
                        .text())
                .contains("it belongs to the Party western-gas already");
        assertThat(run("parties", "add-certificate", "western-gas", "transport", pem, "--apply")
                        .text())
                .contains("is refused");
        assertThat(run("parties", "add-certificate", "nobody", "signing", pem, "--apply")
                        .text())
                .contains("there is no party nobody");
        assertThat(run(
                                "parties",
                                "add-certificate",
                                "western-gas",
                                "signing",
                                folder.resolve("none.pem").toString(),
                                "--apply")
                        .text())
                .contains("does not exist")
                .doesNotContain("\tat ");
    }

    @Test
    void resultsAreJsonForPrograms() throws Exception {
        assertThat(json(run("parties", "list", "--json")).get("parties").findValuesAsText("id"))
                .containsExactly("dcc", "northern-power", "western-gas");
        assertThat(json(run("parties", "show", "dcc", "--json"))
                        .at("/party/roles/0")
                        .asText())
                .isEqualTo("OPERATOR");
        assertThat(json(run("purge", "--older-than", "400d", "--json"))
                        .at("/submissions")
                        .asInt(-1))
                .isZero();
        assertThat(json(run("db", "status", "--json")).at("/schema/newer").asBoolean(true))
                .isFalse();
        assertThat(json(run("check", "--json")).get("findings").findValuesAsText("state"))
                .contains("ok", "WARN");
        assertThat(json(run("parties", "export", "--json")).get("parties")).hasSize(3);
    }

    @Test
    void whoRanACommandStandsInTheAuditTable() {
        run("parties", "disable", "western-gas");
        run("parties", "enable", "western-gas");
        run("db", "restored");
        String by = database.query(
                "select detail from audit where detail like 'enable party western-gas%' order by id desc");
        assertThat(by).matches("enable party western-gas \\(by \\S+ on \\S+\\)");
        assertThat(
                        database.query(
                                "select count(*) from audit where kind in ('REGISTRY', 'RESTORED', 'MIGRATED', 'PURGED') and detail not like '% (by % on %)'"))
                .isEqualTo("0");
        assertThat(database.query("select detail from audit where kind = 'MIGRATED'"))
                .startsWith("the schema was migrated from nothing to ");
    }

    private static List<String> certificates(String party) throws IOException {
        return json(run("parties", "show", party, "--json")).get("certificates").findValuesAsText("sha256");
    }

    private static JsonNode json(Outcome outcome) throws IOException {
        assertThat(outcome.succeeded()).as(outcome.text()).isTrue();
        return JSON.readTree(outcome.text());
    }

    private static Map<String, String> read(Path archive) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (Enumeration<? extends ZipEntry> each = zip.entries(); each.hasMoreElements(); ) {
                ZipEntry entry = each.nextElement();
                try (InputStream in = zip.getInputStream(entry)) {
                    entries.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return entries;
    }

    private static Path with(String text, String replacement) throws IOException {
        String configuration = Files.readString(gateway.configuration());
        assertThat(configuration).contains(text);
        return Files.writeString(
                Files.createTempFile(folder, "configuration", ".yml"), configuration.replace(text, replacement));
    }

    /** The configuration comes behind the verb. */
    private static Outcome run(String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command));
        int verbs = command.equals("parties") || command.equals("db") ? 1 : 0;
        arguments.addAll(List.of(more).subList(0, verbs));
        arguments.add(gateway.configuration().toString());
        arguments.addAll(List.of(more).subList(verbs, more.length));
        return Commands.run(Clock.systemUTC(), arguments.toArray(String[]::new));
    }
}
