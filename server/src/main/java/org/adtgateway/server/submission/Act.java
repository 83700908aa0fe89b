package org.adtgateway.server.submission;

/**
 * Names a signed request: the same act by the same Party is carried out once.
 *
 * @param digest of the signed attributes, SHA-256, hex
 */
public record Act(String digest, String partyId) {}
