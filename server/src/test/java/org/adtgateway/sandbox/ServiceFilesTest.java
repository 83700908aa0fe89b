package org.adtgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.adtgateway.sandbox.DeliveredCommand.Ran;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

/** The units for systemd and the task for Windows that are in the zip of the command. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
class ServiceFilesTest {
    private static final String INSTALLED = "/opt/adt";

    @TempDir
    private Path folder;

    private DeliveredCommand command;

    @BeforeEach
    void unpack() throws IOException {
        command = DeliveredCommand.in(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"adt-watch", "adt-collect"})
    void systemdUnderstandsEachLine(String name) throws Exception {
        // as started for one folder; only the command has another place here
        Path unit = Files.writeString(
                folder.resolve(name + "@north.service"),
                unit(name).replace(INSTALLED, command.home().toString()));
        Path written = folder.resolve("written");
        Process process;
        try {
            process = new ProcessBuilder("systemd-analyze", "verify", "--man=no", unit.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(written.toFile())
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "systemd is not installed");
            throw e;
        }
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(written)).isEmpty();
        assertThat(process.exitValue()).isZero();
    }

    /** Without systemd, as far as the command goes: its line and its environment as they are, and nothing else. */
    @ParameterizedTest
    @CsvSource({"adt-watch,northern-power,/srv/adt/", "adt-collect,dcc,/srv/dcc/"})
    void theUnit_runsAndEndsWhenItIsToldTo(String name, String party, String served) throws Exception {
        try (Gateway gateway =
                Gateway.start(Gateway.Settings.of(folder.resolve("gateway"), EmbeddedDatabase.create()))) {
            AdtConfigurations.writeTo(gateway);
            JourneyFiles.writeTo(folder);
            Path config = gateway.party("northern-power").resolve(AdtConfigurations.NAME);
            Path drop = Files.createDirectories(folder.resolve("srv/north"));
            Path file = Files.copy(folder.resolve("adt-valid.csv"), folder.resolve("ADT_1.csv"));
            Map<String, String> supplier = Map.of("ADT_CONFIG", config.toString());
            assertThat(command.runWith(supplier, "sign", file.toString()).status())
                    .isZero();
            Files.writeString(drop.resolve("ADT_1.csv.smsr"), "SMSR-1");
            Files.move(folder.resolve("ADT_1.csv.p7s"), drop.resolve("ADT_1.csv.p7s"));
            Files.move(file, drop.resolve("ADT_1.csv"));
            if (party.equals("dcc")) {
                assertThat(command.runWith(supplier, "watch", drop.toString(), "--once")
                                .status())
                        .isZero();
            }
            Process service = start(name, gateway.party(party).resolve(AdtConfigurations.NAME), served);
            try {
                await(service, drop, party.equals("dcc") ? "file.csv" : "ADT_1.csv.receipt.p7m");
            } finally {
                service.destroy();
            }
            assertThat(service.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(service.exitValue()).isEqualTo(Integer.parseInt(value(name, "SuccessExitStatus")));
        }
    }

    private Process start(String name, Path config, String served) throws IOException {
        List<String> line = new ArrayList<>();
        for (String word : value(name, "ExecStart").split(" ", -1)) {
            line.add(word.replace(INSTALLED, command.home().toString())
                    .replace(served, folder.resolve("srv") + "/")
                    .replace("%i", "north"));
        }
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("journal").toFile());
        builder.environment().clear();
        builder.environment().put("PATH", System.getProperty("java.home") + "/bin:/usr/bin:/bin");
        builder.environment().putAll(environment(name));
        assertThat(builder.environment()).containsEntry("ADT_CONFIG", "/etc/adt/%i.properties");
        builder.environment().put("ADT_CONFIG", config.toString());
        return builder.start();
    }

    private void await(Process service, Path in, String name) throws IOException, InterruptedException {
        for (int tenths = 0; !contains(in, name); tenths++) {
            assertThat(tenths).as(Files.readString(folder.resolve("journal"))).isLessThan(600);
            assertThat(service.isAlive())
                    .as(Files.readString(folder.resolve("journal")))
                    .isTrue();
            Thread.sleep(100);
        }
    }

    private static boolean contains(Path in, String name) throws IOException {
        try (Stream<Path> files = Files.walk(in, 2)) {
            return files.anyMatch(file -> file.endsWith(name));
        } catch (UncheckedIOException e) {
            // something was moved while it was looked at
            return false;
        }
    }

    /** A wrong setting does not pass by itself, so that systemd must not start it again. */
    @Test
    void aWrongSetting_endsWithTheStatusThatIsNotStartedAgain() throws Exception {
        for (String name : List.of("adt-watch", "adt-collect")) {
            Path config = Files.writeString(folder.resolve("wrong.properties"), "adress = https://gateway.example\n");
            Ran ran = command.runWith(
                    Map.of("ADT_CONFIG", config.toString()), name.substring("adt-".length()), folder.toString());
            assertThat(ran.status()).isEqualTo(Integer.parseInt(value(name, "RestartPreventExitStatus")));
            assertThat(value(name, "Restart")).isEqualTo("always");
        }
    }

    @Test
    void theTaskForWindows_callsWhatIsThere() throws Exception {
        Path task = command.home().resolve("service/adt-watch.xml");
        Document document =
                DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(task.toFile());
        String called = document.getElementsByTagName("Command").item(0).getTextContent();
        String arguments = document.getElementsByTagName("Arguments").item(0).getTextContent();
        Matcher matcher = Pattern.compile(
                        "/c \"\"C:\\\\adt\\\\(bin\\\\adt\\.bat)\" ([a-z]+) \"D:\\\\adt\\\\out\" >> \"[^\"]+\" 2>&1\"")
                .matcher(arguments);
        assertThat(called).isEqualTo("cmd.exe");
        assertThat(matcher.matches()).as(arguments).isTrue();
        assertThat(command.home().resolve(matcher.group(1).replace('\\', '/'))).isRegularFile();
        Ran help = command.run(Map.of(), matcher.group(2), "--help");
        assertThat(help.status()).isZero();
        assertThat(help.out()).startsWith("Usage: adt watch");
        assertThat(document.getElementsByTagName("ExecutionTimeLimit").item(0).getTextContent())
                .as("without an end")
                .isEqualTo("PT0S");
    }

    private String unit(String name) throws IOException {
        return Files.readString(command.home().resolve("service").resolve(name + "@.service"));
    }

    private String value(String name, String key) throws IOException {
        Matcher matcher = Pattern.compile("(?m)^" + key + "=(.*)$").matcher(unit(name));
        assertThat(matcher.find()).as(key).isTrue();
        return matcher.group(1);
    }

    private Map<String, String> environment(String name) throws IOException {
        Map<String, String> environment = new TreeMap<>();
        Matcher matcher = Pattern.compile("(?m)^Environment=([A-Z_]+)=(.*)$").matcher(unit(name));
        while (matcher.find()) {
            environment.put(matcher.group(1), matcher.group(2));
        }
        return environment;
    }
}
