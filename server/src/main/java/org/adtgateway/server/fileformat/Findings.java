package org.adtgateway.server.fileformat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.adtgateway.server.fileformat.Totals.CodeTotal;
import org.adtgateway.server.fileformat.Violation.Severity;
import org.jspecify.annotations.Nullable;

/**
 * What has been found in one file: the first violations in full, all of them by number. Once the list is full, a finding costs no more
 * than counting it. Warnings have a list of their own, so that they never crowd out an error.
 */
final class Findings {
    private final FileFormat format;
    private final int most;
    private final long[] counts;
    private final List<Violation> errors = new ArrayList<>();
    private final List<Violation> warnings = new ArrayList<>();

    Findings(FileFormat format, int most) {
        this.format = format;
        this.most = most;
        this.counts = new long[format.rules().size()];
    }

    /** Counts a broken rule; says whether it is to be described too. */
    boolean counts(Rule rule) {
        if (rule.severity() == null) {
            return false;
        }
        counts[rule.index()]++;
        return list(rule.severity()).size() < most;
    }

    /** Reports what concerns the file as a whole. */
    void file(Rule rule, @Nullable String remedy) {
        if (counts(rule)) {
            add(rule, 1, null, null, null, remedy);
        }
    }

    /** Reports what concerns a row as a whole. */
    void row(Rule rule, Row row, @Nullable String remedy) {
        if (counts(rule)) {
            describe(rule, row, remedy);
        }
    }

    /** Reports a value that breaks a rule. */
    void column(Rule rule, Row row, int column) {
        if (counts(rule)) {
            describe(
                    rule, row, column, SpreadsheetDamage.remedy(format.columns().get(column), row.text(column)));
        }
    }

    /** Describes what {@link #counts} has counted; the remedy stands in place of the rule's own, if given. */
    void describe(Rule rule, Row row, int column, @Nullable String remedy) {
        add(rule, row.line, number(row), format.columns().get(column).name(), row.text(column), remedy);
    }

    void describe(Rule rule, Row row, @Nullable String remedy) {
        add(rule, row.line, number(row), null, null, remedy);
    }

    private static @Nullable Long number(Row row) {
        return row.number == 0 ? null : row.number;
    }

    private void add(
            Rule rule,
            long line,
            @Nullable Long row,
            @Nullable String column,
            @Nullable String value,
            @Nullable String remedy) {
        Severity severity = rule.severity();
        if (severity == null) {
            return;
        }
        String shown = value == null || value.isEmpty() ? null : SafeText.of(value);
        String what =
                shown == null ? rule.description() : rule.description().replaceFirst("\\.$", "") + ": '" + shown + "'.";
        String message = what + " " + (remedy == null ? rule.remedy() : remedy);
        list(severity).add(new Violation(line, row, column, shown, rule.id(), message, severity));
    }

    private List<Violation> list(Severity severity) {
        return severity == Severity.ERROR ? errors : warnings;
    }

    FileReport report(long rowCount, SortedSet<String> userIds) {
        List<Violation> listed = Stream.concat(errors.stream(), warnings.stream())
                .limit(most)
                .sorted(Comparator.comparingLong(Violation::line))
                .toList();
        List<CodeTotal> byCode = new ArrayList<>();
        for (Rule rule : format.rules().values()) {
            if (rule.severity() != null && counts[rule.index()] > 0) {
                byCode.add(new CodeTotal(rule.id(), rule.severity(), counts[rule.index()]));
            }
        }
        return new FileReport(rowCount, userIds, listed, Totals.of(byCode));
    }
}
