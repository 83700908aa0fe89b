package org.adtgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.FileType;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.client.SubmissionStatus;
import org.adtgateway.testing.AdtFiles;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sandbox as its user has it: from the first start to the next. */
class SandboxTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Test
    void kept_goesOnWithKeysAndData() throws Exception {
        String id;
        byte[] key;
        try (Sandbox first = sandbox(true)) {
            Gateway gateway = first.start();
            key = Files.readAllBytes(gateway.party("northern-power").resolve("transport.p12"));
            id = submit(gateway, "SIM-WAIT");
            assertThat(written.toString(StandardCharsets.UTF_8)).contains("SIM-REJECT", "goes on with the same keys");
            assertThatThrownBy(() -> sandbox(true).start()).hasMessageContaining("another one runs in " + folder);
        }
        try (Sandbox second = sandbox(true)) {
            Gateway gateway = second.start();
            assertThat(Files.readAllBytes(gateway.party("northern-power").resolve("transport.p12")))
                    .isEqualTo(key);
            try (AdtGatewayClient client = gateway.client("northern-power")) {
                assertThat(client.status(id).status()).isEqualTo(SubmissionStatus.RECEIVED);
                assertThat(client.waitUntilFinal(submit(gateway, "SIM-REJECT"), Duration.ofSeconds(20))
                                .status())
                        .as("the simulated DCC is there again")
                        .isEqualTo(SubmissionStatus.REJECTED);
            }
            assertThat(Files.readString(folder.resolve("sandbox/parties/dcc/adt.properties")))
                    .contains(gateway.url());
        }
    }

    @Test
    void otherwise_beginsAgain() throws Exception {
        byte[] key;
        try (Sandbox first = sandbox(false)) {
            key = Files.readAllBytes(first.start().party("northern-power").resolve("transport.p12"));
        }
        try (Sandbox second = sandbox(false)) {
            assertThat(Files.readAllBytes(second.start().party("northern-power").resolve("transport.p12")))
                    .isNotEqualTo(key);
        }
        assertThat(written.toString(StandardCharsets.UTF_8))
                .contains("a restart begins again, as this one was not started with -Dsandbox.keep")
                .contains("unzip -qo adt-*.zip");
    }

    /** In one second two signatures of one file are the same act, which cannot have two references. */
    @Test
    void thePrintedLines_workWhenTheyArePastedTogether() throws Exception {
        try (Sandbox sandbox = sandbox(false)) {
            sandbox.start();
            String printed = written.toString(StandardCharsets.UTF_8);
            String lines = printed.substring(printed.indexOf("# sign a file"), printed.indexOf("# the status of"));
            Process shell = new ProcessBuilder("bash", "-c", lines)
                    .redirectErrorStream(true)
                    .start();
            String answers = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answers).containsPattern("(?s)HTTP/1.1 201.*SMSR-000003.*HTTP/1.1 201.*SIM-REJECT");
        }
    }

    private Sandbox sandbox(boolean keep) {
        return new Sandbox(
                new PrintStream(written, true, StandardCharsets.UTF_8),
                new Sandbox.Options(
                        folder.resolve("sandbox"),
                        "127.0.0.1",
                        PostgresServer.freePort(),
                        PostgresServer.freePort(),
                        keep));
    }

    private static String submit(Gateway gateway, String reference) {
        try (AdtGatewayClient client = gateway.client("northern-power")) {
            return client.submit(SubmissionRequest.of(FileType.ADT, AdtFiles.next(), "adt.csv")
                            .serviceRequestReference(reference)
                            .signedBy(gateway.signer("northern-power", "signing")))
                    .id();
        }
    }
}
