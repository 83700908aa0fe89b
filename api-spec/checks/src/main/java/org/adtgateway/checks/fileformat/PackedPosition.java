package org.adtgateway.checks.fileformat;

/**
 * Where a row stands, and a small number that goes with it, in one long: 24 bits of row (at most 10,000,000, see {@link FileLimits}), 32 bits
 * of line, 8 bits of tag.
 */
final class PackedPosition {
    static final int MOST_TAGS = 0xFF;
    private static final long MOST_LINES = 0xFFFF_FFFFL;

    private PackedPosition() {}

    static long of(Row row, int tag) {
        return (row.number << 40) | (Math.min(row.line, MOST_LINES) << 8) | tag;
    }

    static long row(long place) {
        return place >>> 40;
    }

    static long line(long place) {
        return (place >>> 8) & MOST_LINES;
    }

    static int tag(long place) {
        return (int) (place & MOST_TAGS);
    }

    /** Names both rows, as a sentence. */
    static String both(long first, long second) {
        return "The two are rows " + row(first) + " and " + row(second) + " (lines " + line(first) + " and "
                + line(second) + ").";
    }
}
