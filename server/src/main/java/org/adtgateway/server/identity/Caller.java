package org.adtgateway.server.identity;

import java.security.Principal;

/** Who makes this call: a Party, proved by its transport certificate. */
public record Caller(Party party, RegisteredCertificate certificate) implements Principal {
    @Override
    public String getName() {
        return party.id();
    }
}
