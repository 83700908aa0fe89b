package org.adtgateway.client;

import java.time.Instant;

/**
 * How a submission was withdrawn.
 *
 * @param requestedAt as the supplier's signed instruction says
 * @param withdrawnAt when it took effect
 */
public record Withdrawal(String reason, Instant requestedAt, Instant withdrawnAt) {}
