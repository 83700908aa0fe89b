package org.adtgateway.server.submission;

/**
 * Holds a submission as an act left it.
 *
 * @param replayed whether the act was carried out before, so that this call changed nothing
 */
public record ActResult(Submission submission, boolean replayed) {}
