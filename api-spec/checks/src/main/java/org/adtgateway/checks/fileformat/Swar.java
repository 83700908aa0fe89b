package org.adtgateway.checks.fileformat;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads eight bytes at a time (SIMD within a register): digits, and short words to be looked up. The first byte of a word is its lowest. Bytes one by
 * one took 14 % longer for the words of a list, TENTHS for digits (docs/measurements.md).
 */
final class Swar {
    static final int LENGTH = Long.BYTES;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long ZEROS = '0' * ONES;

    private Swar() {}

    /** Returns the eight bytes from here on, all of which must exist. */
    static long at(byte[] bytes, int from) {
        return (long) WORD.get(bytes, from);
    }

    /** Returns whether all eight are decimal digits. */
    static boolean areDigits(long word) {
        long low = word - ZEROS; // below '0' the highest bit comes up
        long high = word + (0x7F - '9') * ONES; // and above '9'
        return ((word | low | high) & HIGHS) == 0;
    }

    /** Returns the value of eight decimal digits, the first the most significant. */
    static long value(long digits) {
        long ones = digits - ZEROS;
        long tens = (ones * 10 + (ones >>> 8)) & 0x00FF00FF00FF00FFL;
        long hundreds = (tens * 100 + (tens >>> 16)) & 0x0000FFFF0000FFFFL;
        return (hundreds * 10_000 + (hundreds >>> 32)) & 0xFFFFFFFFL;
    }

    /** Returns the bytes from..to, at most eight, with zeros above them; the eight bytes from here on must exist. */
    static long cut(byte[] bytes, int from, int to) {
        int length = to - from;
        return length == LENGTH ? at(bytes, from) : at(bytes, from) & ((1L << (length << 3)) - 1);
    }
}
