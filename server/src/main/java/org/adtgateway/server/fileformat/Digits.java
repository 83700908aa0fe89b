package org.adtgateway.server.fileformat;

/** Decimal digits in a row. */
final class Digits {
    private Digits() {}

    static boolean only(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
        }
        return from < to;
    }

    /** Their value, modulo 2^64. */
    static long value(byte[] bytes, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + (bytes[i] - '0');
        }
        return value;
    }

    /** Their value; of more than 18 digits, leading zeros aside, {@code Long.MAX_VALUE}. */
    static long valueOrMost(byte[] bytes, int from, int to) {
        int first = from;
        while (first < to - 1 && bytes[first] == '0') {
            first++;
        }
        return to - first > 18 ? Long.MAX_VALUE : value(bytes, first, to);
    }
}
