package org.adtgateway.checks.fileformat;

import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.adtgateway.checks.violation.Violation;
import org.jspecify.annotations.Nullable;

/**
 * Writes violations as a table to open in a spreadsheet, next to the file that they are about. CSV (RFC 4180) with the columns line, row, column,
 * value, code, severity and message. It begins with a byte order mark, without which a spreadsheet does not take it for UTF-8. A field that a
 * spreadsheet would run as a formula gets a leading apostrophe (OWASP, CSV Injection).
 */
public final class ViolationsCsv {
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final Pattern SPECIAL = Pattern.compile("[,\"\r\n]");

    private ViolationsCsv() {}

    /** Returns the table as text, in the order of the list. */
    public static String of(List<Violation> violations) {
        StringBuilder table = new StringBuilder().append(BYTE_ORDER_MARK);
        row(table, "line", "row", "column", "value", "code", "severity", "message");
        for (Violation each : violations) {
            row(
                    table,
                    each.line(),
                    each.row(),
                    each.column(),
                    each.value(),
                    each.code(),
                    each.severity(),
                    each.message());
        }
        return table.toString();
    }

    private static void row(StringBuilder table, @Nullable Object... values) {
        StringJoiner row = new StringJoiner(",", "", "\r\n");
        for (Object value : values) {
            row.add(quoted(field(value)));
        }
        table.append(row);
    }

    private static String quoted(String field) {
        return SPECIAL.matcher(field).find() ? '"' + field.replace("\"", "\"\"") + '"' : field;
    }

    private static String field(@Nullable Object value) {
        String text = Objects.toString(value, "");
        return !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
