package org.adtgateway.server;

import java.time.Clock;
import java.util.Map;
import org.adtgateway.checks.certificate.CertificateValidator;
import org.adtgateway.checks.certificate.RevocationChecker;

/**
 * The validators of the two PKIs.
 *
 * @param signing of certificates that sign files
 * @param transport of certificates that connect
 */
record CertificateValidators(CertificateValidator signing, CertificateValidator transport) {
    /**
     * Reads the certificates and revocation lists of both.
     *
     * @throws IllegalArgumentException naming a file that cannot be read, or an anchor that cannot be used
     */
    static CertificateValidators of(AdtGatewayConfiguration configuration, Clock clock) {
        return new CertificateValidators(
                new CertificateValidator(
                        CertificateValidator.Purpose.SIGNING,
                        configuration.signing().pki(),
                        clock),
                new CertificateValidator(
                        CertificateValidator.Purpose.TRANSPORT,
                        configuration.transport().pki(),
                        clock));
    }

    /** The revocation lists of both, by the names that operators know. */
    Map<String, RevocationChecker> revocations() {
        return Map.of("signing", signing.revocation(), "transport", transport.revocation());
    }

    /** Forgets what was found out about certificates, as the registry has changed. */
    void forget() {
        signing.forget();
        transport.forget();
    }
}
