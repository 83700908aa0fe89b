package org.adtgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged command {@code adt-gateway} makes of its arguments and of the environment of the service. */
class WrapperTest {
    private static final Path WRAPPER =
            Path.of(System.getProperty("rootDir", ".."), "server/packaging/src/bin/adt-gateway");

    @TempDir
    private Path folder;

    /** In place of a Java runtime, a program that tells how it was called. */
    @BeforeEach
    void installRecorder() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no /bin/sh");
        Path java = Files.createDirectories(folder.resolve("bin")).resolve("java");
        Files.writeString(
                java,
                "#!/bin/sh\nprintf '%s\\n' \"$@\"\nenv | grep -e '^ADT_[A-F]' -e '^ADT_GATEWAY_OPERATOR' | sort\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(
                folder.resolve("environment"),
                "# a comment\n\nADT_DATABASE_URL=jdbc:x?a=b&c=d\nADT_DATABASE_PASSWORD=\"two words\"\nADT_DATABASE_USER='u$ER'");
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

    @Test
    void readsTheEnvironmentAsSystemdDoes() throws Exception {
        assertThat(run("check").text())
                .contains(
                        "ADT_DATABASE_URL=jdbc:x?a=b&c=d\n",
                        "ADT_DATABASE_PASSWORD=two words\n",
                        "ADT_DATABASE_USER=u$ER\n");
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

    private record Outcome(int status, String text) {}

    private Outcome run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", WRAPPER.toString()));
        command.addAll(List.of(arguments));
        Path written = folder.resolve("written");
        ProcessBuilder process =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(written.toFile());
        process.environment()
                .putAll(Map.of(
                        "ADT_GATEWAY_CONFIGURATION", "the.yml",
                        "ADT_GATEWAY_ENVIRONMENT", folder.resolve("environment").toString(),
                        "ADT_GATEWAY_LIBRARIES", "/lib",
                        "ADT_GATEWAY_ACCOUNT", "",
                        "JAVA_HOME", folder.toString()));
        int status = process.start().waitFor();
        return new Outcome(status, Files.readString(written));
    }
}
