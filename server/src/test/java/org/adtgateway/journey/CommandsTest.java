package org.adtgateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dropwizard.testing.DropwizardTestSupport;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.adtgateway.server.AdtGatewayApplication;
import org.adtgateway.server.AdtGatewayConfiguration;
import org.adtgateway.testing.Commands;
import org.adtgateway.testing.Commands.Outcome;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.OwnProcess;
import org.adtgateway.testing.Pki;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of operators: only {@code db migrate} migrates, and what keeps them from working is said in a sentence, at once. */
class CommandsTest {
    @TempDir
    private static Path folder;

    private static EmbeddedDatabase database;
    private static String configuration;

    @BeforeAll
    static void prepare() throws IOException {
        database = EmbeddedDatabase.create();
        configuration = Files.readString(
                Gateway.prepare(Gateway.Settings.of(folder, database)).configuration());
    }

    @Test
    void onlyDbMigrateMigrates() throws IOException {
        EmbeddedDatabase empty = EmbeddedDatabase.create();
        Path file = with(database.url(), empty.url());
        for (List<String> command :
                List.of(List.of("parties", "list"), List.of("parties", "disable"), List.of("purge"))) {
            Outcome refused = run(file, command);
            assertThat(refused.succeeded()).isFalse();
            assertThat(refused.text()).contains("run 'db migrate' first").doesNotContain("\tat ");
        }
        assertThat(run(file, List.of("db", "status")).text())
                .contains("the database has no schema yet", "to be migrated: 1 ");
        assertThat(empty.query("select count(*) from pg_tables where schemaname = 'public'"))
                .isEqualTo("0");

        Outcome migrated = run(file, List.of("db", "migrate"));
        assertThat(migrated.succeeded()).isTrue();
        assertThat(migrated.text()).contains("the schema has version");
        assertThat(run(file, List.of("parties", "list")).succeeded()).isTrue();
        assertThat(run(file, List.of("purge")).text()).contains("0 submissions would be purged");
        assertThat(run(file, List.of("db", "status")).text()).doesNotContain("to be migrated");
    }

    @Test
    void aServerThatMayNotMigrate_startsOnAMigratedSchemaOnly() throws Exception {
        EmbeddedDatabase empty = EmbeddedDatabase.create();
        Path file = with(database.url(), empty.url());
        Files.writeString(file, Files.readString(file) + "\nmigrateAtStart: false\n");
        assertThatThrownBy(() -> start(file)).hasStackTraceContaining("run 'db migrate' first");
        run(file, List.of("db", "migrate"));
        start(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong password", "unknown account", "unknown database"})
    void aDatabaseThatRefusesTheConnection_endsServerAndCommandsAtOnce(String fault) throws Exception {
        Path file = switch (fault) {
            case "wrong password" -> withPassword("wrong");
            case "unknown account" -> with("user: " + database.user(), "user: nobody");
            default -> with(database.url(), database.url().replaceAll("/gateway\\d+", "/nowhere"));
        };
        long begun = System.nanoTime();
        for (List<String> command : List.of(List.of("parties", "list"), List.of("purge"), List.of("db", "status"))) {
            Outcome refused = run(file, command);
            assertThat(refused.succeeded()).isFalse();
            assertThat(refused.text())
                    .contains("the database refuses the connection; see database.url")
                    .doesNotContain("\tat ");
        }
        assertThatThrownBy(() -> start(file)).hasStackTraceContaining("the database refuses the connection");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        start(withPassword("right"));
    }

    @Test
    void aDatabaseThatIsAway_isSaidToBe() throws IOException {
        Outcome refused = run(with(database.url(), "jdbc:postgresql://localhost:1/adt"), List.of("parties", "list"));
        assertThat(refused.succeeded()).isFalse();
        assertThat(refused.text()).contains("the database does not respond").doesNotContain("\tat ");
    }

    @Test
    void aHostOfTheDatabaseThatIsUnknown_isNamed() throws IOException {
        // a label longer than DNS allows, so that no server is asked
        String host = "x".repeat(64) + ".invalid";
        Path file = with(database.url(), "jdbc:postgresql://" + host + ":5432/adt");
        assertThat(run(file, List.of("parties", "list")).text())
                .contains("the database does not respond: unknown host " + host)
                .doesNotContain("\tat ");
    }

    /** The server by a JVM of its own, as only the main method knows that command. */
    @Test
    void aVariableThatIsNotSet_isNamed_byCommandsAndServer() throws Exception {
        Path file = with("user: " + database.user(), "user: ${ADT_SET_BY_NOBODY}");
        Outcome refused = run(file, List.of("check"));
        assertThat(refused.succeeded()).isFalse();
        assertThat(refused.text())
                .contains("check: set ADT_SET_BY_NOBODY: the configuration uses it, and neither")
                .doesNotContain("\tat ");

        Path errors = folder.resolve("errors of the server");
        assertThat(OwnProcess.statusWithoutReader(OwnProcess.of(errors, "server", file.toString())))
                .isEqualTo(1);
        assertThat(errors)
                .content()
                .contains("server: set ADT_SET_BY_NOBODY: the configuration uses it, and neither")
                .doesNotContain("\tat ");
    }

    /** By a JVM of its own, as it is about that one's standard output and exit status. */
    @Test
    void aResultThatCannotBeWritten_isAFailure_butAReaderWhoHasReadEnoughIsNot() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "there is no " + full);
        Path file = with("needClientAuth: true", "needClientAuth: true");
        Path errors = folder.resolve("errors");
        ProcessBuilder check = OwnProcess.of(errors, "check", file.toString(), "--syntax");
        assertThat(OwnProcess.statusWithoutReader(check)).isZero();
        assertThat(check.redirectOutput(full.toFile()).start().waitFor()).isEqualTo(1);
        assertThat(errors)
                .content()
                .contains("check: the output could not be written: No space left on device")
                .doesNotContain("\tat ");
    }

