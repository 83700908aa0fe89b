package org.adtgateway.client;

import java.util.List;

/** How many violations there are in all, also of those that are not listed one by one. */
public record ViolationTotals(long errors, long warnings, List<ByCode> byCode) {
    /** Copies the collections. */
    public ViolationTotals {
        byCode = List.copyOf(byCode);
    }

    /** How many there are of one rule. */
    public record ByCode(String code, Severity severity, long count) {}
}
