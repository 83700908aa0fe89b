package org.adtgateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.Delivery;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.FileType;
import org.adtgateway.client.Receipt;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.testing.AdtFiles;
import org.adtgateway.testing.Commands;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The name of the environment is told to callers and stated by receipts; what steers a simulated DCC is accepted only where nothing real can happen. */
class EnvironmentTest {
    @TempDir
    private static Path folder;

    private static Gateway unnamed;
    private static Gateway sandbox;
    private static Gateway production;
    private static FileSigner signer;

    @BeforeAll
    static void start() {
        unnamed = Gateway.start(Gateway.Settings.of(folder, EmbeddedDatabase.create()));
        sandbox = unnamed.startAnotherNode("environment: sandbox\n");
        production = unnamed.startAnotherNode("environment: production\n");
        signer = unnamed.signer("northern-power", "signing");
    }

    @AfterAll
    static void stop() {
        production.close();
        sandbox.close();
        unnamed.close();
    }

    @Test
    void callersAreToldTheName_whereThereIsOne() {
        assertThat(me(production)).isEqualTo("production");
        assertThat(me(sandbox)).isEqualTo("sandbox");
        assertThat(me(unnamed)).isNull();
    }

    @Test
    void receiptsStateTheName_andVerifyWithoutOne() {
        assertThat(receiptBy(sandbox).environment()).isEqualTo("sandbox");
        Receipt receipt = receiptBy(unnamed);
        assertThat(receipt.environment()).isNull();
        assertThat(receipt.json()).doesNotContain("environment");
    }

    @Test
    void referencesOfSimulationAreAcceptedInASandboxOnly() {
        byte[] file = AdtFiles.next();
        SubmissionRequest simulated = SubmissionRequest.of(FileType.ADT, file, "adt.csv")
                .serviceRequestReference("SIM-WAIT")
                .signature(signer.sign(file));
        for (Gateway each : List.of(production, unnamed)) {
            try (AdtGatewayClient client = each.client("northern-power")) {
                assertThatThrownBy(() -> client.submit(simulated)).satisfies(EnvironmentTest::isRefusedAsSimulated);
                assertThatThrownBy(() -> client.check(simulated)).satisfies(EnvironmentTest::isRefusedAsSimulated);
            }
            assertThat(receiptBy(each).serviceRequestReference())
                    .as("another reference is accepted there")
                    .isEqualTo("SMSR-SIM-1");
        }
        String id;
        try (AdtGatewayClient client = sandbox.client("northern-power")) {
            assertThat(client.check(simulated).accepted()).isTrue();
            id = client.submit(simulated).id();
        }
        try (AdtGatewayClient client = production.client("northern-power")) {
            Delivery again = client.deliver(simulated);
            assertThat(again.submission().id()).as("a known act stays known").isEqualTo(id);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Production", "_x", "a b", "\"\"", "x1234567890123456789012345678901234"})
    void otherNamesAreRefused(String name) throws Exception {
        Path file = Files.createTempFile(folder, "configuration", ".yml");
        String configuration = Files.readString(unnamed.configuration());
        Files.writeString(file, configuration + "\nenvironment: " + name + "\n");
        assertThat(check(file).text()).contains("environment must be 1 to 32 lower-case letters, digits and hyphens");
        Files.writeString(file, configuration + "\nenvironment: user-test-2\n");
        assertThat(check(file).succeeded()).isTrue();
    }

    private static Commands.Outcome check(Path file) {
        return Commands.run(Clock.systemUTC(), "check", file.toString(), "--syntax");
    }

    private static void isRefusedAsSimulated(Throwable failure) {
        assertThat(failure).isInstanceOfSatisfying(AdtGatewayException.class, refused -> {
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.code()).isEqualTo("INVALID_PART");
            assertThat(refused.getMessage()).contains("begins with SIM-", "is no sandbox");
        });
    }

    private static @Nullable String me(Gateway gateway) {
        try (AdtGatewayClient client = gateway.client("northern-power")) {
            return client.me().environment();
        }
    }

    private static Receipt receiptBy(Gateway gateway) {
        try (AdtGatewayClient client = gateway.client("northern-power")) {
            return client.receipt(client.submit(SubmissionRequest.of(FileType.ADT, AdtFiles.next(), "adt.csv")
                            .serviceRequestReference("SMSR-SIM-1")
                            .signedBy(signer))
                    .id());
        }
    }
}
