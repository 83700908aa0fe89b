package org.adtgateway.checks.fileformat;

/** Reads decimal digits in a row. */
final class DecimalParser {
    /** Digits whose value fits a {@code long} whatever they are. */
    private static final int SAFE = 18;

    private DecimalParser() {}

    static boolean only(byte[] bytes, int from, int to) {
        int at = from;
        for (; at < to; at++) {
            if (bytes[at] < '0' || bytes[at] > '9') {
                return false;
            }
        }
        return from < to;
    }

    /** Their value, modulo 2^64. */
    static long value(byte[] bytes, int from, int to) {
        long value = 0;
        int at = from;
        for (; at < to; at++) {
            value = value * 10 + (bytes[at] - '0');
        }
        return value;
    }

    /** Their value; of more than 18 digits, leading zeros aside, {@code Long.MAX_VALUE}. */
    static long valueOrMost(byte[] bytes, int from, int to) {
        int first = from;
        while (first < to - 1 && bytes[first] == '0') {
            first++;
        }
        return to - first > SAFE ? Long.MAX_VALUE : value(bytes, first, to);
    }
}
