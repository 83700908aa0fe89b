package org.adtgateway.server.identity;

import java.util.Set;

/**
 * States who may make a call and whose submissions it may concern, as the contract does for each operation.
 *
 * @param roles one of which the caller's Party must have
 */
public record Access(Set<Role> roles, Ownership ownership) {
    public Access {
        roles = Set.copyOf(roles);
    }
}
