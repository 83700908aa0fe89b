package org.adtgateway.checks.fileformat;

import org.jspecify.annotations.Nullable;

/** What no field of any column may hold. */
final class CommonFieldCheck {
    private final Rule tooLong;
    private final Rule formula;
    private final Rule notUtf8;
    private final Rule controlCharacter;
    private final int maxBytes;

    CommonFieldCheck(FileFormat format, int maxBytes) {
        this.tooLong = format.rule("field.too-long");
        this.formula = format.rule("field.formula");
        this.notUtf8 = format.rule("field.not-utf-8");
        this.controlCharacter = format.rule("field.control-character");
        this.maxBytes = maxBytes;
    }

    /** Returns the rule that the field breaks; null if it breaks none. */
    @Nullable
    Rule broken(Row row, int field) {
        int length = row.length(field);
        if (length == 0) {
            return null;
        }
        if (length > maxBytes) {
            return tooLong;
        }
        if (startsFormula(row.bytes[row.from(field)])) {
            return formula;
        }
        return row.suspicious ? brokenByACharacter(row, field) : null;
    }

    /** A spreadsheet runs a cell that begins so (OWASP, CSV Injection). */
    private static boolean startsFormula(byte first) {
        return switch (first) {
            case '=', '+', '-', '@', '\t', '\r' -> true;
            default -> false;
        };
    }

    private @Nullable Rule brokenByACharacter(Row row, int field) {
        return switch (Utf8Validator.judge(row.bytes, row.from(field), row.to(field))) {
            case GOOD -> null;
            case CONTROL -> controlCharacter;
            case MALFORMED -> notUtf8;
        };
    }
}
