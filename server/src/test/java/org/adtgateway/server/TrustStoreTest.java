package org.adtgateway.server;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropwizard.jetty.HttpsConnectorFactory;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.adtgateway.checks.certificate.CertificateValidator;
import org.adtgateway.checks.certificate.PkiSettings;
import org.adtgateway.checks.certificate.RevocationListSource;
import org.adtgateway.testing.Pki;
import org.adtgateway.testing.Pki.Authority;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustStoreTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final String PASSWORD = "secret";

    @TempDir
    private Path folder;

    /** The TLS layer trusts clients of an authority in the trust store, whatever is above it. */
    @Test
    void anAuthorityAnyNumberOfStepsBelowTheAnchorWillDo() throws Exception {
        Authority root = Pki.root("Root");
        Authority policy = root.issueAuthority("Policy CA");
        Authority issuing = policy.issueAuthority("Issuing CA");
        HttpsConnectorFactory connector = connector(issuing.certificate());

        assertThatCode(() -> Connectors.requireAuthorities(connector, pki(root, policy.certificate()), CLOCK))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Connectors.requireAuthorities(connector, pki(root), CLOCK))
                .as("nothing tells that the one is below the other")
                .hasMessageContaining("has neither the anchor CN=Root");
        assertThatThrownBy(() ->
                        Connectors.requireAuthorities(connector, pki(Pki.root("Root"), policy.certificate()), CLOCK))
                .hasMessageContaining("has neither the anchor CN=Root");
    }

    private HttpsConnectorFactory connector(X509Certificate trusted) throws Exception {
        Path file = folder.resolve("trust.p12");
        Pki.writeTrustStore(file, PASSWORD, trusted);
        HttpsConnectorFactory connector = new HttpsConnectorFactory();
        connector.setTrustStorePath(file.toString());
        connector.setTrustStoreType("PKCS12");
        connector.setTrustStorePassword(PASSWORD);
        return connector;
    }

    private static CertificateValidator pki(Authority anchor, X509Certificate... intermediates) {
        return new CertificateValidator(
                CertificateValidator.Purpose.TRANSPORT,
                new PkiSettings(
                        List.of(anchor.certificate()),
                        List.of(intermediates),
                        RevocationListSource.NONE,
                        Duration.ZERO,
                        Set.of()),
                CLOCK);
    }
}
