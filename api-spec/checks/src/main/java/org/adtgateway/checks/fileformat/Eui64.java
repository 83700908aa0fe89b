package org.adtgateway.checks.fileformat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * An EUI-64, such as a User ID: eight bytes, compared as a number, so that {@code a0} and {@code A0} are the same.
 *
 * @param bits the bytes, the first one highest
 */
record Eui64(long bits) implements Comparable<Eui64> {
    /** How many characters the text has: {@code 70-B3-D5-1F-30-00-A0-08}. */
    static final int LENGTH = 23;

    private static final HexFormat OCTETS = HexFormat.ofDelimiter("-").withUpperCase();

    /** The value of a hexadecimal digit, by its character; -1 for any other byte. */
    private static final byte[] HEX = new byte[256];

    static {
        for (int character = 0; character < HEX.length; character++) {
            HEX[character] = (byte) Character.digit(character < 128 ? character : -1, 16);
        }
    }

    /**
     * Reads eight pairs of hexadecimal digits with hyphens between them, in upper or lower case.
     *
     * @throws IllegalArgumentException for any other text
     */
    static Eui64 parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length != LENGTH || !isAt(bytes, 0)) {
            throw new IllegalArgumentException("not an EUI-64 such as 70-B3-D5-1F-30-00-A0-08: '" + text + "'");
        }
        return new Eui64(bitsAt(bytes, 0));
    }

    /** Returns whether the bytes are the text of an EUI-64 and nothing else. */
    static boolean is(byte[] bytes, int from, int to) {
        return to - from == LENGTH && isAt(bytes, from);
    }

    /** Returns whether the {@link #LENGTH} bytes from here on, all of which must exist, are the text of an EUI-64. */
    static boolean isAt(byte[] bytes, int from) {
        int wrong = 0; // negative as soon as one byte is not what it should be
        for (int i = from; i < from + LENGTH; i += 3) {
            wrong |= HEX[bytes[i] & 0xFF] | HEX[bytes[i + 1] & 0xFF];
        }
        for (int i = from + 2; i < from + LENGTH; i += 3) {
            wrong |= -((bytes[i] ^ '-') & 0xFF);
        }
        return wrong >= 0;
    }

    /** Returns whether the field holds an EUI-64 and nothing else. */
    static boolean isIn(Row row, int field) {
        return row.length(field) == LENGTH && isAt(row.bytes, row.from(field));
    }

    /** Returns the value of the text that {@link #isAt} found here. */
    static long bitsAt(byte[] bytes, int from) {
        long bits = 0;
        for (int i = from; i < from + LENGTH; i += 3) {
            bits = bits << 8 | HEX[bytes[i] & 0xFF] << 4 | HEX[bytes[i + 1] & 0xFF];
        }
        return bits;
    }

    @Override
    public int compareTo(Eui64 other) {
        return Long.compareUnsigned(bits, other.bits);
    }

    /** Upper case with hyphens: {@code 70-B3-D5-1F-30-00-A0-08}. */
    @Override
    public String toString() {
        byte[] octets = new byte[Long.BYTES];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) (bits >>> (56 - 8 * i));
        }
        return OCTETS.formatHex(octets);
    }
}
