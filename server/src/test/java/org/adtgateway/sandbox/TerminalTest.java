package org.adtgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.adtgateway.sandbox.DeliveredCommand.Ran;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@code adt} command in a real terminal: widths, colours, times, questions. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
@Tag("faults") // takes long, and needs an installed program
class TerminalTest {
    private static final String RED = "\u001b[31m";
    private static final String LONG_NAME = "ADT_northern_power_thresholds_of_the_fourth_quarter_2026.csv";

    @TempDir
    private static Path folder;

    private static DeliveredCommand command;
    private static Gateway gateway;
    private static Map<String, String> environment;

    @BeforeAll
    static void start() throws Exception {
        command = DeliveredCommand.in(folder);
        gateway = Gateway.start(Gateway.Settings.of(folder.resolve("gateway"), EmbeddedDatabase.create()));
        AdtConfigurations.writeTo(gateway);
        JourneyFiles.writeTo(folder);
        environment = Map.of(
                "PATH",
                command.home().resolve("bin") + ":" + System.getenv("PATH"),
                "JAVA_HOME",
                System.getProperty("java.home"),
                "HOME",
                folder.toString(),
                "TZ",
                "Asia/Tokyo",
                "ADT_NO_CACHE",
                "1",
                "ADT_CONFIG",
                gateway.party("northern-power").resolve(AdtConfigurations.NAME).toString());
        Files.copy(folder.resolve("adt-valid.csv"), folder.resolve(LONG_NAME));
        for (String name : new String[] {LONG_NAME, "eq-valid.csv"}) {
            Ran ran = command.run(
                    environment,
                    "submit",
                    folder.resolve(name).toString(),
                    "--reference",
                    "SMSR-of-a-rather-long-kind-1234567890");
            assertThat(ran.status()).as(ran.err()).isZero();
        }
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 120})
    void tablesFit_andTimesAreLocalWithTheirZone(int width) throws Exception {
        try (Terminal terminal = new Terminal(folder, width, environment)) {
            String list = terminal.run("adt list");
            assertFits(list, width);
            assertThat(list).contains("ID ", "STATUS", "FILE", "+09:00", "EXIT_QUARANTINE");
            if (width == 120) {
                assertThat(list).contains("SMSR-of-a-rather-long");
            }
            assertFits(terminal.run("adt config show"), width);
            String status = terminal.run("adt status " + folder.resolve(LONG_NAME));
            assertFits(status, width);
            assertThat(status).contains("+09:00").doesNotContain("T0", "Z\n");
            assertFits(terminal.run("adt status --history " + folder.resolve(LONG_NAME)), width);
            assertFits(terminal.run("adt me"), width);
            assertFits(terminal.run("adt format ADT"), width);
            assertFits(terminal.run("adt submit --help"), width);
            assertThat(terminal.run("adt status --utc " + folder.resolve(LONG_NAME)))
                    .doesNotContain("+09:00")
                    .containsPattern("received +[-0-9]{10} [:0-9]{8}Z");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 120})
    void errorsAreWrappedBetweenWords_andRefusalsAreRed(int width) throws Exception {
        String file = folder.resolve("adt-damaged-by-spreadsheet.csv").toString();
        String whole = command.run(environment, "check", file).out();
        try (Terminal terminal = new Terminal(folder, width, environment)) {
            String check = terminal.run("adt check " + file);
            assertFits(check, width);
            assertThat(words(check))
                    .as("no word is broken, and none is missing")
                    .isEqualTo(words(whole));
            assertThat(terminal.colours()).contains(RED + "Would be refused");

            String refused = terminal.run("adt submit --reference S-1 " + file);
            assertFits(refused, width);
            assertThat(terminal.colours()).contains(RED + "Refused: CONTENT_INVALID");
            assertThat(terminal.run("adt check --no-color " + file)).contains("Would be refused");
            assertThat(terminal.colours()).doesNotContain(RED);
        }
    }

    private static String words(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private static void assertFits(String screen, int width) {
        assertThat(screen.lines())
                .as(screen)
                .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(width));
    }

    @Test
    void configInit_asksAgainOnNonsense_andEndsWithTheGatewaysAnswer() throws Exception {
        Path keys = gateway.party("northern-power");
        Path config = folder.resolve("made/adt.properties");
        try (Terminal terminal = new Terminal(folder, 100, environment)) {
            terminal.start("adt config init --config " + config);
            answer(terminal, "address - ", "http://gateway.example");
            answer(
                    terminal,
                    "An address is like https://gateway.example, and not 'http://gateway.example'",
                    gateway.url());
            answer(terminal, "identity - ", keys.resolve("absent.p12").toString());
            answer(terminal, "There is no file", keys.resolve("password.txt").toString());
            answer(
                    terminal,
                    "holds no certificate",
                    keys.resolve("transport.p12").toString());
            answer(
                    terminal,
                    "identity-password-file - ",
                    keys.resolve("password.txt").toString());
            answer(
                    terminal,
                    "\ntrust - ",
                    folder.resolve("gateway/server-ca.pem").toString());
            answer(
                    terminal,
                    "receipt-trust - ",
                    folder.resolve("gateway/receipt-ca.pem").toString());
            answer(terminal, "signing - ", "");
            String end = terminal.end();
            assertThat(end).contains("Written: ", "Trying it (adt me):", "Northern Power (northern-power)");
        }
        assertThat(config).content().contains("address = " + gateway.url(), "#signing = ");
    }

    private static void answer(Terminal terminal, String question, String answer) throws Exception {
        terminal.waitFor(question);
        terminal.type(answer);
    }

    /** A password is asked for, and not shown. */
    @Test
    void aPassword_isAskedForAndNotShown() throws Exception {
        Path config = Files.writeString(
                folder.resolve("asking.properties"),
                Files.readString(gateway.party("northern-power").resolve(AdtConfigurations.NAME))
                        .replace("identity-password-file = password.txt\n", "")
                        .replace(
                                "= transport.p12",
                                "= " + gateway.party("northern-power").resolve("transport.p12"))
                        .replace("../../", folder.resolve("gateway") + "/"));
        try (Terminal terminal = new Terminal(folder, 90, environment)) {
            terminal.start("adt me --config " + config);
            answer(terminal, "Password of the transport key: ", Gateway.PASSWORD);
            assertThat(terminal.end()).contains("Northern Power").doesNotContain(": " + Gateway.PASSWORD);
        }
    }
}
