package org.adtgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.adtgateway.client.TestPki;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.ProjectVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The packages of clients in other languages: what is in them, and that a file makes its whole journey by them as they are installed. */
@EnabledIfSystemProperty(named = "sdks", matches = ".+", disabledReason = "mvn -Psdks packs the clients and runs this")
class ClientPackagesTest {
    @TempDir
    private static Path folder;

    private static Gateway gateway;

    @BeforeAll
    static void start() throws IOException {
        gateway = Gateway.start(Gateway.Settings.of(folder, EmbeddedDatabase.create()));
        JourneyFiles.writeTo(folder.resolve("files"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void typescript_aFileMakesTheWholeJourney() throws Exception {
        ClientProject project = ClientProject.typescript(folder.resolve("typescript"));

        assertDoesTheJourney(project.run("journey", gateway.url(), folder.toString()));
        assertDelivers(project, "readme");
        assertTellsThatItsCertificateIsRefused(project);
    }

    @Test
    void python_aFileMakesTheWholeJourney() throws Exception {
        ClientProject project = ClientProject.python(folder.resolve("python"));

        assertDoesTheJourney(project.run("journey", gateway.url(), folder.toString()));
        assertDelivers(project, "readme");
        assertTellsThatItsCertificateIsRefused(project);
    }

    /** What pip builds from the source distribution is what the wheel has, but for the program that packed it. */
    @Test
    void python_theSourceDistributionIsBuiltToTheSameWheel() throws Exception {
        ClientProject project = ClientProject.python(folder.resolve("sdist"));
        ClientProject.need(
                "for Python, built from its source distribution,",
                "pip with a source of setuptools 77",
                ClientProject.runs(ClientProject.pip(
                        project.folder, "download", "--quiet", "-d", folder.toString(), "setuptools>=77")));

        ClientProject.execute(
                project.folder,
                ClientProject.pip(
                        project.folder,
                        "wheel",
                        "--quiet",
                        "--no-deps",
                        "-w",
                        "built",
                        ClientProject.packaged(".tar.gz").toString()));

        try (var built = Files.list(project.folder.resolve("built"))) {
            assertThat(content(built.findFirst().orElseThrow())).isEqualTo(content(ClientProject.packaged(".whl")));
        }
    }

    @Test
    void go_isCompiled() throws Exception {
        ClientProject.need("in Go", "the compiler of Go", ClientProject.runs("go", "version"));
        Path sources = ClientProject.SDKS.resolve("go");

        ClientProject.execute(sources, "go", "vet", ".");
        ClientProject.execute(sources, "go", "build", ".");
    }

    @Test
    void csharp_isCompiled() throws Exception {
        ClientProject.need("in C#", ".NET", ClientProject.runs("dotnet", "--version"));

        ClientProject.execute(ClientProject.SDKS.resolve("csharp"), "dotnet", "build");
    }

    @Test
    void thePackages_haveWhatIsNeededAndNothingElse() throws Exception {
        List<String> tarball =
                contents("tar", "-tzf", ClientProject.packaged(".tgz").toString());
        List<String> sdist =
                contents("tar", "-tzf", ClientProject.packaged(".tar.gz").toString());
        try (ZipFile wheel = new ZipFile(ClientProject.packaged(".whl").toFile())) {
            assertThat(wheel.stream().map(file -> file.getName().replaceAll("client-[^/]*/", "/")))
                    .containsExactlyInAnyOrder(
                            "adt_gateway/__init__.py",
                            "adt_gateway/api.py",
                            "adt_gateway/client.py",
                            "adt_gateway/py.typed",
                            "adt_gateway/receipts.py",
                            "adt_gateway/signer.py",
                            "adt_gateway_/METADATA",
                            "adt_gateway_/RECORD",
                            "adt_gateway_/WHEEL",
                            "adt_gateway_/licenses/LICENSE");
        }

        assertThat(tarball)
                .containsExactlyInAnyOrder(
                        "package/LICENSE",
                        "package/README.md",
                        "package/api.d.ts",
                        "package/index.d.ts",
                        "package/index.js",
                        "package/operations.js",
                        "package/package.json",
                        "package/receipts.js",
                        "package/signer.js");
        assertThat(sdist.stream().map(file -> file.replaceAll("^[^/]*/", "")))
                .containsExactlyInAnyOrder(
                        "LICENSE",
                        "PKG-INFO",
                        "README.md",
                        "adt_gateway/__init__.py",
                        "adt_gateway/api.py",
                        "adt_gateway/client.py",
                        "adt_gateway/py.typed",
                        "adt_gateway/receipts.py",
                        "adt_gateway/signer.py",
                        "pyproject.toml");
    }

    @Test
    void theSameFiles_areTheSameBytesInEachBuild() throws Exception {
        Path stage = ClientProject.SDKS.resolve("stage");
        Path copy = folder.resolve("stage");
        try (var files = Files.walk(stage)) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                Path target = copy.resolve(stage.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                    Files.setLastModifiedTime(target, FileTime.from(Instant.EPOCH));
                }
            }
        }

        ClientProject.execute(
                folder,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.timezone=Asia/Kathmandu",
                ClientProject.source("Packages.java").toString(),
                ProjectVersion.time(),
                copy.resolve("npm").toString(),
                folder.resolve("again.tgz").toString(),
                copy.resolve("wheel").toString(),
                folder.resolve("again.whl").toString());

        assertThat(folder.resolve("again.tgz")).hasSameBinaryContentAs(ClientProject.packaged(".tgz"));
        assertThat(folder.resolve("again.whl")).hasSameBinaryContentAs(ClientProject.packaged(".whl"));
    }

    private static void assertDoesTheJourney(String output) {
        System.out.println(output);
        assertThat(output)
                .contains("Connected as Northern Power")
                .contains("Refused: The file does not obey its format")
                .contains("Submitted: ")
                .contains(
                        "Receipt verified; an altered one, a forged one and one of another authority were not relied on")
                .contains("Withdrawn, and told so while waiting")
                .contains("Reported a row, once, though sent twice")
                .contains("The DCC said: No such request.")
                .contains("The feed tells it all: RECEIVED, WITHDRAWN, RECEIVED, CLAIMED, ROWS_REPORTED, REJECTED");
    }

    private static void assertDelivers(ClientProject project, String program) throws Exception {
        long lines =
                project.readme().get(0).lines().filter(line -> !line.isBlank()).count();

        assertThat(lines).isLessThanOrEqualTo(15);
        assertThat(project.run(program, gateway.url(), folder.toString())).contains("Delivered: ", "attested by ");
    }

    /** In the handshake, which with TLS 1.3 ends for the client before the gateway has looked at its certificate. */
    private static void assertTellsThatItsCertificateIsRefused(ClientProject project) throws Exception {
        TestPki other = new TestPki("Other CA");
        Path keys = Files.createDirectories(project.folder.resolve("stranger"));
        ClientRetriesTest.write(other.issue("stranger"), keys, "transport");
        ClientRetriesTest.write(other.issue("stranger"), keys, "signing");
        Files.copy(folder.resolve("server-ca.pem"), keys.resolve("server-ca.pem"));

        assertThat(project.run("calls", "claim", keys.toString(), gateway.url()))
                .isEqualTo("TLS_FAILED: The gateway did not accept this client's certificate\n");
    }

    /** What matters in a wheel: its code, and for METADATA the lines that tools act on. */
    private static Map<String, String> content(Path wheel) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            for (ZipEntry entry : zip.stream().toArray(ZipEntry[]::new)) {
                String text = new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                if (entry.getName().endsWith("METADATA")) {
                    text = text.lines()
                            .takeWhile(line -> !line.isEmpty())
                            .filter(line -> line.matches(
                                    "(Name|Version|Summary|License-Expression|Classifier|Requires-.*): .*"))
                            .sorted()
                            .toList()
                            .toString();
                } else if (!entry.getName().startsWith("adt_gateway/")) {
                    continue;
                }
                content.put(entry.getName(), text);
            }
        }
        return content;
    }

    private static List<String> contents(String... command) throws Exception {
        return Arrays.asList(ClientProject.execute(folder, command).split("\n"));
    }
}
