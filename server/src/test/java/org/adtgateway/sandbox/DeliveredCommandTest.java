package org.adtgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
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
    private static final Path BUILT = Path.of(System.getProperty("rootDir", ".."), "client-java", "adt", "target");

    @TempDir
    private Path folder;

    private Path home;

    @BeforeEach
    void unpack() throws IOException {
        home = folder.resolve("unpacked");
        try (DirectoryStream<Path> zips =
                Files.newDirectoryStream(Files.createDirectories(BUILT), "adt-*-SNAPSHOT.zip")) {
            for (Path zip : zips) {
                unpack(zip);
            }
        }
        assumeTrue(Files.exists(home), "the zip is built by 'mvn package'");
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
            deliversNamesOfAnyLettersWithoutALocale(config, Path.of(file));
        }
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
        return run(Map.of("ADT_NO_CACHE", "1"), true, status, config, arguments);
    }

    @Test
    void anOlderJava_isNamed() throws Exception {
        for (String old : List.of("1.8.0_402", "11.0.2")) {
            Path installed = folder.resolve("java-" + old);
            Path java = Files.createDirectories(installed.resolve("bin")).resolve("java");
            Files.writeString(java, "#!/bin/sh\nexit 1\n");
            assertThat(java.toFile().setExecutable(true)).isTrue();
            Files.writeString(installed.resolve("release"), "JAVA_VERSION=\"" + old + "\"\n");

            run(Map.of("ADT_NO_CACHE", "1", "JAVA_HOME", installed.toString()), 2, folder, "--version");

            assertThat(folder.resolve("errors.txt")).content().contains("needs Java 17 or later", "is Java " + old);
        }
    }

    @Test
    void theZip_hasServiceDescriptions() throws Exception {
        Path service = only(home).resolve("service");
        for (String unit : List.of("adt-watch@.service", "adt-collect@.service")) {
            String text = Files.readString(service.resolve(unit));
            String verb = unit.startsWith("adt-watch") ? "watch" : "collect";
            assertThat(text)
                    .contains("ExecStart=/opt/adt/bin/adt " + verb + " /srv/", "Restart=always", "LC_ALL=C.UTF-8");
        }
        String task = Files.readString(service.resolve("adt-watch.xml"));
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(task.getBytes(StandardCharsets.UTF_8)));
        assertThat(task).contains("adt.bat", "watch");
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
        try (DirectoryStream<Path> files = Files.newDirectoryStream(only(home).resolve("lib"))) {
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
        assertThat(only(home)).isDirectoryContaining("glob:**/README.md").isDirectoryContaining("glob:**/LICENSE");
    }

    private String adt(int status, Path config, String... arguments) throws Exception {
        return run(Map.of("ADT_NO_CACHE", "1"), status, config, arguments);
    }

    private String run(Map<String, String> environment, int status, Path config, String... arguments) throws Exception {
        return run(environment, false, status, config, arguments);
    }

    private String run(
            Map<String, String> environment, boolean nothingElse, int status, Path config, String... arguments)
            throws Exception {
        List<String> command =
                new ArrayList<>(List.of("sh", only(home).resolve("bin/adt").toString()));
        Collections.addAll(command, arguments);
        Path errors = folder.resolve("errors.txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        if (nothingElse) {
            builder.environment().keySet().retainAll(Set.of("PATH", "HOME"));
        }
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("ADT_CONFIG", config.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as("%s%n%s%s", command, output, Files.readString(errors))
                .isEqualTo(status);
        return output;
    }

    private static Path only(Path parent) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent)) {
            return folders.iterator().next();
        }
    }

    private void unpack(Path zip) throws IOException {
        try (ZipFile entries = new ZipFile(zip.toFile())) {
            for (ZipEntry entry : Collections.list(entries.entries())) {
                Path target = home.resolve(entry.getName());
                Files.createDirectories(entry.isDirectory() ? target : target.resolveSibling("."));
                if (!entry.isDirectory()) {
                    try (InputStream in = entries.getInputStream(entry)) {
                        Files.copy(in, target);
                    }
                }
            }
        }
    }
}
