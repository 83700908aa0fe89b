package org.adtgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.FileType;
import org.adtgateway.client.OfflineChecker;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.client.ValidationReport;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the SDK and {@code adt check --offline} find is what the gateway finds. */
class OfflineCheckTest {
    @TempDir
    private Path folder;

    @Test
    void theReportOfEverySampleIsThatOfTheGateway() throws IOException {
        SampleFiles.writeTo(folder.resolve("files"));
        JourneyFiles.writeTo(folder.resolve("files"));
        OfflineChecker offline = new OfflineChecker();
        try (Gateway gateway = Gateway.start(Gateway.Settings.of(folder, EmbeddedDatabase.create()));
                AdtGatewayClient client = gateway.client("northern-power")) {
            Set<String> userIds = Set.copyOf(client.me().userIds());
            for (Path file : samples()) {
                boolean isAdt = String.valueOf(file.getFileName()).startsWith("adt");
                FileType type = isAdt ? FileType.ADT : FileType.EXIT_QUARANTINE;
                SubmissionRequest request = SubmissionRequest.of(type, file);
                ValidationReport said = client.check(isAdt ? request.serviceRequestReference("SMSR-1") : request);

                assertThat(offline.check(type, file, userIds)).as("%s", file).isEqualTo(said);
            }
        }
    }

    private List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("files"))) {
            List<Path> samples = files.filter(file -> file.toString().endsWith(".csv"))
                    .sorted()
                    .toList();
            assertThat(samples).hasSizeGreaterThan(50);
            return samples;
        }
    }
}
