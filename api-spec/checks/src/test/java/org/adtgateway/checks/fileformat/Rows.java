package org.adtgateway.checks.fileformat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The rows of a file as the scanner cuts them, header included. */
final class Rows {
    private static final int MOST_COLUMNS = 32;

    private Rows() {}

    /** Empty if the file cannot be read by RFC 4180. */
    static List<List<String>> of(byte[] bytes) {
        try {
            CsvScanner scanner = new CsvScanner(new ByteArrayInputStream(bytes), 16_384, MOST_COLUMNS);
            List<List<String>> rows = new ArrayList<>();
            Row row = scanner.row();
            byte[] start = scanner.start(3);
            if (start.length == 3 && start[0] == (byte) 0xEF && start[1] == (byte) 0xBB && start[2] == (byte) 0xBF) {
                scanner.skip(3);
            }
            while (scanner.next()) {
                if (row.fault != Row.Fault.NONE) {
                    return List.of();
                }
                List<String> fields = new ArrayList<>();
                for (int field = 0; field < row.keptFields(); field++) {
                    fields.add(row.text(field));
                }
                rows.add(fields);
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
