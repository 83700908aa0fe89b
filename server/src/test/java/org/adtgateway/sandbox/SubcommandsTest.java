package org.adtgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

/** All sub-commands, as the help lists them: so the next one is among them. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
@Tag("faults") // a JVM for each call
class SubcommandsTest {
    private static final int WIDTH = 80;
    /** What only programmers know, who use the API. */
    private static final Pattern OF_THE_API = Pattern.compile(
            "/v1/|\\b(GET|POST) |violations|(?<!\\.)\\bparts?\\b|multipart|HTTP (status|header)|Retry-After|Prefer:|If-None-Match");

    private static final Pattern LISTED = Pattern.compile("^  ([a-z][a-z-]*)(, [a-z-]+)?( .*)?$");
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z0-9-]*");

    @TempDir
    private static Path folder;

    private static DeliveredCommand command;
    private static Gateway gateway;
    private static final Map<String, String> HELP = new TreeMap<>();

    @BeforeAll
    static void start() throws Exception {
        command = DeliveredCommand.in(folder);
        gateway = Gateway.start(Gateway.Settings.of(folder.resolve("gateway"), EmbeddedDatabase.create()));
        AdtConfigurations.writeTo(gateway);
        JourneyFiles.writeTo(folder);
        readHelp("");
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    /** Reads the help of a command and of those below it. */
    private static void readHelp(String name) throws Exception {
        List<String> arguments = new ArrayList<>(name.isEmpty() ? List.of() : List.of(name.split(" ", -1)));
        arguments.add("--help");
        Ran ran = command.run(Map.of(), arguments.toArray(String[]::new));
        assertThat(ran.status()).as("adt %s: %s", name, ran.err()).isZero();
        HELP.put(name, ran.out());
        for (String each : listed(ran.out())) {
            readHelp((name + " " + each).strip());
        }
    }

    private static List<String> listed(String help) {
        List<String> names = new ArrayList<>();
        int start = help.indexOf("Commands:");
        if (start >= 0) {
            for (String line : help.substring(start).lines().skip(1).toList()) {
                Matcher matcher = LISTED.matcher(line);
                if (line.isBlank()) {
                    break;
                }
                if (matcher.matches()) {
                    names.add(matcher.group(1));
                }
            }
        }
        return names;
    }

    @Test
    void theHelpOfEach_hasAnExampleAndEachSetting_within80Columns_inWordsOfAnAdtTeam() throws Exception {
        assertThat(HELP)
                .containsKeys("submit", "download", "events", "format", "help", "keys new", "config init", "watch")
                .doesNotContainKey("warm-up");
        Set<String> settings = settings();
        assertThat(settings).hasSizeGreaterThan(12).contains("--signer-trust");
        HELP.forEach((name, help) -> {
            assertThat(help).as(name).startsWith(("Usage: adt " + name).strip());
            assertThat(help.lines())
                    .as(name)
                    .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(WIDTH));
            assertThat(OF_THE_API.matcher(help).results().map(found -> found.group()))
                    .as(name)
                    .isEmpty();
            int examples = help.indexOf("Example");
            assertThat(examples).as("an example of %s", name).isPositive();
            assertThat(help.substring(examples)).as(name).contains(("adt " + name).strip());
            assertThat(options(help)).as(name).containsAll(settings);
        });
    }

    /** Examples and pages that name an option which is not there would help nobody. */
    @Test
    void examplesAndPages_nameOptionsThatExist() throws Exception {
        Map<String, String> texts = new TreeMap<>(HELP);
        for (String page : List.of("client-java/README.md", "docs/install.md", "docs/file-formats.md", "README.md")) {
            texts.put(page, Files.readString(DeliveredCommand.ROOT.resolve(page)));
        }
        Set<String> checked = new HashSet<>();
        texts.forEach((where, text) -> {
            Matcher call =
                    Pattern.compile("\\badt ([a-z]+)( [a-z]+)?([^\\n`\"]*)").matcher(text);
            while (call.find()) {
                String both = call.group(1) + (call.group(2) == null ? "" : call.group(2));
                String name = HELP.containsKey(both) ? both : call.group(1);
                if (HELP.containsKey(name)) {
                    checked.add(name);
                    assertThat(options(HELP.get(name)))
                            .as("%s: %s", where, call.group())
                            .containsAll(options(call.group(3).replaceAll(" {3,}.*", "")));
                }
            }
        });
        assertThat(checked).contains("submit", "watch", "collect", "check", "config init");
    }

    private static Set<String> options(String text) {
        Set<String> options = new HashSet<>();
        Matcher matcher = OPTION.matcher(text);
        while (matcher.find()) {
            options.add(matcher.group());
        }
        return options;
    }

    private static Set<String> settings() throws Exception {
        Set<String> settings = new HashSet<>();
        for (String line : command.run(Map.of("HOME", folder.toString()), "config", "show")
                .out()
                .lines()
                .toList()) {
            Matcher matcher = Pattern.compile("^([a-z][a-z0-9-]+) {2,}.*").matcher(line);
            if (matcher.matches()) {
                settings.add("--" + matcher.group(1));
            }
        }
        return settings;
    }

    @Test
    void help_showsThatOfAnotherCommand() throws Exception {
        assertThat(command.run(Map.of(), "help", "submit").out()).isEqualTo(HELP.get("submit"));
        assertThat(command.run(Map.of(), "help").out()).isEqualTo(HELP.get(""));
        Ran unknown = command.run(Map.of(), "help", "sumbit");
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err()).contains("sumbit");
    }

    @Test
    void download_fetchesWhatTheGatewayHas_andNothingTwice() throws Exception {
        Path file = folder.resolve("adt-valid.csv");
        run("northern-power", 0, "submit", file.toString(), "--reference", "SMSR-1");
        Path target = folder.resolve("evidence");

        Ran ran = run("northern-power", 0, "download", file.toString(), "--out", target.toString());

        assertThat(ran.out()).contains("Downloaded: " + target, "for exactly the bytes of the file");
        assertThat(target.resolve("adt-valid.csv")).hasSameBinaryContentAs(file);
        assertThat(target.resolve("adt-valid.csv.p7s")).hasSameBinaryContentAs(folder.resolve("adt-valid.csv.p7s"));
        assertThat(target.resolve("adt-valid.csv.receipt.p7m"))
                .hasSameBinaryContentAs(folder.resolve("adt-valid.csv.receipt.p7m"));
        assertThat(target.resolve("certificates.pem")).content().contains("BEGIN CERTIFICATE");
        assertThat(target.resolve("withdrawal.json")).doesNotExist();
        assertThat(run("northern-power", 2, "download", file.toString(), "--out", target.toString())
                        .err())
                .contains("exists already; name another folder with --out");

        run("northern-power", 0, "withdraw", file.toString(), "--reason", "Thresholds of the wrong day");
        Path after = folder.resolve("after");
        assertThat(run("northern-power", 0, "download", file.toString(), "--out", after.toString(), "--json")
                        .out())
                .contains("withdrawal.json", "\"receiptVerified\" : true");
        assertThat(after.resolve("withdrawal.json")).content().contains("Thresholds of the wrong day");
        assertThat(run("western-gas", 3, "download", "00000000-0000-4000-8000-000000000000")
                        .err())
                .contains("NOT_FOUND");
        assertThat(Path.of("00000000-0000-4000-8000-000000000000.part")).doesNotExist();
    }

    @Test
    void events_tellWhatHappened_andContinueWhereTheyStopped() throws Exception {
        assertThat(run("western-gas", 0, "events").err()).contains("No events");
        Path file = folder.resolve(JourneyFiles.WESTERN_ADT);
        run("western-gas", 0, "submit", file.toString(), "--reference", "SMSR-2");
        run("western-gas", 0, "withdraw", file.toString(), "--reason", "Not today");

        Ran all = run("western-gas", 0, "events", "--utc");
        Ran json = run("western-gas", 0, "events", "--json", "--limit", "1");

        assertThat(all.out().lines().toList()).hasSize(2);
        assertThat(all.out()).containsSubsequence("Z  RECEIVED", "Z  WITHDRAWN", "ADT of western-gas: Not today");
        assertThat(json.out().lines()).hasSize(1);
        String cursor = json.out().replaceAll("(?s).*\"cursor\":\"([^\"]+)\".*", "$1");
        assertThat(all.err()).contains("adt events --after ");
        assertThat(run("western-gas", 0, "events", "--after", cursor).out())
                .contains("WITHDRAWN")
                .doesNotContain("RECEIVED");
        assertThat(run("western-gas", 3, "events", "--after", "nonsense").err())
                .contains("INVALID_PARAMETER")
                .doesNotContainPattern(OF_THE_API);
    }

    @Test
    void format_showsTheColumns_byTheGatewayAndOffline() throws Exception {
        Ran gateways = run("northern-power", 0, "format", "adt");
        Ran offline = command.run(Map.of("HOME", folder.toString()), "format", "EXIT_QUARANTINE");
        Ran json = run("northern-power", 0, "format", "ADT", "--json");

        assertThat(gateways.out())
                .contains("format adt 1 of the gateway", "\nUserID, such as 70-B3-", "\nComment (may be empty)")
                .doesNotContainPattern(OF_THE_API);
        assertThat(offline.status()).isZero();
        assertThat(offline.out()).contains("of this command", "\nQuarantineEventRef, such as ");
        assertThat(json.out().strip())
                .isEqualTo(Files.readString(
                                DeliveredCommand.ROOT.resolve("api-spec/src/main/resources/file-formats/adt-1.json"))
                        .strip());
        assertThat(run("northern-power", 2, "format", "ADTS").err()).contains("ADT, EXIT_QUARANTINE");
    }

    private static Ran run(String party, int status, String... arguments) throws IOException, InterruptedException {
        Ran ran = command.run(
                Map.of(
                        "ADT_CONFIG",
                        gateway.party(party).resolve(AdtConfigurations.NAME).toString()),
                arguments);
        assertThat(ran.status())
                .as("adt %s%n%s%s", String.join(" ", arguments), ran.out(), ran.err())
                .isEqualTo(status);
        return ran;
    }
}
