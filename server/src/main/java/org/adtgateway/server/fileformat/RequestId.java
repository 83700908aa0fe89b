package org.adtgateway.server.fileformat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The text of a Request ID in a row: {@code originatorEUI:targetEUI:counter} (DUIS 5.4), the counter from 0 to 18446744073709551615 without
 * leading zeros.
 */
final class RequestId {
    private static final int TARGET = Eui64.LENGTH + 1;
    private static final int COUNTER = TARGET + Eui64.LENGTH + 1;
    private static final byte[] LARGEST_COUNTER = "18446744073709551615".getBytes(StandardCharsets.US_ASCII);

    private RequestId() {}

    /** Whether these bytes have the form of a Request ID, whatever the size of the counter; at most 20 digits. */
    static boolean isAt(byte[] bytes, int from, int to) {
        int digits = to - from - COUNTER;
        return digits >= 1
                && digits <= LARGEST_COUNTER.length
                && Eui64.isAt(bytes, from)
                && bytes[from + TARGET - 1] == ':'
                && Eui64.isAt(bytes, from + TARGET)
                && bytes[from + COUNTER - 1] == ':'
                && (digits == 1 || bytes[from + COUNTER] != '0')
                && Digits.only(bytes, from + COUNTER, to);
    }

    static long originator(byte[] bytes, int from) {
        return Eui64.bitsAt(bytes, from);
    }

    static long target(byte[] bytes, int from) {
        return Eui64.bitsAt(bytes, from + TARGET);
    }

    static boolean counterFits(byte[] bytes, int from, int to) {
        int counter = from + COUNTER;
        return to - counter < LARGEST_COUNTER.length
                || Arrays.compare(bytes, counter, to, LARGEST_COUNTER, 0, LARGEST_COUNTER.length) <= 0;
    }

    /** The counter that fits, as an unsigned number. */
    static long counter(byte[] bytes, int from, int to) {
        return Digits.value(bytes, from + COUNTER, to);
    }
}
