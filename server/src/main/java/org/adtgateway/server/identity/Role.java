package org.adtgateway.server.identity;

/** What a Party is to the gateway; the contract names the roles of each operation. */
public enum Role {
    /** Submits files and withdraws them; sees its own. */
    SUPPLIER,
    /** The DCC: takes files up and decides them; sees all. */
    OPERATOR
}