    @Test
    void commandsLeaveTheFilesOfTheServerAlone_andPrintTheirResultOnly() throws IOException {
        Path logs = folder.resolve("logs");
        Path file = with("logging:\n", "logging:\n  loggers:\n" + auditLog(logs.resolve("audit.log")));
        assertThat(run(file, List.of("parties", "list")).text().lines())
                .hasSize(4)
                .allMatch(line -> line.matches("(ID|dcc|northern-power|western-gas) .*"));
        assertThat(run(file, List.of("purge")).text().lines()).hasSize(2);
        assertThat(Commands.run(Clock.systemUTC(), "check", file.toString(), "--syntax")
                        .text()
                        .strip())
                .isEqualTo("Configuration is OK");
        assertThat(run(file, List.of("parties", "enable")).succeeded()).isTrue();
        assertThat(logs).doesNotExist();
        assertThat(run(folder.resolve("none.yml"), List.of("parties", "list")).text())
                .contains("none.yml")
                .doesNotContain("\tat ");
    }

    @Test
    void checkOpensWhatTheConfigurationNames_andTellsOfEachFault() throws Exception {
        Path good = with("needClientAuth: true", "needClientAuth: true");
        Outcome checked = run(good, List.of("check"));
        assertThat(checked.text())
                .contains(
                        "ok     database: the schema has version",
                        // as the embedded one is for tests
                        "WARN   database: fsync is off",
                        "Configuration is OK");
        assertThat(checked.succeeded()).isTrue();

        Path empty = folder.resolve("empty.p12");
        Pki.writeTrustStore(empty, Gateway.PASSWORD);
        Path bad = Files.writeString(
                Files.createTempFile(folder, "configuration", ".yml"),
                configuration
                        .replace("keyStorePassword: " + Gateway.PASSWORD, "keyStorePassword: wrong")
                        .replaceAll("trustStorePath: .*", "trustStorePath: " + empty)
                        .replace("signing-root.pem", "none.pem")
                        .replace("logging:\n", "logging:\n  loggers:\n" + auditLog(folder)));
        assertThat(Commands.run(Clock.systemUTC(), "check", bad.toString(), "--syntax")
                        .succeeded())
                .as("it is well-formed")
                .isTrue();
        Outcome refused = run(bad, List.of("check"));
        assertThat(refused.succeeded()).isFalse();
        assertThat(refused.text())
                .contains("FAULT  key store of port 0: ", "server.p12 cannot be opened")
                .contains("FAULT  trust store of port 0: ", "has no trusted entry")
                .contains("FAULT  signing: ", "none.pem")
                .contains("FAULT  audit log: " + folder + " is not a file")
                .contains("ok     receipts: ", "check: 4 faults")
                .doesNotContain("Configuration is OK", "\tat ");
    }

