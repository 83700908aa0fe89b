package org.adtgateway.checks.certificate;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Describes one PKI: whom to trust, and where its revocation lists come from.
 *
 * @param anchors the root certificates
 * @param intermediates certificates between anchors and leaves
 * @param revocationLists where revocation lists come from
 * @param revocationGrace how long after its nextUpdate a list is still used
 * @param requiredPolicies OIDs of which a path must be valid for one; empty for none
 */
public record PkiSettings(
        List<X509Certificate> anchors,
        List<X509Certificate> intermediates,
        RevocationListSource revocationLists,
        Duration revocationGrace,
        Set<String> requiredPolicies) {
    /** Copies the collections. */
    public PkiSettings {
        anchors = List.copyOf(anchors);
        intermediates = List.copyOf(intermediates);
        requiredPolicies = Set.copyOf(requiredPolicies);
    }
}
