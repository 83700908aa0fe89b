package org.adtgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.Claim;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The {@code adt} command as it is delivered: unpacked from its zip and started by its launcher, as an ADT team has it. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
class DeliveredCommandTest {
    @TempDir
    private Path folder;

    private DeliveredCommand command;

    @BeforeEach
    void unpack() throws IOException {
        command = DeliveredCommand.in(folder);
    }

    @Test
    void theCommand_doesTheJourney() throws Exception {
        try (Gateway gateway =
                Gateway.start(Gateway.Settings.of(folder.resolve("gateway"), EmbeddedDatabase.create()))) {
            AdtConfigurations.writeTo(gateway);
            JourneyFiles.writeTo(folder);
            Path config = gateway.party("northern-power").resolve(AdtConfigurations.NAME);
            String file = folder.resolve("adt-valid.csv").toString();

            assertThat(adt(0, config, "me", "--json")).contains("\"partyId\" : \"northern-power\"");
            assertThat(adt(0, config, "submit", file, "--reference", "SMSR-1", "--json"))
                    .contains("\"status\" : \"RECEIVED\"", "\"receiptVerified\" : true");
            assertThat(adt(0, config, "verify", file + ".receipt.p7m", "--file", file))
                    .contains("It is for exactly the bytes");
            assertThat(adt(3, config, "status", "00000000-0000-0000-0000-000000000000", "--json"))
                    .contains("NOT_FOUND");
            Path dcc = gateway.party("dcc").resolve(AdtConfigurations.NAME);
            assertThat(adt(0, dcc, "collect", folder.resolve("in").toString(), "--once", "--json"))
                    .contains("\"event\":\"COLLECTED\"");
            collectsAgainWhatWasHandedBack(gateway, dcc);
            deliversNamesOfAnyLettersWithoutALocale(config, Path.of(file));
        }
    }

