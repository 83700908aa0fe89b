package org.adtgateway.client;

/**
 * Holds the result of {@link AdtGatewayClient#deliver}.
 *
 * @param replayed whether the same signed file had been delivered before, so that nothing was done now
 */
public record Delivery(Submission submission, boolean replayed) {}
