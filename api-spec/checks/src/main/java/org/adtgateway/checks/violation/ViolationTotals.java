package org.adtgateway.checks.violation;

import java.util.List;
import org.adtgateway.checks.violation.Violation.Severity;

/**
 * How much was found in all, whether or not it is listed in full.
 *
 * @param byCode one entry for each rule that was broken at least once, in the order of the format document
 */
public record ViolationTotals(long errors, long warnings, List<CodeTotal> byCode) {

    /** How often one rule was broken. */
    public record CodeTotal(String code, Severity severity, long count) {}

    public ViolationTotals {
        byCode = List.copyOf(byCode);
    }

    /** Sums up the totals of the rules. */
    public static ViolationTotals of(List<CodeTotal> byCode) {
        return new ViolationTotals(sum(byCode, Severity.ERROR), sum(byCode, Severity.WARNING), byCode);
    }

    private static long sum(List<CodeTotal> byCode, Severity severity) {
        return byCode.stream()
                .filter(each -> each.severity() == severity)
                .mapToLong(CodeTotal::count)
                .sum();
    }
}
