package org.adtgateway.server.fileformat;

/** Where a row stands and a small number to remember about it, in one positive {@code long}. */
final class RowPlace {
    private static final int LINE_BITS = 32;
    private static final int NOTE_BITS = 7;
    private static final long LINE_MASK = (1L << LINE_BITS) - 1;

    private RowPlace() {}

    /** @param note from 0 to 127 */
    static long of(Row row, long note) {
        return (row.number << (LINE_BITS + NOTE_BITS)) | ((row.line & LINE_MASK) << NOTE_BITS) | note;
    }

    static long note(long place) {
        return place & ((1 << NOTE_BITS) - 1);
    }

    static String describe(long place) {
        return "row " + (place >>> (LINE_BITS + NOTE_BITS)) + " (line " + ((place >>> NOTE_BITS) & LINE_MASK) + ")";
    }
}
