package org.adtgateway.server.fileformat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges rows one by one: the row as such, each column, and what holds across columns and rows. One object serves one file. */
final class RowCheck {
    private final Findings findings;
    private final FieldScreen screen;
    private final ColumnCheck[] columns;
    private final RowRules rules;

    private final Rule empty;
    private final Rule tooFewFields;
    private final Rule tooManyFields;
    private final Rule tooLong;
    private final Rule quoteNotClosed;
    private final Rule quoteMisplaced;

    RowCheck(FileFormat format, Findings findings, FieldScreen screen, RowRules rules) {
        this.findings = findings;
        this.screen = screen;
        this.rules = rules;
        this.columns = columnChecks(format.columns());
        this.empty = format.refusal("row.empty");
        this.tooFewFields = format.refusal("row.too-few-fields");
        this.tooManyFields = format.refusal("row.too-many-fields");
        this.tooLong = format.refusal("row.too-long");
        this.quoteNotClosed = format.refusal("row.quote-not-closed");
        this.quoteMisplaced = format.refusal("row.quote-misplaced");
    }

    private static ColumnCheck[] columnChecks(List<Column> described) {
        ColumnCheck[] checks = new ColumnCheck[described.size()];
        for (int i = 0; i < checks.length; i++) {
            checks[i] = new ColumnCheck(described.get(i), i);
        }
        return checks;
    }

    /** Whether the fields of a row can be told; if not, reports why. */
    boolean isWhole(Row row) {
        Rule broken = brokenAsAWhole(row);
        if (broken != null) {
            findings.row(broken, row, null);
            return false;
        }
        return true;
    }

    private @Nullable Rule brokenAsAWhole(Row row) {
        return switch (row.fault) {
            case TOO_LONG -> tooLong;
            case QUOTE_NOT_CLOSED -> quoteNotClosed;
            case QUOTE_MISPLACED -> quoteMisplaced;
            case NONE -> row.bareQuote ? quoteMisplaced : null;
        };
    }

    void check(Row row) {
        if (!isWhole(row)) {
            return;
        }
        if (row.isBlank()) {
            findings.row(empty, row, null);
        } else if (row.fieldCount != columns.length) {
            Rule broken = row.fieldCount < columns.length ? tooFewFields : tooManyFields;
            if (findings.counts(broken)) {
                findings.describe(
                        broken,
                        row,
                        "It has " + row.fieldCount + " in place of " + columns.length + ". " + broken.remedy());
            }
        } else {
            for (int column = 0; column < columns.length; column++) {
                check(row, column);
            }
            rules.check(row);
        }
    }

    private void check(Row row, int column) {
        Rule broken = screen.broken(row, column);
        if (broken == null) {
            broken = columns[column].broken(row);
        }
        row.valid[column] = broken == null;
        row.present[column] = broken == null && row.length(column) > 0;
        if (broken != null) {
            findings.column(broken, row, column);
        }
    }
}
