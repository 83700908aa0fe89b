package org.adtgateway.client;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Who the gateway takes the caller for, and what the caller may do.
 *
 * @param roles such as {@code SUPPLIER} and {@code OPERATOR}
 * @param fileTypes that the Party may submit
 * @param userIds that the Party may act for
 * @param signingCertificates that are registered for the Party
 */
public record Account(
        String partyId,
        String name,
        Set<String> roles,
        Set<FileType> fileTypes,
        List<String> userIds,
        RegisteredCertificate transportCertificate,
        List<RegisteredCertificate> signingCertificates,
        Limits limits,
        Instant serverTime,
        String serverVersion) {
    /** Copies the collections. */
    public Account {
        roles = Set.copyOf(roles);
        fileTypes = Set.copyOf(fileTypes);
        userIds = List.copyOf(userIds);
        signingCertificates = List.copyOf(signingCertificates);
    }
}
