package org.adtgateway.checks.fileformat;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The table in which people fill in what became of the rows of an Exit Quarantine file. It is an instalment of results as it stands. */
public final class RowResultsTemplate {
    private static final int MOST_COLUMNS = 32;
    private static final int OUTCOME = 1;

    private RowResultsTemplate() {}

    /**
     * Writes the template of a file: a line for each row, without a result.
     *
     * @param file one that was accepted; neither stream is closed
     */
    public static void write(InputStream file, OutputStream target) throws IOException {
        ExitQuarantineRows rows = new ExitQuarantineRows(
                offset -> file,
                ExitQuarantineRows.Place.START,
                FileLimits.defaults().maxLineLength());
        CsvWriter table = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(target, StandardCharsets.UTF_8);
        table.writeRecord("RequestID", "Outcome", "At", "Note");
        while (rows.next()) {
            table.writeRecord(rows.requestId(), "", "", "");
        }
        table.flush();
    }

    /** Counts the lines that have no outcome yet, of whatever else a gateway would say of them. */
    public static long countUnfilled(InputStream table) throws IOException {
        CsvScanner scanner = new CsvScanner(table, FileLimits.defaults().maxLineLength(), MOST_COLUMNS);
        long unfilled = 0;
        scanner.next();
        while (scanner.next()) {
            Row row = scanner.row();
            if (row.keptFields() <= OUTCOME || row.length(OUTCOME) == 0) {
                unfilled++;
            }
        }
        return unfilled;
    }
}
