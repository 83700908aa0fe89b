package org.adtgateway.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.adtgateway.server.identity.RegisteredCertificate.Purpose;
import org.adtgateway.testing.Pki;
import org.adtgateway.testing.Pki.Authority;
import org.adtgateway.testing.Pki.Identity;
import org.adtgateway.testing.Pki.KeyKind;
import org.junit.jupiter.api.Test;

/** Two certificates of one key have one key identifier: a signature that names it is by either. */
class RenewedKeyTest {
    @Test
    void theOneThatEndsLastStands_inWhateverOrderTheyCome() {
        Authority authority = Pki.root("CA");
        Identity signer = authority.issueSigner("signer", KeyKind.P256);
        RegisteredCertificate old = registered(authority.renew(signer, Duration.ofDays(10)));
        RegisteredCertificate renewed = registered(authority.renew(signer, Duration.ofDays(400)));
        String id = old.subjectKeyIdentifier().orElseThrow();
        assertThat(renewed.subjectKeyIdentifier()).contains(id);

        assertThat(new RegistrySnapshot(1, List.of(), List.of(old, renewed)).signer(id))
                .contains(renewed);
        assertThat(new RegistrySnapshot(1, List.of(), List.of(renewed, old)).signer(id))
                .contains(renewed);
        assertThat(new RegistrySnapshot(1, List.of(), List.of(old)).signer(id)).contains(old);
    }

    private static RegisteredCertificate registered(Identity signer) {
        return new RegisteredCertificate(
                RegisteredCertificate.fingerprint(signer.certificate()),
                "northern-power",
                Purpose.SIGNING,
                signer.certificate(),
                Set.of(),
                Set.of());
    }
}
