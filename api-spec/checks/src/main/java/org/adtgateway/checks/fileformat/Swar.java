package org.adtgateway.checks.fileformat;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads up to eight bytes as one number, the first byte lowest, so that short words can be looked up without making strings. A {@code HashMap} of
 * strings took 14 % longer for a whole file (docs/measurements.md).
 */
final class Swar {
    static final int LENGTH = Long.BYTES;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Swar() {}

    /** Returns the eight bytes from here on, all of which must exist. */
    static long at(byte[] bytes, int from) {
        return (long) WORD.get(bytes, from);
    }

    /** Returns the bytes from..to, at most eight, with zeros above them; the eight bytes from here on must exist. */
    static long cut(byte[] bytes, int from, int to) {
        int length = to - from;
        return length == LENGTH ? at(bytes, from) : at(bytes, from) & ((1L << (length << 3)) - 1);
    }
}
