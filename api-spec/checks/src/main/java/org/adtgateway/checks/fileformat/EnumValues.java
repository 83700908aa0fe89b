package org.adtgateway.checks.fileformat;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A closed list of words, found by their bytes. Words of at most eight bytes are found without making a string, as one
 * number: a {@code HashMap} of strings took 14 % longer for a whole file (docs/measurements.md).
 */
final class EnumValues {
    /** The length of the longest word that is found without making a string; so many bytes must exist behind each field of a buffer. */
    static final int WORD_BYTES = Long.BYTES;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Spreads the bits of a word over the highest ones (D. Knuth, The Art of Computer Programming 6.4, multiplicative hashing). */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final Map<String, Integer> places = new HashMap<>();
    /** The short words as numbers, by hash; 0 where there is none. */
    private final long[] words;
    /** The places of the words in the list. */
    private final int[] placeOf;

    private final int shift;

    /** @param words that differ from each other and are not empty */
    EnumValues(List<String> words) {
        int bits = 32 - Integer.numberOfLeadingZeros(Math.max(4, words.size()) * 4);
        this.shift = 64 - bits;
        this.words = new long[1 << bits];
        this.placeOf = new int[1 << bits];
        for (String word : words) {
            int place = places.size();
            places.put(word, place);
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            if (bytes.length <= WORD_BYTES) {
                byte[] padded = new byte[2 * WORD_BYTES];
                System.arraycopy(bytes, 0, padded, 0, bytes.length);
                int slot = slot(eightBytes(padded, 0));
                this.words[slot] = eightBytes(padded, 0);
                this.placeOf[slot] = place;
            }
        }
    }

    /** Returns the place of the word in the list, from 0; -1 if it is not there. Eight bytes beyond the word must exist. */
    int find(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length > WORD_BYTES) {
            return places.getOrDefault(new String(bytes, from, length, StandardCharsets.UTF_8), -1);
        }
        if (length == 0) {
            return -1;
        }
        long word = word(bytes, from, to);
        int slot = slot(word);
        return words[slot] == word ? placeOf[slot] : -1;
    }

    /** Returns the bytes from..to, at most eight, as one number with zeros above them, the first byte lowest. */
    private static long word(byte[] bytes, int from, int to) {
        int length = to - from;
        long word = eightBytes(bytes, from);
        return length == WORD_BYTES ? word : word & ((1L << (length << 3)) - 1);
    }

    private static long eightBytes(byte[] bytes, int from) {
        return (long) EIGHT_BYTES.get(bytes, from);
    }

    /** Returns where the word is, or would be. */
    private int slot(long word) {
        int slot = (int) ((word * SPREAD) >>> shift);
        while (words[slot] != 0 && words[slot] != word) {
            slot = (slot + 1) & (words.length - 1);
        }
        return slot;
    }
}
