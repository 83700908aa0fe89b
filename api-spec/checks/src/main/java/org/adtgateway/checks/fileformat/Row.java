package org.adtgateway.checks.fileformat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One row, as a view of the scanner's buffer that holds until the next row is read. One object serves all rows of a file, so that a file
 * of a million rows makes no garbage. Fields are those of the file, columns those of the format.
 */
final class Row {
    /** What is wrong with the row as a whole, so that its fields cannot be determined. */
    enum Fault {
        NONE,
        TOO_LONG,
        QUOTE_NOT_CLOSED,
        QUOTE_MISPLACED
    }

    final byte[] bytes;
    /** What the Request ID of the row consists of, once a column has been found to hold one. */
    final DuisRequestId request = new DuisRequestId();

    long line;
    /** Counted from 1; the header is 0. */
    long number = -1;

    Fault fault = Fault.NONE;
    /** A quote inside an unquoted field: RFC 4180 has none there (2, rule 5), and parsers differ about it. */
    boolean bareQuote;
    /** Whether a field may hold what is neither printable ASCII nor a well-placed line ending, so that it needs a closer look. */
    boolean suspicious;

    int fieldCount;
    private final int[] from;
    private final int[] to;
    private final boolean[] escaped;
    private int @Nullable [] order;

    /** Whether the column holds what it may, nothing included. */
    final boolean[] valid;
    /** Whether it is valid and not empty. */
    final boolean[] present;
    /** What the text means where it is present: a number, seconds since 1970, or the place in the list of permitted values. */
    final long[] value;

    /**
     * A row of a buffer.
     *
     * @param bytes of which {@link EnumValues#WORD_BYTES} more exist than the file ever fills
     * @param columns that the format has; of further fields, only the number is kept
     */
    Row(byte[] bytes, int columns) {
        this.bytes = bytes;
        this.from = new int[columns];
        this.to = new int[columns];
        this.escaped = new boolean[columns];
        this.valid = new boolean[columns];
        this.present = new boolean[columns];
        this.value = new long[columns];
    }

    void begin(long atLine) {
        line = atLine;
        number++;
        fieldCount = 0;
        fault = Fault.NONE;
        bareQuote = false;
        suspicious = false;
    }

    void add(int start, int end, boolean withEscapes) {
        if (fieldCount < from.length) {
            from[fieldCount] = start;
            to[fieldCount] = end;
            escaped[fieldCount] = withEscapes;
        }
        fieldCount++;
    }

    /** Makes each doubled quote of the quoted fields a single one, in place. */
    void unescape() {
        for (int field = 0; field < keptFields(); field++) {
            if (escaped[field]) {
                int target = from[field];
                for (int source = from[field]; source < to[field]; source++) {
                    bytes[target++] = bytes[source];
                    if (bytes[source] == '"') {
                        source++;
                    }
                }
                to[field] = target;
            }
        }
    }

    /** Says for each column which field of the file is its own. */
    void arrangeBy(int[] places) {
        order = Arrays.equals(places, IntStream.range(0, places.length).toArray()) ? null : places.clone();
    }

    /** Puts the fields into the order of the columns, where the header has them in another; once for each row. */
    void arrange() {
        if (order != null) {
            int[] oldFrom = from.clone();
            int[] oldTo = to.clone();
            for (int column = 0; column < order.length; column++) {
                from[column] = oldFrom[order[column]];
                to[column] = oldTo[order[column]];
            }
        }
    }

    /** Returns how many fields can be looked at. */
    int keptFields() {
        return Math.min(fieldCount, from.length);
    }

    boolean isBlank() {
        for (int field = 0; field < keptFields(); field++) {
            if (length(field) != 0) {
                return false;
            }
        }
        return true;
    }

    int from(int field) {
        return from[field];
    }

    int to(int field) {
        return to[field];
    }

    int length(int field) {
        return to[field] - from[field];
    }

    /** Returns the field's text; bytes that are not UTF-8 appear as U+FFFD. */
    String text(int field) {
        return new String(bytes, from[field], length(field), StandardCharsets.UTF_8);
    }
}
