package org.adtgateway.checks.fileformat;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.adtgateway.checks.violation.Violation;
import org.jspecify.annotations.Nullable;

/**
 * Writes violations as a table to open in a spreadsheet, next to the file that they are about. CSV (RFC 4180) with the columns line, row, column,
 * value, code, severity and message. It begins with a byte order mark, without which a spreadsheet does not take it for UTF-8. A field that a
 * spreadsheet would run as a formula gets a leading apostrophe (OWASP, CSV Injection).
 */
public final class ViolationsCsv {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private ViolationsCsv() {}

    /** Returns the table as text, in the order of the list. */
    public static String of(List<Violation> violations) {
        StringWriter text = new StringWriter();
        text.write(BYTE_ORDER_MARK);
        try (CsvWriter table =
                CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(text)) {
            table.writeRecord("line", "row", "column", "value", "code", "severity", "message");
            for (Violation each : violations) {
                table.writeRecord(
                        field(each.line()),
                        field(each.row()),
                        field(each.column()),
                        field(each.value()),
                        field(each.code()),
                        field(each.severity()),
                        field(each.message()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A text in memory cannot fail", e);
        }
        return text.toString();
    }

    private static String field(@Nullable Object value) {
        String text = Objects.toString(value, "");
        return !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
