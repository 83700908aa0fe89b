package org.adtgateway.server.identity;

import java.util.Set;
import org.adtgateway.api.Role;
import org.jspecify.annotations.Nullable;

/**
 * A SEC Party as the registry knows it.
 *
 * @param fileTypes the types of file that it may submit
 * @param userIds the EUI-64s for which it acts, upper case with hyphens
 * @param auditedPartyId of an auditor, the one Party that it reads; null where it reads all
 */
public record Party(
        String id,
        String name,
        boolean enabled,
        Set<Role> roles,
        Set<String> fileTypes,
        Set<String> userIds,
        @Nullable String auditedPartyId) {
    public Party {
        roles = Set.copyOf(roles);
        fileTypes = Set.copyOf(fileTypes);
        userIds = Set.copyOf(userIds);
    }

    Party enabled(boolean now) {
        return new Party(id, name, now, roles, fileTypes, userIds, auditedPartyId);
    }

    public boolean isOperator() {
        return roles.contains(Role.OPERATOR);
    }

    public boolean isAuditor() {
        return roles.contains(Role.AUDITOR);
    }
}
