package org.adtgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit of docs/deployment, as systemd itself judges it, where it is installed. */
class SystemdUnitTest {
    private static final Path UNIT =
            Path.of(System.getProperty("rootDir", ".."), "docs/deployment/adt-gateway.service");

    @TempDir
    private Path folder;

    @Test
    void systemdUnderstandsEachLine() throws Exception {
        // only the program has another place on this machine
        Path unit = Files.writeString(
                folder.resolve("adt-gateway.service"),
                Files.readString(UNIT)
                        .replace(
                                "/usr/sbin/adt-gateway",
                                Path.of(System.getProperty("java.home"), "bin/java")
                                        .toString()));
        assertThat(systemdAnalyze("verify", "--man=no", unit.toString())).isEmpty();
    }

    @Test
    void theServiceIsExposedToLittle() throws Exception {
        String report = systemdAnalyze("security", "--offline=true", "--no-pager", UNIT.toString());
        Matcher level =
                Pattern.compile("Overall exposure level for [^:]+: ([0-9.]+)").matcher(report);
        assertThat(level.find()).as(report).isTrue();
        assertThat(Double.parseDouble(level.group(1))).isLessThan(2);
    }

    private String systemdAnalyze(String... arguments) throws IOException, InterruptedException {
        Path written = folder.resolve("written");
        String[] command = new String[arguments.length + 1];
        command[0] = "systemd-analyze";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(written.toFile())
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "systemd is not installed");
            throw e;
        }
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        String text = Files.readString(written);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }
}
