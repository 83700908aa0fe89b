package org.adtgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.adtgateway.client.FileSignatureVerifier;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdtConfigurationsTest {
    private static final Set<String> NO_FILES = Set.of("address", "user-ids");

    @TempDir
    private Path folder;

    @Test
    void everyFileThatTheyNameIsThere_andTheDccCanVerifyWhatSuppliersSign() throws IOException {
        try (Gateway gateway = Gateway.start(Gateway.Settings.of(folder, EmbeddedDatabase.create()))) {
            AdtConfigurations.writeTo(gateway);

            for (String party : List.of("northern-power", "western-gas", "dcc")) {
                Properties settings = settings(gateway.party(party));
                assertThat(settings).containsKeys("address", "identity", "trust", "receipt-trust");
                settings.stringPropertyNames().stream()
                        .filter(name -> !NO_FILES.contains(name))
                        .forEach(name -> assertThat(gateway.party(party).resolve(settings.getProperty(name)))
                                .as(name)
                                .isReadable());
            }
            Path file = Files.writeString(folder.resolve("file.csv"), "signed");
            Path trust =
                    gateway.party("dcc").resolve(settings(gateway.party("dcc")).getProperty("signer-trust"));
            for (String party : List.of("northern-power", "western-gas")) {
                byte[] signature = gateway.signer(party, "signing").sign(file);
                assertThatCode(() ->
                                FileSignatureVerifier.trusting(trust).verify(file, signature, List.of(), Instant.now()))
                        .doesNotThrowAnyException();
            }
        }
    }

    private static Properties settings(Path party) throws IOException {
        Properties settings = new Properties();
        try (Reader text = Files.newBufferedReader(party.resolve(AdtConfigurations.NAME))) {
            settings.load(text);
        }
        return settings;
    }
}
