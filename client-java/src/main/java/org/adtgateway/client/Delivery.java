package org.adtgateway.client;

/**
 * Tells what {@link AdtGatewayClient#deliver} led to.
 *
 * @param replayed whether the same signed file had been delivered before, so that nothing was done now
 */
public record Delivery(Submission submission, boolean replayed) {}
