package org.adtgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.health.HealthCheck.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.adtgateway.checks.certificate.CertificateValidator;
import org.adtgateway.server.trust.TrustConfiguration;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Pki;
import org.adtgateway.testing.Pki.Authority;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each check in its good and in its bad state. */
class HealthTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void databaseThatAnswers_isHealthy_andOneThatIsAwayIsNot() {
        EmbeddedDatabase database = EmbeddedDatabase.create();
        assertThat(HealthChecks.database(Jdbi.create(database.url(), database.user(), ""))
                        .isHealthy())
                .isTrue();
        // what throws is unhealthy to Dropwizard
        Jdbi away = Jdbi.create("jdbc:postgresql://localhost:1/nowhere", "nobody", "");
        assertThatThrownBy(() -> HealthChecks.database(away)).isInstanceOf(ConnectionException.class);
    }

    @Test
    void schemaOfThisProgram_isHealthy_andAnotherIsNot() {
        assertThat(HealthChecks.schema("2", "2").isHealthy()).isTrue();
        unhealthy(HealthChecks.schema("3", "2"), "the schema has version 3, this program knows 2");
    }

    @Test
    void certificateWithMoreThanTwoWeeks_isHealthy_andOneWithLessIsNot() {
        assertThat(HealthChecks.certificate(NOW.plus(Duration.ofDays(15)), NOW).isHealthy())
                .isTrue();
        unhealthy(HealthChecks.certificate(NOW.plus(Duration.ofDays(14)), NOW), "ends at 2026-12-07T12:00:00Z");
        unhealthy(HealthChecks.certificate(NOW.minusSeconds(1), NOW), "ends at 2026-11-23T11:59:59Z");
    }

    @Test
    void folderWithRoom_isHealthy_andOneWithoutIsNot(@TempDir Path folder) throws Exception {
        assertThat(HealthChecks.folder(folder, 1).isHealthy()).isTrue();
        unhealthy(HealthChecks.folder(folder, Long.MAX_VALUE), "bytes free in " + folder);
    }

    @Test
    void revocationListsThatAreCurrent_areHealthy_andOnesThatEndedOrAreMissingAreNot(@TempDir Path folder)
            throws Exception {
        Authority ca = Pki.root("Health CA");
        Path list = Files.createDirectories(folder.resolve("crls")).resolve("ca.crl");
        Pki.writePem(folder.resolve("ca.pem"), List.of(ca.certificate()));
        CertificateValidator validator = validator(folder);
        Instant now = Instant.now();
        unhealthy(HealthChecks.lists(validator.revocation(), now), "none of the configured lists could be used");

        Files.write(list, ca.crl(now.minusSeconds(60), now.plusSeconds(3600)).getEncoded());
        validator.refreshRevocation();
        assertThat(HealthChecks.lists(validator.revocation(), now).isHealthy()).isTrue();
        unhealthy(HealthChecks.lists(validator.revocation(), now.plusSeconds(3602)), "Health CA ended at ");

        Pki.writePem(
                folder.resolve("ca.pem"),
                List.of(ca.certificate(), Pki.root("Another CA").certificate()));
        unhealthy(HealthChecks.lists(validator(folder).revocation(), now), "CN=Another CA is missing");
    }

    private static CertificateValidator validator(Path folder) {
        return new CertificateValidator(
                CertificateValidator.Purpose.SIGNING,
                new TrustConfiguration(
                                List.of(folder.resolve("ca.pem")),
                                null,
                                List.of(folder.resolve("crls").toString()),
                                null,
                                null,
                                null)
                        .pki(),
                Clock.systemUTC());
    }

    private static void unhealthy(Result result, String message) {
        assertThat(result.isHealthy()).isFalse();
        assertThat(result.getMessage()).contains(message);
    }
}
