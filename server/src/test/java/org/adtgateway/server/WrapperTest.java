package org.adtgateway.server;

import static org.adtgateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged command {@code adt-gateway} makes of its arguments and of the environment of the service. */
class WrapperTest {
    private static final Path WRAPPER =
            Path.of(System.getProperty("rootDir", ".."), "server/packaging/src/bin/adt-gateway");

    private static final String RECORDER_OF_CLASSES = """
            for argument in "$@"; do
                echo "$argument"
                case "$argument" in
                    -XX:DumpLoadedClassList=*)
                        printf 'java/lang/Object id: 0\\n@lambda-proxy X\\nhalf a li' > "${argument#*=}"
                        # it runs until its list was used, or for two minutes
                        waited=0
                        while [ -e "${argument#*=}" ] && [ $waited -lt 600 ]; do
                            sleep 0.2
                            waited=$((waited + 1))
                        done
                        ;;
                    -XX:+AOTClassLinking) linking=$argument ;;
                    -XX:SharedClassListFile=*) list=${argument#*=} ;;
                    -XX:SharedArchiveFile=*.new)
                        { if [ -n "${linking-}" ]; then echo "$linking"; fi; cat "$list"; } > "${argument#*=}"
                        ;;
                esac
            done
            """;

    @TempDir
    private Path folder;

    /** The environment of the caller. */
    private final Map<String, String> given = new HashMap<>();

