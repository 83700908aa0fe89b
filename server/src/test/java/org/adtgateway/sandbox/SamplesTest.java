package org.adtgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.EventFeed;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.FileType;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.client.SubmissionStatus;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs what the reference page shows: the Java samples and those of the {@code adt} command. {@link ApiGuideTest} runs the commands of the guide; the
 * samples in TypeScript and Python are parts of the programs that {@code mvn -Psdks} runs.
 */
class SamplesTest {
    private static final Path ROOT =
            Path.of(System.getProperty("rootDir", "..")).toAbsolutePath().normalize();
    private static final String REQUEST_ID = "70-B3-D5-1F-30-00-A0-01:00-DB-12-34-56-78-90-A0:1000";
    private static final String ONE_ROW =
            "QuarantineEventRef,RequestID,Action,Comment\r\n4711," + REQUEST_ID + ",RELEASE,\r\n";

    @TempDir
    private static Path folder;

    private static Gateway gateway;

    @BeforeAll
    static void start() throws IOException {
        gateway = Gateway.start(Gateway.Settings.of(folder, EmbeddedDatabase.create()));
        AdtConfigurations.writeTo(gateway);
        JourneyFiles.writeTo(folder.resolve("files"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void javaSamples_run() {
        Path keys = gateway.party("northern-power");
        char[] password = Gateway.PASSWORD.toCharArray();
        FileSigner signer = JavaSamples.signer(keys, password);
        try (AdtGatewayClient supplier = JavaSamples.client(gateway.url(), keys, password);
                AdtGatewayClient dcc = gateway.client("dcc")) {
            String id = JavaSamples.supplier(supplier, signer, folder.resolve("files/adt-valid.csv"), folder);
            assertThat(supplier.status(id).status()).isEqualTo(SubmissionStatus.WITHDRAWN);
            assertThat(folder.resolve(id + ".csv")).hasSameBinaryContentAs(folder.resolve("files/adt-valid.csv"));

            EventFeed feed = dcc.events(null);
            feed.next(Duration.ZERO);
            String cursor = Objects.requireNonNull(feed.cursor());
            Submission second = supplier.submit(
                    SubmissionRequest.of(FileType.EXIT_QUARANTINE, ONE_ROW.getBytes(StandardCharsets.UTF_8), "eq.csv")
                            .signedBy(signer));
            Submission decided = JavaSamples.operator(dcc, second.id(), REQUEST_ID, cursor);
            assertThat(decided.status()).isEqualTo(SubmissionStatus.COMPLETED);
        }
    }

    @Tag("faults") // each sample begins with a JVM of its own
    @Test
    void samplesOfTheCommand_run() throws Exception {
        assumeTrue(isInstalled("bash"), "needs bash");
        String adt = "adt() { '%s' -XX:TieredStopAtLevel=1 -cp '%s' org.adtgateway.adt.Adt \"$@\"; }%n"
                .formatted(
                        Path.of(System.getProperty("java.home"), "bin", "java"), System.getProperty("java.class.path"));
        String script = Files.readString(ROOT.resolve("server/src/test/samples/adt.sh"));

        String output = run("bash", "-c", "export S='" + folder + "'\n" + adt + script);

        assertThat(output).contains("Northern Power", "RECEIVED", "WITHDRAWN", "COMPLETED");
    }

    private static String run(String... command) throws Exception {
        Path work = Files.createTempDirectory(folder, "samples");
        Path output = work.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }

    private static boolean isInstalled(String program) {
        return List.of(System.getenv("PATH").split(File.pathSeparator, -1)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
