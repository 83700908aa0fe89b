package org.adtgateway.faults;

/** Settings of gateways under test. */
final class FaultSettings {
    /** Limits that no test meets by itself. */
    static final String GENEROUS = """
            quotas:
              supplier:
                submissionsPerMinute: 1000000
                readsPerSecond: 100000
                pollsPerSecond: 100000
                concurrentUploads: 1000
                concurrentDownloads: 1000
                waitingCalls: 20000
              operator:
                submissionsPerMinute: 1000000
                readsPerSecond: 100000
                pollsPerSecond: 100000
                concurrentUploads: 1000
                concurrentDownloads: 1000
                waitingCalls: 20000
              maxUploads: 1000
            """;

    private FaultSettings() {}
}
