package org.adtgateway.checks.fileformat;

import org.jspecify.annotations.Nullable;

/** The check of one row by its shape and its columns. One object serves one file. */
final class RowCheck {
    /** Ctrl-Z, as CP/M and DOS ended a file. */
    private static final byte END_MARK = 0x1a;

    private final ColumnCheck[] columns;
    private final CommonFieldCheck screen;
    private final ViolationCollector findings;
    private final Rule empty;
    private final Rule tooFew;
    private final Rule tooMany;
    private final Rule tooLong;
    private final Rule notClosed;
    private final Rule misplaced;
    private final String names;
    private final int maxLineLength;

    RowCheck(CompiledFormat prepared, FileLimits limits, ViolationCollector findings) {
        FileFormat format = prepared.format();
        this.columns = prepared.columns().toArray(ColumnCheck[]::new);
        this.screen = new CommonFieldCheck(format, limits.maxFieldLength());
        this.findings = findings;
        this.empty = format.rule("row.empty");
        this.tooFew = format.rule("row.too-few-fields");
        this.tooMany = format.rule("row.too-many-fields");
        this.tooLong = format.rule("row.too-long");
        this.notClosed = format.rule("row.quote-not-closed");
        this.misplaced = format.rule("row.quote-misplaced");
        this.maxLineLength = limits.maxLineLength();
        this.names = String.join(", ", format.columnNames());
    }

    /** Returns whether the row has a field for each column, so that the rules across columns can judge it. */
    boolean hasItsFields(Row row) {
        switch (row.fault) {
            case TOO_LONG -> findings.row(tooLong, row, "The limit is " + maxLineLength + " bytes.");
            case QUOTE_NOT_CLOSED -> findings.row(notClosed, row, null);
            case QUOTE_MISPLACED -> findings.row(misplaced, row, null);
            case NONE -> {
                return hasItsFieldsAsRead(row);
            }
        }
        return false;
    }

    private boolean hasItsFieldsAsRead(Row row) {
        if (row.bareQuote) {
            findings.row(misplaced, row, null);
        } else if (row.isBlank()) {
            findings.row(empty, row, null);
        } else if (row.fieldCount < columns.length) {
            count(tooFew, row);
        } else if (row.fieldCount > columns.length) {
            count(tooMany, row);
        } else {
            row.arrange();
            columns(row);
            return true;
        }
        return false;
    }

    private void count(Rule rule, Row row) {
        if (findings.counts(rule)) {
            String remnant = remnant(row);
            String detail = remnant != null
                    ? remnant
                    : "It has " + row.fieldCount + ", the format has " + columns.length + ": " + names + ".";
            findings.describe(rule, row, ViolationCollector.WHOLE_ROW, detail, SpreadsheetDamage.remedyOfCount(row));
        }
    }

    /** Names what old programs and broken copies leave at the end of a file; null for anything else. */
    private static @Nullable String remnant(Row row) {
        if (row.fieldCount != 1) {
            return null;
        }
        boolean endMarks = true;
        boolean zeros = true;
        boolean blanks = true;
        for (int at = row.from(0); at < row.to(0); at++) {
            endMarks &= row.bytes[at] == END_MARK;
            zeros &= row.bytes[at] == 0;
            blanks &= row.bytes[at] == ' ' || row.bytes[at] == '\t';
        }
        if (endMarks) {
            return "It is an end mark (Ctrl-Z), which an old program has written: delete it.";
        }
        if (zeros) {
            return "It is nothing but zero bytes, as a copy that was interrupted leaves them: copy the file again.";
        }
        return blanks ? "It has nothing but blanks: delete the line." : null;
    }

    private void columns(Row row) {
        for (int column = 0; column < columns.length; column++) {
            Rule refused = screen.broken(row, column);
            Rule broken = refused == null ? columns[column].broken(row) : null;
            boolean valid = refused == null && broken == null;
            row.valid[column] = valid;
            row.present[column] = valid && row.length(column) != 0;
            if (refused != null) {
                findings.field(refused, row, column);
            } else if (broken != null) {
                findings.column(broken, row, column);
            }
        }
    }
}
