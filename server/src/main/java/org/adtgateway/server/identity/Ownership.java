package org.adtgateway.server.identity;

/** Whose submissions a call may concern; the contract names it for each operation ({@code x-owner}). */
public enum Ownership {
    /** The caller's own, whatever its roles: another Party's does not exist to this call, even where an operator makes it. */
    OWNER,
    /** The caller's own; for an operator, all; for an auditor, all or those of the Party that it audits. */
    OWNER_OR_OPERATOR,
    /** No stored submission. */
    NONE
}
