package org.adtgateway.checks.fileformat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The keys of a file's rows, to find at the end which of them are repeated. A key is three numbers, compared exactly, so that no row is ever
 * taken for a repetition because of a hash. Rows are only appended while the file is read; at the end they are parted by hash into groups
 * that fit a processor's nearest cache, and each group is searched by itself. That is several times as fast as one large hash table, whose
 * every access waits for memory.
 *
 * <p>Memory for each row: 32 bytes while the file is read, 12 more at the end; 44 MB for a million rows.
 */
final class DuplicateFinder {
    /** Hears of a repetition. */
    interface Listener {
        void repeated(long a, long b, long c, long firstPlace, long place);
    }

    private static final int WORDS = 4;
    private static final int PIECE_BITS = 12;
    private static final int IN_PIECE = (1 << PIECE_BITS) - 1;
    /** Rows of a group, on average. */
    private static final int GROUP_BITS = 11;

    private final long seed;
    /** Pieces of fixed size, so that growing never holds the keys twice. */
    private final List<long[]> pieces = new ArrayList<>();

    private long[] last = {};
    private int size;

    /** @param seed that should be random, so that nobody can choose keys that fall together */
    DuplicateFinder(long seed) {
        this.seed = seed;
    }

    /**
     * Adds a row.
     *
     * @param place what the listener is to be told of the row
     */
    void add(long a, long b, long c, long place) {
        int at = (size & IN_PIECE) * WORDS;
        if (at == 0) {
            last = new long[WORDS << PIECE_BITS];
            pieces.add(last);
        }
        last[at] = a;
        last[at + 1] = b;
        last[at + 2] = c;
        last[at + 3] = place;
        size++;
    }

    /** Tells of each row whose key an earlier row has, in the order in which they were added, with the first of the earlier rows. */
    void tellRepeated(Listener listener) {
        int[] firstOf = firstOf();
        for (int row = 0; row < firstOf.length; row++) {
            if (firstOf[row] != row) {
                long[] piece = piece(row);
                int at = at(row);
                long firstPlace = piece(firstOf[row])[at(firstOf[row]) + 3];
                listener.repeated(piece[at], piece[at + 1], piece[at + 2], firstPlace, piece[at + 3]);
            }
        }
    }

    /** For each row the first that has its key, which may be itself. */
    private int[] firstOf() {
        int groupBits = Math.max(0, 32 - Integer.numberOfLeadingZeros(size) - GROUP_BITS);
        int[] hashes = hashes();
        int[] ends = new int[(1 << groupBits) + 1];
        for (int hash : hashes) {
            ends[group(hash, groupBits) + 1]++;
        }
        for (int group = 1; group < ends.length; group++) {
            ends[group] += ends[group - 1];
        }
        // each group's rows in their order, below its hash a row's number; now ends[g] is where group g begins, then
        // where it ends
        long[] parted = new long[size];
        for (int row = 0; row < size; row++) {
            parted[ends[group(hashes[row], groupBits)]++] = (long) hashes[row] << 32 | row;
        }
        int[] firstOf = hashes; // which are needed no more
        int[] slots = {};
        int start = 0;
        for (int group = 0; group < 1 << groupBits; group++) {
            int end = ends[group];
            slots = search(parted, start, end, slots, firstOf);
            start = end;
        }
        return firstOf;
    }

    private int[] hashes() {
        int[] hashes = new int[size];
        for (int row = 0; row < size; row++) {
            long[] piece = piece(row);
            int at = at(row);
            hashes[row] = hash(seed, piece[at], piece[at + 1], piece[at + 2]);
        }
        return hashes;
    }

    /** Returns the highest bits of a hash. */
    private static int group(int hash, int groupBits) {
        return groupBits == 0 ? 0 : hash >>> (32 - groupBits);
    }

    /** Searches one group, with a small hash table that is handed on from group to group. */
    private int[] search(long[] parted, int start, int end, int[] table, int[] firstOf) {
        int needed = Integer.highestOneBit(Math.max(8, end - start)) * 4;
        int[] slots = table.length < needed ? new int[needed] : table;
        Arrays.fill(slots, 0, needed, 0);
        for (int i = start; i < end; i++) {
            int row = (int) parted[i];
            int slot = (int) (parted[i] >>> 32) & (needed - 1);
            while (slots[slot] != 0 && !isSame(parted[slots[slot] - 1], parted[i])) {
                slot = (slot + 1) & (needed - 1);
            }
            if (slots[slot] == 0) {
                slots[slot] = i + 1;
                firstOf[row] = row;
            } else {
                firstOf[row] = (int) parted[slots[slot] - 1];
            }
        }
        return slots;
    }

    private boolean isSame(long earlier, long later) {
        if (earlier >>> 32 != later >>> 32) {
            return false;
        }
        long[] one = piece((int) earlier);
        long[] other = piece((int) later);
        int from = at((int) earlier);
        int to = at((int) later);
        return one[from] == other[to] && one[from + 1] == other[to + 1] && one[from + 2] == other[to + 2];
    }

    private long[] piece(int row) {
        return pieces.get(row >>> PIECE_BITS);
    }

    private static int at(int row) {
        return (row & IN_PIECE) * WORDS;
    }

    static int hash(long seed, long a, long b, long c) {
        long hash = mix(mix(mix(seed ^ a) ^ b) ^ c);
        return (int) (hash ^ (hash >>> 32));
    }

    /** A step of the finaliser of SplitMix64. */
    private static long mix(long bits) {
        long product = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        return product ^ (product >>> 27);
    }
}
