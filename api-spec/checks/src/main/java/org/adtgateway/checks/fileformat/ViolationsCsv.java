package org.adtgateway.checks.fileformat;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Violations as a table to be opened in a spreadsheet, beside the file that they are about. CSV (RFC 4180) with the columns line, row, column,
 * value, code, severity and message. It begins with a byte order mark, without which a spreadsheet does not take it for UTF-8. A field that a
 * spreadsheet would run as a formula has an apostrophe before it (OWASP, CSV Injection).
 */
public final class ViolationsCsv {
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final String HEADER = "line,row,column,value,code,severity,message";
    private static final String LINE_END = "\r\n";

    private ViolationsCsv() {}

    /** The table as text, in the order of the list. */
    public static String of(List<Violation> violations) {
        StringBuilder table =
                new StringBuilder().append(BYTE_ORDER_MARK).append(HEADER).append(LINE_END);
        for (Violation each : violations) {
            field(table, each.line()).append(',');
            field(table, each.row()).append(',');
            field(table, each.column()).append(',');
            field(table, each.value()).append(',');
            field(table, each.code()).append(',');
            field(table, each.severity()).append(',');
            field(table, each.message()).append(LINE_END);
        }
        return table.toString();
    }

    private static StringBuilder field(StringBuilder table, @Nullable Object value) {
        String text = Objects.toString(value, "");
        String safe = !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean quoted = safe.chars().anyMatch(each -> each == ',' || each == '"' || each == '\r' || each == '\n');
        return quoted ? table.append('"').append(safe.replace("\"", "\"\"")).append('"') : table.append(safe);
    }
}