    /** In place of a Java runtime, a program that tells how it was called. */
    @BeforeEach
    void installRecorder() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no /bin/sh");
        given.putAll(Map.of(
                "ADT_GATEWAY_CONFIGURATION", "the.yml",
                "ADT_GATEWAY_ENVIRONMENT", folder.resolve("environment").toString(),
                "ADT_GATEWAY_LIBRARIES", "/lib",
                "ADT_GATEWAY_ACCOUNT", "",
                "JAVA_HOME", folder.toString()));
        installRecorder(folder, "printf '%s\\n' \"$@\"\nenv | grep -e '^ADT_[A-F]' -e '^ADT_GATEWAY_OPERATOR' | sort");
        Files.writeString(
                folder.resolve("environment"),
                "# a comment\n\nADT_DATABASE_URL=jdbc:x?a=b&c=d\nADT_DATABASE_PASSWORD=\"two words\"\nADT_DATABASE_USER='u$ER'");
    }

    private static void installRecorder(Path home, String commands) throws Exception {
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\n" + commands + "\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void putsTheConfigurationBehindTheVerb() throws Exception {
        assertThat(run("check").text()).contains("-jar", "/lib/adt-gateway-server.jar", "check\nthe.yml\n");
        assertThat(run("purge", "--older-than", "400d").text()).contains("purge\nthe.yml\n--older-than\n400d\n");
        assertThat(run("db", "status").text()).contains("db\nstatus\nthe.yml\n");
        assertThat(run("status", "--json").text()).contains("status\nthe.yml\n--json\n");
        assertThat(run("parties", "import", "a file.yml", "--apply").text())
                .contains("parties\nimport\nthe.yml\na file.yml\n--apply\n");
    }

    @Test
    void givesPkiNoConfiguration() throws Exception {
        assertThat(run("pki", "init", "/etc/x").text())
                .contains("pki\ninit\n/etc/x\n")
                .doesNotContain("the.yml");
    }

    /** It has no use for them, and to make a trial one need not be root, who alone may read that file. */
    @Test
    void givesPkiNoPasswords_norNeedsTheirFile() throws Exception {
        assertThat(run("check").text()).contains("ADT_DATABASE_PASSWORD=");
        assertThat(run("pki", "init", "/etc/x").text()).contains("pki\ninit\n").doesNotContain("ADT_DATABASE_");

        Map<String, String> unreadable =
                Map.of("ADT_GATEWAY_ENVIRONMENT", folder.resolve("none").toString(), "PATH", notRoot());
        assertThat(run(unreadable, "check").status()).isEqualTo(77);
        assertThat(run(unreadable, "pki", "init", "/etc/x").status()).isZero();
    }

    /** A path on which the program that tells who one is names another user than root. */
    private String notRoot() throws Exception {
        Path programs = Files.createDirectories(folder.resolve("programs"));
        Path id = programs.resolve("id");
        Files.writeString(id, "#!/bin/sh\necho 1000\n");
        Files.setPosixFilePermissions(id, PosixFilePermissions.fromString("rwxr-xr-x"));
        return programs + ":/usr/bin:/bin";
    }

    @Test
    void readsTheEnvironmentAsSystemdDoes() throws Exception {
        assertThat(run("check").text())
                .contains(
                        "ADT_DATABASE_URL=jdbc:x?a=b&c=d\n",
                        "ADT_DATABASE_PASSWORD=two words\n",
                        "ADT_DATABASE_USER=u$ER\n");
    }

    @Test
    void whatIsNoVariable_isSkippedAndSaidSo_withoutItsText() throws Exception {
        Files.writeString(
                folder.resolve("environment"),
                "  # indented\nexport ADT_SECRET=1\nADT BAR=1\nnothing\n=1\n1A=1\n ADT_DATABASE_USER=u \n");
        Outcome outcome = run("check");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.text()).contains("ADT_DATABASE_USER=u\n").doesNotContain("ADT_SECRET", "line 1 ", "line 7 ");
        for (int line = 2; line <= 6; line++) {
            assertThat(outcome.text())
                    .contains("adt-gateway: line " + line + " of " + folder.resolve("environment")
                            + " is not NAME=VALUE, and is skipped\n");
        }
    }

    @Test
    void theFileOfVariablesTellsWhereThingsAre_unlessTheCallerDoes() throws Exception {
        Files.writeString(
                folder.resolve("environment"),
                "ADT_GATEWAY_CONFIGURATION=\"of the file.yml\"\nADT_GATEWAY_LIBRARIES=/of-the-file\n");
        assertThat(run("check").text()).contains("/lib/adt-gateway-server.jar", "check\nthe.yml\n");

        given.remove("ADT_GATEWAY_CONFIGURATION");
        given.remove("ADT_GATEWAY_LIBRARIES");
        assertThat(run("check").text()).contains("/of-the-file/adt-gateway-server.jar", "check\nof the file.yml\n");
    }

    @Test
    void asksForTheVersionAlone_withoutConfigurationAndPasswords() throws Exception {
        for (String option : List.of("-v", "--version")) {
            assertThat(run(option).text())
                    .contains("adt-gateway-server.jar\n" + option + "\n")
                    .doesNotContain("the.yml", "ADT_DATABASE_");
        }
    }

    @Test
    void aVerbThatIsMissingIsToldHowToBeGiven() throws Exception {
        Outcome outcome = run("parties");
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.text()).contains("Usage: adt-gateway COMMAND", "parties list | show ID");
        assertThat(run().status()).isZero();
    }

    @Test
    void tellsWhoRanIt() throws Exception {
        assertThat(run("check").text()).containsPattern("ADT_GATEWAY_OPERATOR=\\S+\n");
        assertThat(Files.readString(WRAPPER))
                .as("before the account changes")
                .containsPattern("(?s)SUDO_USER.*setpriv");
    }

    @Test
    void withoutAFileOfVariables_usesThoseThatItWasGiven() throws Exception {
        assertThat(run(Map.of("ADT_GATEWAY_ENVIRONMENT", "", "ADT_DATABASE_USER", "given"), "server")
                        .text())
                .contains("server\nthe.yml\n", "ADT_DATABASE_USER=given\n");
    }

    @Test
    void withoutJavaHome_takesTheNewestJavaWithLongTermSupport() throws Exception {
        for (String version : List.of("11.0.2", "17.0.15", "21", "24.0.1")) {
            Path home = folder.resolve("jvm/java-" + version);
            installRecorder(home, "echo Java " + version);
            Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        }
        Map<String, String> environment = Map.of(
                "JAVA_HOME", "", "ADT_GATEWAY_RUNTIMES", folder.resolve("jvm").toString());
        assertThat(run(environment, "check").text()).startsWith("Java 21\n");

        // without one, that of the PATH
        installRecorder(folder, "echo found by PATH");
        Map<String, String> none = Map.of(
                "JAVA_HOME", "", "ADT_GATEWAY_RUNTIMES", "/none", "PATH", folder.resolve("bin") + ":/usr/bin:/bin");
        assertThat(run(none, "check").text()).startsWith("found by PATH\n");
    }

    /** The recorder stands in for a Java that writes the list as it loads classes, and then makes of it what it is told to. */
    @Test
    void theServiceMakesAnArchiveOfClasses_andLaterStartsUseIt() throws Exception {
        Path cache = Files.createDirectories(folder.resolve("cache"));
        Path libraries = Files.createDirectories(folder.resolve("libraries"));
        Path jar = Files.writeString(libraries.resolve("adt-gateway-server.jar"), "one");
        for (String version : List.of("17.0.15", "25.0.3")) {
            Path home = folder.resolve("java-" + version);
            installRecorder(home, RECORDER_OF_CLASSES);
            Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
            Map<String, String> service = new HashMap<>(Map.of(
                    "JAVA_HOME", home.toString(),
                    "ADT_GATEWAY_CACHE", cache.toString(),
                    "ADT_GATEWAY_LIBRARIES", libraries.toString(),
                    "ADT_GATEWAY_ARCHIVE_AFTER", "3",
                    "PATH", notRoot()));

            assertThat(run(service, "check").text()).doesNotContain("-XX:Dump", "-XX:Shared");
            assertThat(run(service, "server").text())
                    .contains("-XX:DumpLoadedClassList=" + cache.resolve("start.classes"));
            eventually(() -> !archives(cache).isEmpty() && !Files.exists(cache.resolve("start.classes")));

            assertThat(archives(cache)).as("that of an older Java is deleted").hasSize(1);
            Path archive = archives(cache).get(0);
            assertThat(Files.readString(archive))
                    .as("without what is half written, and without what an older Java fails at")
                    .isEqualTo(
                            version.startsWith("17")
                                    ? "java/lang/Object id: 0\n"
                                    : "-XX:+AOTClassLinking\njava/lang/Object id: 0\n@lambda-proxy X\n");
            assertThat(run(service, "server").text()).contains("-XX:SharedArchiveFile=" + archive);
            assertThat(run(service, "check").text()).contains("-XX:SharedArchiveFile=" + archive);

            byte[] whole = Files.readAllBytes(archive);
            Files.writeString(archive, "damaged");
            assertThat(run(service, "check").text()).as("it could end the JVM").doesNotContain("-XX:Shared");
            Files.write(archive, whole);
            assertThat(run(service, "check").text()).contains("-XX:SharedArchiveFile=" + archive);

            service.put("ADT_GATEWAY_ARCHIVE_AFTER", "");
            assertThat(run(service, "server").text()).doesNotContain("-XX:Shared", "-XX:Dump");

            service.put("ADT_GATEWAY_ARCHIVE_AFTER", "1");
            Files.writeString(jar, "another version of the gateway than that of " + version);
            assertThat(run(service, "check").text()).doesNotContain("-XX:Shared");
        }
    }

    private static List<Path> archives(Path cache) throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.filter(file -> file.toString().endsWith(".jsa")).toList();
        }
    }

    private record Outcome(int status, String text) {}

    private Outcome run(String... arguments) throws Exception {
        return run(Map.of(), arguments);
    }

    private Outcome run(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", WRAPPER.toString()));
        command.addAll(List.of(arguments));
        Path written = folder.resolve("written");
        ProcessBuilder process =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(written.toFile());
        process.environment().putAll(given);
        process.environment().putAll(environment);
        int status = process.start().waitFor();
        return new Outcome(status, Files.readString(written));
    }
}
