package org.adtgateway.adt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.adtgateway.checks.violation.Violation;
import org.adtgateway.checks.violation.Violation.Severity;
import org.adtgateway.checks.violation.ViolationTotals;
import org.jspecify.annotations.Nullable;

/** Sums up what is wrong with a file: by rule with its first rows, errors before warnings. */
final class ViolationSummary {
    /** How many rows of a rule are shown. */
    private static final int ROWS = 3;

    private static final Comparator<Violation> ERRORS_FIRST =
            Comparator.comparing(violation -> violation.severity() == Severity.ERROR ? 0 : 1);

    private final List<Violation> violations;
    private final @Nullable ViolationTotals totals;

    ViolationSummary(List<Violation> violations, @Nullable ViolationTotals totals) {
        this.violations = errorsFirst(violations);
        this.totals = totals;
    }

    /** Sorts them, and puts them into the words of this command. */
    static List<Violation> errorsFirst(List<Violation> violations) {
        return violations.stream()
                .sorted(ERRORS_FIRST)
                .map(ViolationSummary::inWords)
                .toList();
    }

    private static Violation inWords(Violation one) {
        return new Violation(
                one.line(),
                one.row(),
                one.column(),
                one.value(),
                one.code(),
                Words.plain(one.message()),
                one.severity());
    }

    /** Returns a paragraph for each rule, and the count at the end. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        byRule().forEach((code, ofRule) -> {
            long count = count(code, ofRule);
            boolean error = ofRule.get(0).severity() == Severity.ERROR;
            lines.add(Words.count(count, error ? "error" : "warning") + " of " + code);
            List<Violation> first = ofRule.subList(0, Math.min(ROWS, ofRule.size()));
            for (int i = 0; i < first.size(); i++) {
                lines.add("  " + where(first.get(i)));
                // once for rows that say the same
                if (i + 1 == first.size()
                        || !first.get(i).message().equals(first.get(i + 1).message())) {
                    lines.add("      " + first.get(i).message());
                }
            }
            if (count > ROWS) {
                lines.add("  and " + String.format(Locale.ROOT, "%,d", count - ROWS) + " more");
            }
        });
        lines.addAll(counts());
        return lines;
    }

    /** Returns how many there are, and how many of them are listed. */
    List<String> counts() {
        List<String> lines = new ArrayList<>();
        if (totals != null) {
            lines.add(SubmissionPrinter.counts(totals));
            long all = totals.errors() + totals.warnings();
            if (all > violations.size()) {
                lines.add("Only the first " + String.format(Locale.ROOT, "%,d", violations.size())
                        + " are listed, with --all too: fix those, and check again");
            }
        }
        return lines;
    }

    private Map<String, List<Violation>> byRule() {
        Map<String, List<Violation>> byRule = new LinkedHashMap<>();
        violations.forEach(each ->
                byRule.computeIfAbsent(each.code(), code -> new ArrayList<>()).add(each));
        return byRule;
    }

    private long count(String code, List<Violation> ofRule) {
        return totals == null
                ? ofRule.size()
                : totals.byCode().stream()
                        .filter(each -> each.code().equals(code))
                        .mapToLong(ViolationTotals.CodeTotal::count)
                        .findFirst()
                        .orElse(ofRule.size());
    }

    static String where(Violation violation) {
        return "line " + violation.line()
                + (violation.column() == null ? "" : ", " + violation.column())
                + (violation.value() == null ? "" : " = " + violation.value())
                + (violation.severity() == Severity.WARNING ? " (warning)" : "");
    }
}
