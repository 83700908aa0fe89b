package org.adtgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.adtgateway.testing.ProjectVersion;

/** The {@code adt} command as it is delivered: unpacked from its zip and started by its launcher, as an ADT team has it. */
final class DeliveredCommand {
    /** The root of the checkout. */
    static final Path ROOT = Path.of(System.getProperty("rootDir", ".."));

    private static final Path BUILT = ROOT.resolve("client-java/adt/target");

    private final Path home;

    /** What the command did. */
    record Ran(int status, String out, String err) {}

    private DeliveredCommand(Path home) {
        this.home = home;
    }

    /** Unpacks it into a folder; the test is skipped where it was not built. */
    static DeliveredCommand in(Path folder) throws IOException {
        Path unpacked = folder.resolve("unpacked");
        Path zip = BUILT.resolve("adt-" + ProjectVersion.current() + ".zip");
        assumeTrue(Files.exists(zip), "the zip is built by 'mvn package'");
        unpack(zip, unpacked);
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(unpacked)) {
            return new DeliveredCommand(folders.iterator().next());
        }
    }

    private static void unpack(Path zip, Path into) throws IOException {
        try (ZipFile entries = new ZipFile(zip.toFile())) {
            for (ZipEntry entry : Collections.list(entries.entries())) {
                Path target = into.resolve(entry.getName());
                Files.createDirectories(entry.isDirectory() ? target : target.resolveSibling("."));
                if (!entry.isDirectory()) {
                    try (InputStream in = entries.getInputStream(entry)) {
                        Files.copy(in, target);
                    }
                }
            }
        }
        try (DirectoryStream<Path> launchers = Files.newDirectoryStream(into, "*")) {
            for (Path each : launchers) {
                assertThat(each.resolve("bin/adt").toFile().setExecutable(true)).isTrue();
            }
        }
    }

    /** The folder that was in the zip. */
    Path home() {
        return home;
    }

    Path launcher() {
        return home.resolve("bin/adt");
    }

    /** Runs it with these variables beside those of this process. */
    Ran run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        return run(true, environment, arguments);
    }

    /** Runs it with these variables and no others, as cron and systemd do. */
    Ran runWith(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        return run(false, environment, arguments);
    }

    private Ran run(boolean inherit, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", launcher().toString()));
        Collections.addAll(command, arguments);
        Path errors = Files.createTempFile(home, "errors", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        if (inherit) {
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        } else {
            builder.environment().clear();
            builder.environment().put("PATH", System.getProperty("java.home") + "/bin:/usr/bin:/bin");
        }
        builder.environment().putIfAbsent("ADT_NO_CACHE", "1");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        String written = Files.readString(errors);
        Files.delete(errors);
        return new Ran(process.exitValue(), output, written);
    }
}
