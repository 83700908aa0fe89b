package org.adtgateway.checks.fileformat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.adtgateway.checks.text.PrintableText;
import org.adtgateway.checks.violation.Violation;
import org.adtgateway.checks.violation.Violation.Severity;
import org.adtgateway.checks.violation.ViolationTotals;
import org.adtgateway.checks.violation.ViolationTotals.CodeTotal;
import org.jspecify.annotations.Nullable;

/**
 * What has been found in one file: the first violations in full, all of them by number. Once the list is full, a finding costs no more
 * than counting it. Warnings have a list of their own, so that they never crowd out an error.
 */
final class ViolationCollector {
    /** In place of a column. */
    static final int WHOLE_ROW = -1;

    private record Spot(
            long line,
            @Nullable Long row,
            @Nullable String column,
            @Nullable String value) {}

    private final FileFormat format;
    private final int most;
    private final long[] counts;
    private final List<Violation> errors = new ArrayList<>();
    private final List<Violation> warnings = new ArrayList<>();
    /** Those that only show at the end of the file, in its order too. */
    private final List<Violation> lateErrors = new ArrayList<>();

    private final List<Violation> lateWarnings = new ArrayList<>();

    ViolationCollector(FileFormat format, int most) {
        this.format = format;
        this.most = most;
        this.counts = new long[format.rules().size()];
    }

    /** @throws IllegalArgumentException if the document does not describe one of them */
    void requireRules(String... ruleIds) {
        for (String ruleId : ruleIds) {
            format.rule(ruleId);
        }
    }

    /** Counts a broken rule; says whether it is to be described too. */
    boolean counts(Rule rule) {
        if (rule.severity() == null) {
            return false;
        }
        counts[rule.index()]++;
        return listOf(rule).size() < most;
    }

    /** Returns the same for a rule that is judged after the last row. */
    boolean countsLate(Rule rule) {
        if (rule.severity() == null) {
            return false;
        }
        counts[rule.index()]++;
        return lateOf(rule).size() < most;
    }

    /** Reports what concerns the file as a whole; details and remedy may be left null. */
    void file(String ruleId, @Nullable String detail, @Nullable String remedy) {
        Rule rule = format.rule(ruleId);
        if (counts(rule)) {
            add(rule, new Spot(1, null, null, null), detail, remedy, listOf(rule));
        }
    }

    /** Reports what concerns a row as a whole. */
    void row(String ruleId, Row row, @Nullable String detail) {
        row(format.rule(ruleId), row, detail);
    }

    /** Reports what concerns a row as a whole. */
    void row(Rule rule, Row row, @Nullable String detail) {
        if (counts(rule)) {
            describe(rule, row, WHOLE_ROW, detail, null);
        }
    }

    /** Reports what no field of any column may hold. */
    void field(Rule rule, Row row, int column) {
        if (counts(rule)) {
            Column described = format.columns().get(column);
            describe(rule, row, column, null, SpreadsheetDamage.remedyOfSign(described, row.text(column)));
        }
    }

    /** Reports a broken rule of a column, with special help if it looks like a spreadsheet's doing. */
    void column(Rule rule, Row row, int column) {
        if (counts(rule)) {
            describe(
                    rule,
                    row,
                    column,
                    null,
                    SpreadsheetDamage.remedy(format.columns().get(column), row.text(column)));
        }
    }

    /**
     * Describes a finding for which {@link #counts} was true.
     *
     * @param column or {@link #WHOLE_ROW}
     * @param detail a sentence to stand after the rule's description; may be null
     * @param remedy sentences to stand in place of the rule's own; may be null
     */
    void describe(Rule rule, Row row, int column, @Nullable String detail, @Nullable String remedy) {
        boolean whole = column == WHOLE_ROW;
        String text = whole ? "" : row.text(column);
        Spot spot = new Spot(
                row.line,
                row.number == 0 ? null : row.number,
                whole ? null : format.columns().get(column).name(),
                text.isEmpty() ? null : PrintableText.of(text));
        add(rule, spot, detail, remedy, listOf(rule));
    }

    /** Describes a finding for which {@link #countsLate} was true, in the order of the file. */
    void describeLate(Rule rule, long place, int column, String text, @Nullable String detail) {
        boolean whole = column == WHOLE_ROW;
        Spot spot = new Spot(
                PackedPosition.line(place),
                PackedPosition.row(place),
                whole ? null : format.columns().get(column).name(),
                text.isEmpty() ? null : PrintableText.of(text));
        add(rule, spot, detail, null, lateOf(rule));
    }

    private void add(Rule rule, Spot spot, @Nullable String detail, @Nullable String remedy, List<Violation> list) {
        Severity severity = rule.severity();
        if (severity == null) {
            return;
        }
        StringBuilder message = new StringBuilder(rule.description());
        if (spot.value != null) {
            message.setLength(message.length() - (rule.description().endsWith(".") ? 1 : 0));
            message.append(": '").append(spot.value).append("'.");
        }
        if (detail != null) {
            message.append(' ').append(detail);
        }
        message.append(' ').append(remedy == null ? rule.remedy() : remedy);
        list.add(new Violation(spot.line, spot.row, spot.column, spot.value, rule.id(), message.toString(), severity));
    }

    private List<Violation> listOf(Rule rule) {
        return rule.severity() == Severity.WARNING ? warnings : errors;
    }

    private List<Violation> lateOf(Rule rule) {
        return rule.severity() == Severity.WARNING ? lateWarnings : lateErrors;
    }

    FileReport report(long rowCount, SortedSet<String> userIds) {
        List<CodeTotal> byCode = new ArrayList<>();
        for (Rule rule : format.rules().values()) {
            if (rule.severity() != null && counts[rule.index()] > 0) {
                byCode.add(new CodeTotal(rule.id(), rule.severity(), counts[rule.index()]));
            }
        }
        return new FileReport(rowCount, userIds, byCode.isEmpty() ? List.of() : listed(), ViolationTotals.of(byCode));
    }

    private List<Violation> listed() {
        return Stream.of(errors, lateErrors, warnings, lateWarnings)
                .flatMap(List::stream)
                .sorted(Comparator.comparing(Violation::severity).thenComparingLong(Violation::line))
                .limit(most)
                .sorted(Comparator.comparingLong(Violation::line))
                .toList();
    }
}