    @Test
    void checkWarnsOfWhatStopsNoStart_butClientsOrOthersWouldFind() throws Exception {
        Path key = folder.resolve("server/server.p12");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Path good = with("needClientAuth: true", "needClientAuth: true");
        assertThat(run(good, List.of("check")).text())
                .contains("ok     key store of port 0: for localhost, 127.0.0.1; sent without authorities; ")
                .doesNotContain("names no host", "everyone on this machine can read " + key, "clock");

        Path other = folder.resolve("nameless.p12");
        Pki.root("Servers")
                .issueAuthority("Servers 2")
                .issue(new Pki.Leaf("gateway").usage(KeyUsage.digitalSignature))
                .writePkcs12(other, "server", Gateway.PASSWORD);
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-r--r--"));
        try (ServerSocket taken = new ServerSocket(0)) {
            Path doubtful = Files.writeString(
                    Files.createTempFile(folder, "configuration", ".yml"),
                    configuration
                            .replaceFirst("port: 0", "port: " + taken.getLocalPort())
                            .replace("server/server.p12", "nameless.p12"));
            Outcome warned =
                    Commands.run(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(90)), "check", doubtful.toString());
            assertThat(warned.text())
                    .contains("WARN   key store of port " + taken.getLocalPort() + ": the certificate names no host")
                    .contains("for no host; sent with CN=Servers 2; ")
                    .contains("everyone on this machine can read " + other)
                    .contains("WARN   port " + taken.getLocalPort() + ": cannot be used (Address already in use)")
                    .containsPattern("WARN   database: its clock and that of this machine are (89|90) s apart")
                    .contains("Configuration is OK");
            assertThat(warned.succeeded()).isTrue();
        }
    }

    @Test
    void checkFindsAPrivilegeThatTheAccountLacks() throws Exception {
        EmbeddedDatabase own = EmbeddedDatabase.create();
        Path owner = with(database.url(), own.url());
        run(owner, List.of("db", "migrate"));
        own.execute("drop role if exists limited");
        own.execute("create role limited login");
        own.execute("grant select, insert, update, delete on all tables in schema public to limited");
        own.execute("revoke insert on audit from limited");
        Path limited = Files.writeString(
                Files.createTempFile(folder, "configuration", ".yml"),
                Files.readString(owner).replace("user: " + database.user(), "user: limited"));
        Outcome refused = run(limited, List.of("check"));
        assertThat(refused.succeeded()).isFalse();
        assertThat(refused.text())
                .contains("FAULT  database: the account limited has no privilege INSERT on audit: GRANT it")
                .contains("check: 1 fault");
        own.execute("grant insert on audit to limited");
        assertThat(run(limited, List.of("check")).succeeded()).isTrue();
    }

    @Test
    void aRestoreIsToldOnce_andMakesEachCursorInvalid() throws IOException {
        Path file = with("needClientAuth: true", "needClientAuth: true");
        String before = database.query("select epoch from feed_epoch");
        assertThat(run(file, List.of("db", "restored")).text())
                .contains("cursors of the feed issued before are refused");
        assertThat(database.query("select epoch from feed_epoch")).isNotEqualTo(before);
        assertThat(database.query("select count(*) from audit where kind = 'RESTORED'"))
                .isEqualTo("1");
    }

    private static String auditLog(Path file) {
        return "    audit:\n      appenders:\n        - type: file\n          currentLogFilename: " + file
                + "\n          archive: false\n";
    }

    private static void start(Path file) throws Exception {
        DropwizardTestSupport<AdtGatewayConfiguration> server =
                new DropwizardTestSupport<>(AdtGatewayApplication.class, file.toString());
        server.before();
        server.after();
    }

    private static Outcome run(Path file, List<String> command) {
        List<String> options = switch (command.get(command.size() - 1)) {
            case "purge" -> List.of("--older-than", "400d");
            case "disable", "enable" -> List.of("western-gas");
            default -> List.of();
        };
        List<String> arguments = new ArrayList<>(command);
        arguments.add(file.toString());
        arguments.addAll(options);
        return Commands.run(Clock.systemUTC(), arguments.toArray(new String[0]));
    }

    /** As an account that has to prove itself. */
    private static Path withPassword(String password) throws IOException {
        database.execute("""
                do $$ begin
                    if not exists (select from pg_roles where rolname = 'careful') then
                        create role careful superuser login password 'right';
                    end if;
                end $$""");
        Path rules = Path.of(database.query("show hba_file"));
        String rule = "host all careful all scram-sha-256\n";
        if (!Files.readString(rules).startsWith(rule)) {
            Files.writeString(rules, rule + Files.readString(rules));
            database.execute("select pg_reload_conf()");
        }
        return with("user: " + database.user(), "user: careful\n  password: " + password);
    }

    private static Path with(String text, String replacement) throws IOException {
        assertThat(configuration).contains(text);
        return Files.writeString(
                Files.createTempFile(folder, "configuration", ".yml"), configuration.replace(text, replacement));
    }
}
