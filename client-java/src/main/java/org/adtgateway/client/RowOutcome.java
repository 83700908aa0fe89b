package org.adtgateway.client;

/** What became of one request of an Exit Quarantine file. */
public record RowOutcome(String requestId, RowStatus result) {}
