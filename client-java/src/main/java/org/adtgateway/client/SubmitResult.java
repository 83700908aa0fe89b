package org.adtgateway.client;

/**
 * What came of {@link AdtGatewayClient#submit}.
 *
 * @param replayed whether the same signed file had been delivered before, so that nothing was done now
 */
public record SubmitResult(Submission submission, boolean replayed) {}
