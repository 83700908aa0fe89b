package org.adtgateway.server.identity;

import java.security.Principal;
import java.util.Collections;
import java.util.Objects;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Names who makes a call: a Party, proved by its transport certificate.
 *
 * @param access what the operation that was called allows; null until the operation is known
 */
public record Caller(
        Party party,
        RegisteredCertificate certificate,
        @Nullable Access access) implements Principal {
    Caller(Party party, RegisteredCertificate certificate) {
        this(party, certificate, null);
    }

    @Override
    public String getName() {
        return party.id();
    }

    /**
     * Admits the caller to an operation.
     *
     * @throws ProblemException ROLE_REQUIRED where its Party has none of the operation's roles
     */
    public Caller to(Access operation) {
        if (Collections.disjoint(party.roles(), operation.roles())) {
            throw new ProblemException(
                    ProblemCode.ROLE_REQUIRED,
                    "Your Party's role does not allow this operation; GET /v1/me shows your roles and the contract names those of each operation.");
        }
        return new Caller(party, certificate, operation);
    }

    /**
     * Returns the id of the one Party whose submissions this call may concern; null for all Parties. What reads or changes a submission asks
     * this, so that nothing is found before it was decided.
     */
    public @Nullable String visibleOwner() {
        return switch (Objects.requireNonNull(access, "no operation has admitted this caller")
                .ownership()) {
            case OWNER -> party.id();
            case OWNER_OR_OPERATOR ->
                party.isOperator() ? null : party.isAuditor() ? party.auditedPartyId() : party.id();
            case NONE ->
                throw new IllegalStateException("the contract says that this operation concerns no stored submission");
        };
    }
}
