package org.adtgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.ProjectVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The project {@code client-java/example}, built by Maven by its own POM as for those who copy it, and run against a gateway. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a repository is made of symbolic links")
class ExampleProjectTest {
    private static final Path SDK = DeliveredCommand.ROOT.resolve("client-java");
    private static final String VERSION = ProjectVersion.current();

    @TempDir
    private Path folder;

    @Test
    void theExample_isBuiltByItsOwnPom_andSubmitsAFile() throws Exception {
        String maven = System.getProperty("maven.home", "");
        assumeTrue(!maven.isEmpty(), "only Maven knows where Maven is");
        Path jar = SDK.resolve("target/adt-gateway-client-" + VERSION + ".jar");
        assumeTrue(Files.exists(jar), "the SDK is built by 'mvn package'");
        Path project = copy(SDK.resolve("example"));
        Path repository = repositoryWith(jar);

        String built = run(
                project,
                Map.of("JAVA_HOME", System.getProperty("java.home")),
                0,
                maven + "/bin/mvn",
                "-o",
                "-B",
                "-Dmaven.repo.local=" + repository,
                "compile");

        assertThat(built).contains("BUILD SUCCESS");
        assertThat(project.resolve("target/classes/example/SubmitFile.class")).exists();
        submits(project);
    }

    private void submits(Path project) throws Exception {
        try (Gateway gateway =
                Gateway.start(Gateway.Settings.of(folder.resolve("gateway"), EmbeddedDatabase.create()))) {
            JourneyFiles.writeTo(folder);
            Path keys = gateway.party("northern-power");
            for (String authority : List.of("server-ca.pem", "receipt-ca.pem")) {
                Files.copy(folder.resolve("gateway").resolve(authority), keys.resolve(authority));
            }
            Map<String, String> settings =
                    Map.of("ADT_ADDRESS", gateway.url(), "ADT_KEYS", keys.toString(), "ADT_PASSWORD", Gateway.PASSWORD);
            String classPath = project.resolve("target/classes") + ":" + libraries();
            List<String> program = List.of(
                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                    "-cp",
                    classPath,
                    "example.SubmitFile");

            assertThat(run(project, settings, 0, with(program, folder.resolve("adt-valid.csv"))))
                    .startsWith("Delivered as ");
            assertThat(run(project, settings, 3, with(program, folder.resolve(JourneyFiles.DAMAGED))))
                    .contains("Refused, nothing was delivered: CONTENT_INVALID");
        }
    }

    private static String[] with(List<String> program, Path file) {
        return Stream.concat(program.stream(), Stream.of(file.toString(), "SMSR-1"))
                .toArray(String[]::new);
    }

    /** Those of the command's zip are what the SDK brings along. */
    private String libraries() throws IOException {
        List<String> jars = new ArrayList<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(DeliveredCommand.in(folder).home().resolve("lib"))) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!name.startsWith("adt-" + VERSION) && !name.startsWith("picocli")) {
                    jars.add(file.toString());
                }
            }
        }
        return String.join(":", jars);
    }

    private Path copy(Path project) throws IOException {
        Path target = folder.resolve("example");
        try (Stream<Path> files = Files.walk(project)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(each -> !each.startsWith(project.resolve("target")))
                    .toList()) {
                Path copied = target.resolve(project.relativize(file));
                Files.createDirectories(copied.resolveSibling("."));
                Files.copy(file, copied);
            }
        }
        return target;
    }

    /** A repository with what the build uses, and the SDK as the build made it: nothing is fetched, and the user's own repository stays as it is. */
    private Path repositoryWith(Path jar) throws IOException {
        Path used = Path.of(System.getProperty("localRepository", ""));
        Path repository = Files.createDirectories(folder.resolve("repository"));
        link(used, repository, "org");
        link(used.resolve("org"), Files.createDirectories(repository.resolve("org")), "adtgateway");
        Path ours = Files.createDirectories(repository.resolve("org/adtgateway"));
        install(ours, "adt-gateway", DeliveredCommand.ROOT.resolve("pom.xml"));
        Path sdk = install(ours, "adt-gateway-client", SDK.resolve("dependency-reduced-pom.xml"));
        Files.copy(jar, sdk.resolve(jar.getFileName()));
        return repository;
    }

    private static Path install(Path ours, String artifact, Path pom) throws IOException {
        Path target = Files.createDirectories(ours.resolve(artifact).resolve(VERSION));
        Files.copy(pom, target.resolve(artifact + "-" + VERSION + ".pom"));
        return target;
    }

    private static void link(Path from, Path into, String except) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(from)) {
            for (Path entry : entries) {
                if (!entry.endsWith(except)) {
                    Files.createSymbolicLink(into.resolve(entry.getFileName()), entry);
                }
            }
        }
    }

    private static String run(Path in, Map<String, String> environment, int status, String... command)
            throws IOException, InterruptedException {
        Path written = in.resolve("written.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(written.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(written, StandardCharsets.UTF_8);
        assertThat(process.exitValue())
                .as("%s:%n%s", String.join(" ", command), text)
                .isEqualTo(status);
        return text;
    }
}