    private void collectsAgainWhatWasHandedBack(Gateway gateway, Path config) throws Exception {
        Path collected = folder.resolve("in");
        String id;
        try (Stream<Path> entries = Files.list(collected)) {
            id = entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> name.length() == 36)
                    .findFirst()
                    .orElseThrow();
        }
        try (AdtGatewayClient operator = gateway.client("dcc")) {
            assertThat(operator.status(id).claim())
                    .extracting(Claim::note)
                    .asString()
                    .startsWith("adt collect ");
            operator.release(id, "The import failed");
        }
        assertThat(adt(0, config, "collect", collected.toString(), "--once", "--json"))
                .contains("\"event\":\"RELEASED\"", "\"event\":\"COLLECTED\"");
        assertThat(collected.resolve("released").resolve(id).resolve("file.csv"))
                .exists();
        assertThat(adt(0, config, "collect", collected.toString(), "--once", "--json"))
                .isEmpty();
    }

    /** As cron and systemd start it: nothing in the environment, and so no locale. */
    private void deliversNamesOfAnyLettersWithoutALocale(Path config, Path file) throws Exception {
        Path drop = Files.createDirectory(folder.resolve("drop"));
        List<String> names = List.of("ADT_J\u00e4nner.csv", "ADT_\u4e2d\u6587.csv", "ADT_plain.csv");
        for (String name : names) {
            Files.copy(file, drop.resolve(name));
            assertThat(runWithout(config, 0, "sign", drop.resolve(name).toString()))
                    .contains("Signed");
        }
        Files.writeString(drop.resolve("notes.txt"), "not a CSV file");

        String events = runWithout(config, 7, "watch", drop.toString(), "--once", "--reference", "SMSR-2", "--json");

        assertThat(events.lines().filter(line -> line.contains("\"event\":\"DELIVERED\"")))
                .hasSize(3);
        assertThat(events).contains("\"code\":\"NOT_CSV\"", "ADT_J\u00e4nner.csv");
        for (String name : names) {
            assertThat(drop.resolve("sent").resolve(name)).hasSameBinaryContentAs(file);
            assertThat(drop.resolve("sent").resolve(name + ".receipt.p7m")).isNotEmptyFile();
        }
    }

    private String runWithout(Path config, int status, String... arguments) throws Exception {
        return requireStatus(status, command.runWith(Map.of("ADT_CONFIG", config.toString()), arguments), arguments);
    }

    @Test
    void anOlderJava_isNamed() throws Exception {
        for (String old : List.of("1.8.0_402", "11.0.2")) {
            Path installed = folder.resolve("java-" + old);
            Path java = Files.createDirectories(installed.resolve("bin")).resolve("java");
            Files.writeString(java, "#!/bin/sh\nexit 1\n");
            assertThat(java.toFile().setExecutable(true)).isTrue();
            Files.writeString(installed.resolve("release"), "JAVA_VERSION=\"" + old + "\"\n");

            DeliveredCommand.Ran ran = command.run(Map.of("JAVA_HOME", installed.toString()), "--version");

            assertThat(ran.status()).isEqualTo(2);
            assertThat(ran.err()).contains("needs Java 17 or later", "is Java " + old);
        }
    }

    @Test
    void output_thatCannotBeWritten_isAFailure_andAClosedPipeIsNone() throws Exception {
        String adt = command.home().resolve("bin/adt") + " format ADT";
        DeliveredCommand.Ran full = shell(adt + " > /dev/full");
        assertThat(full.status()).isEqualTo(1);
        assertThat(full.err()).contains("The output could not be written: No space left on device");
        DeliveredCommand.Ran closed = shell("(" + adt + " --json; echo $? >&2) | true");
        assertThat(closed.err().strip()).isEqualTo("0");
    }

    private DeliveredCommand.Ran shell(String line) throws Exception {
        Path out = folder.resolve("shell.out");
        Path err = folder.resolve("shell.err");
        Process process = new ProcessBuilder("sh", "-c", line)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new DeliveredCommand.Ran(process.waitFor(), Files.readString(out), Files.readString(err));
    }

    /** Each run loads other classes from the archive that the first run creates. */
    @Test
    void theCommand_runsFromItsArchive() throws Exception {
        Path config = Files.createFile(folder.resolve("empty.properties"));
        Path file = Files.writeString(folder.resolve("ADT_1.csv"), "UserID\r\n");
        Path cache = folder.resolve("cache");
        Map<String, String> environment = Map.of("XDG_CACHE_HOME", cache.toString(), "ADT_NO_CACHE", "");

        assertThat(run(environment, 0, config, "--version")).startsWith("adt ");
        for (int seconds = 0; archives(cache) == 0; seconds++) {
            assertThat(seconds).as("seconds without an archive").isLessThan(90);
            Thread.sleep(1000);
        }

        assertThat(run(environment, 0, config, "--help")).contains("Usage: adt");
        assertThat(run(environment, 0, config, "submit", "--help")).contains("Usage: adt submit");
        assertThat(run(environment, 0, config, "config", "show")).contains("signer-trust");
        assertThat(run(environment, 3, config, "check", file.toString())).contains("The content has errors");
        assertThat(run(environment, 2, config, "check", file.toString(), "--type", "none", "--json"))
                .contains("--type");
        assertThat(run(environment, 2, config, "submit", file.toString(), "--reference", "x", "--wait", "5m", "--json"))
                .contains("Not configured: identity");
        assertThat(run(environment, 2, config, "bogus", "--json")).contains("bogus");
    }

    private static long archives(Path cache) throws IOException {
        Path folder = cache.resolve("adt");
        if (!Files.exists(folder)) {
            return 0;
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jsa")) {
            return StreamSupport.stream(found.spliterator(), false).count();
        }
    }

    /** The SDK is one dependency of the command among others, and the JSON library is inside it. */
    @Test
    void theZip_hasTheCommandTheSdkAndTheirDependencies() throws IOException {
        List<String> jars = new ArrayList<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(command.home().resolve("lib"))) {
            files.forEach(file -> jars.add(file.getFileName().toString().replaceFirst("-[0-9].*", "")));
        }
        assertThat(jars)
                .containsExactlyInAnyOrder(
                        "adt",
                        "adt-gateway-client",
                        "bcpkix-jdk18on",
                        "bcprov-jdk18on",
                        "bcutil-jdk18on",
                        "picocli",
                        "slf4j-api",
                        "slf4j-nop");
        assertThat(command.home()).isDirectoryContaining("glob:**/README.md").isDirectoryContaining("glob:**/LICENSE");
    }

    private String adt(int status, Path config, String... arguments) throws Exception {
        return run(Map.of(), status, config, arguments);
    }

    private String run(Map<String, String> environment, int status, Path config, String... arguments) throws Exception {
        Map<String, String> all = new HashMap<>(environment);
        all.put("ADT_CONFIG", config.toString());
        return requireStatus(status, command.run(all, arguments), arguments);
    }

    private static String requireStatus(int status, DeliveredCommand.Ran ran, String... arguments) {
        assertThat(ran.status())
                .as("adt %s%n%s%s", String.join(" ", arguments), ran.out(), ran.err())
                .isEqualTo(status);
        return ran.out();
    }
}
