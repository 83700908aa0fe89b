package org.adtgateway.adt;

import picocli.CommandLine.Option;

/** How many submissions are shown. */
final class LimitOption {
    private static final int PAGE = 200;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "Maximum number; default ${DEFAULT-VALUE}.")
    private int limit;

    /** Returns the number, from 1. */
    int value() {
        if (limit < 1) {
            throw new UsageException("--limit is at least 1");
        }
        return limit;
    }

    /** Returns how many to ask for at once. */
    int page() {
        return Math.min(limit, PAGE);
    }
}
