package org.adtgateway.server.fileformat;

import java.util.ArrayList;
import java.util.List;

/**
 * Which keys a file has had, and where. A key is three numbers, compared exactly, so that no row is ever taken for a repetition because of a
 * hash. It needs 32 bytes for each key and 4 to 8 for the index: 40 MB for a million rows. The keys stand in pieces, so that growing does not
 * hold them twice. The seed should be random, so that nobody can choose keys that fall together.
 */
final class SeenKeys {
    /** No place: the key is new. */
    static final long NEW = -1;

    private static final int WORDS = 4;
    private static final int PIECE_BITS = 12;
    private static final int IN_PIECE = (1 << PIECE_BITS) - 1;

    private final long seed;
    private final List<long[]> pieces = new ArrayList<>();
    /** By hash, the number of a key plus 1; 0 where there is none. */
    private int[] slots = new int[1 << 10];

    private int size;

    SeenKeys(long seed) {
        this.seed = seed;
    }

    /**
     * Keeps the place of a key, unless the key has been there before.
     *
     * @return {@link #NEW}, or the place where the key was first
     */
    long firstPlace(long a, long b, long c, long place) {
        int slot = hash(a, b, c) & (slots.length - 1);
        while (slots[slot] != 0) {
            int number = slots[slot] - 1;
            long[] piece = pieces.get(number >>> PIECE_BITS);
            int at = (number & IN_PIECE) * WORDS;
            if (piece[at] == a && piece[at + 1] == b && piece[at + 2] == c) {
                return piece[at + 3];
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        add(a, b, c, place);
        slots[slot] = size;
        if (size > slots.length / 2) {
            grow();
        }
        return NEW;
    }

    private void add(long a, long b, long c, long place) {
        if ((size & IN_PIECE) == 0) {
            pieces.add(new long[WORDS << PIECE_BITS]);
        }
        long[] piece = pieces.get(size >>> PIECE_BITS);
        int at = (size & IN_PIECE) * WORDS;
        piece[at] = a;
        piece[at + 1] = b;
        piece[at + 2] = c;
        piece[at + 3] = place;
        size++;
    }

    private void grow() {
        slots = new int[slots.length * 2];
        for (int number = 0; number < size; number++) {
            long[] piece = pieces.get(number >>> PIECE_BITS);
            int at = (number & IN_PIECE) * WORDS;
            int slot = hash(piece[at], piece[at + 1], piece[at + 2]) & (slots.length - 1);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = number + 1;
        }
    }

    private int hash(long a, long b, long c) {
        long hash = mix(mix(mix(seed ^ a) ^ b) ^ c);
        return (int) (hash ^ (hash >>> 32));
    }

    /** A step of the finaliser of SplitMix64. */
    private static long mix(long bits) {
        long product = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        return product ^ (product >>> 27);
    }
}
