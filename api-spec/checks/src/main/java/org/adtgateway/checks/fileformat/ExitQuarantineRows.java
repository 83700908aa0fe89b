package org.adtgateway.checks.fileformat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Walks through the rows of an Exit Quarantine file that was accepted, whatever the format documents say by now. It can begin in the middle, at a
 * place where an earlier walk ended.
 */
public final class ExitQuarantineRows {
    private static final String REQUEST_ID = "RequestID";
    private static final int MOST_COLUMNS = 32;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final CsvScanner scanner;
    private final Row row;
    private final int requestId;

    /** Opens the file at a byte; the walk does not close it. */
    public interface Opener {
        InputStream open(long offset) throws IOException;
    }

    /**
     * A place between two rows.
     *
     * @param rows that lie before it
     * @param offset of the byte at which the next row begins; 0 for the beginning of the file
     */
    public record Place(int rows, long offset) {
        public static final Place START = new Place(0, 0);
    }

    /**
     * Begins to walk.
     *
     * @param maxLineLength bytes of one row
     * @throws IllegalArgumentException for a file without a column of Request IDs, which was never accepted
     */
    public ExitQuarantineRows(Opener file, Place from, int maxLineLength) throws IOException {
        CsvScanner start = new CsvScanner(file.open(0), maxLineLength, MOST_COLUMNS);
        this.requestId = readHeader(start);
        if (from.offset() == 0) {
            this.scanner = start;
            this.row = start.row();
        } else {
            this.scanner = new CsvScanner(file.open(from.offset()), maxLineLength, MOST_COLUMNS);
            this.row = scanner.row();
            scanner.beginsAt(from.offset());
            row.number = from.rows();
        }
    }

    private static int readHeader(CsvScanner scanner) throws IOException {
        if (Arrays.equals(scanner.start(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
            scanner.skip(BYTE_ORDER_MARK.length);
        }
        scanner.next();
        Row header = scanner.row();
        return IntStream.range(0, header.keptFields())
                .filter(field -> header.text(field).equals(REQUEST_ID))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the file has no column " + REQUEST_ID));
    }

    /** Goes to the next row; false at the end of the file. */
    public boolean next() throws IOException {
        return scanner.next();
    }

    /** Returns the number of the row, from 1. */
    public int number() {
        return Math.toIntExact(row.number);
    }

    /** Returns the Request ID of the row as it stands in the file. */
    public String requestId() {
        return requestId < row.keptFields() ? row.text(requestId) : "";
    }

    /** Returns the place after the row. */
    public Place place() {
        return new Place(number(), scanner.offset());
    }

    /** Tells the request of the row; false where the row has none that can be read. */
    public boolean request(RequestId.Listener listener) {
        if (!readRequest()) {
            return false;
        }
        listener.named(row.request.originator, row.request.target, row.request.counter);
        return true;
    }

    /** Reads the Request ID of the row into {@link Row#request}; false where it is none. */
    boolean readRequest() {
        return requestId < row.keptFields()
                && row.request.read(row.bytes, row.from(requestId), row.to(requestId))
                && row.request.counterFits;
    }

    DuisRequestId request() {
        return row.request;
    }
}
