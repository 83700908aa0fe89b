package org.adtgateway.client;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * A certificate as it is registered at the gateway.
 *
 * @param serialNumber in upper-case hexadecimal
 * @param sha256 SHA-256 of its DER, in hexadecimal
 * @param daysLeft whole days until it expires; negative when it has
 * @param fileTypes that it may sign; empty when there is no restriction
 * @param userIds that it may act for; empty when there is no restriction
 */
public record RegisteredCertificate(
        String subject,
        String issuer,
        String serialNumber,
        String sha256,
        Instant notBefore,
        Instant notAfter,
        int daysLeft,
        Set<FileType> fileTypes,
        List<String> userIds) {
    /** Copies the collections. */
    public RegisteredCertificate {
        fileTypes = Set.copyOf(fileTypes);
        userIds = List.copyOf(userIds);
    }
}
