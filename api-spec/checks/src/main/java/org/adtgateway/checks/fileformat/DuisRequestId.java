package org.adtgateway.checks.fileformat;

import java.util.Arrays;

/**
 * A Request ID: {@code originatorEUI:targetEUI:counter} (DUIS 5.4), the counter from 0 to 18446744073709551615 without leading zeros. One
 * object serves all rows of a file.
 */
final class DuisRequestId {
    private static final int TARGET = Eui64.LENGTH + 1;
    private static final int COUNTER = TARGET + Eui64.LENGTH + 1;
    private static final int MOST_DIGITS = 20;
    private static final String LARGEST = "18446744073709551615";

    long originator;
    long target;
    /** Unsigned; of no use unless {@link #counterFits}. */
    long counter;

    boolean counterFits;

    /** The last originator as text: in most files it is that of each row, and parsing it each time took 14 % longer (docs/measurements.md). */
    private final byte[] known = new byte[TARGET];

    /** Reads the bytes; false if they have another form. A counter of 20 digits may be too large and is still of the form. */
    boolean read(byte[] bytes, int from, int to) {
        int counterFrom = from + COUNTER;
        int digits = to - counterFrom;
        if (digits < 1
                || digits > MOST_DIGITS
                || bytes[from + TARGET - 1] != ':'
                || bytes[counterFrom - 1] != ':'
                || (digits > 1 && bytes[counterFrom] == '0')
                || !readOriginator(bytes, from)
                || !Eui64.isAt(bytes, from + TARGET)
                || !DecimalParser.only(bytes, counterFrom, to)) {
            return false;
        }
        target = Eui64.bitsAt(bytes, from + TARGET);
        counter = DecimalParser.value(bytes, counterFrom, to);
        counterFits = digits < MOST_DIGITS || fits(bytes, counterFrom);
        return true;
    }

    private boolean readOriginator(byte[] bytes, int from) {
        if (Arrays.equals(bytes, from, from + TARGET, known, 0, TARGET)) {
            return true;
        }
        if (!Eui64.isAt(bytes, from)) {
            return false;
        }
        originator = Eui64.bitsAt(bytes, from);
        System.arraycopy(bytes, from, known, 0, TARGET);
        return true;
    }

    private static boolean fits(byte[] bytes, int from) {
        for (int i = 0; i < MOST_DIGITS; i++) {
            int difference = bytes[from + i] - LARGEST.charAt(i);
            if (difference != 0) {
                return difference < 0;
            }
        }
        return true;
    }
}
