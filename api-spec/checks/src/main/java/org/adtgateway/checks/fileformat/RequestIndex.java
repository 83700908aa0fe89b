package org.adtgateway.checks.fileformat;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the row of an Exit Quarantine file that names a request. Request IDs are compared exactly, in either case. Takes about 30 bytes of memory
 * for each row; may be used by any number of threads.
 */
public final class RequestIndex {
    private static final int WORDS = 3;
    private static final int PIECE_BITS = 12;
    private static final int IN_PIECE = (1 << PIECE_BITS) - 1;

    private final long seed = new SecureRandom().nextLong();
    /** Originator, target and counter of each row. */
    private final List<long[]> pieces = new ArrayList<>();
    /** The numbers of the rows, by hash; 0 where there is none. */
    private final int[] slots;

    private int size;

    /** Reads a file to its end. */
    public RequestIndex(ExitQuarantineRows rows) throws IOException {
        DuisRequestId request = rows.request();
        while (rows.next()) {
            if (rows.readRequest()) {
                add(request.originator, request.target, request.counter);
            } else {
                add(0, 0, 0);
            }
        }
        this.slots = new int[size + size / 2 + 1];
        for (int row = 1; row <= size; row++) {
            long[] piece = piece(row);
            int at = at(row);
            slots[slot(piece[at], piece[at + 1], piece[at + 2])] = row;
        }
    }

    private void add(long originator, long target, long counter) {
        if ((size & IN_PIECE) == 0) {
            pieces.add(new long[WORDS << PIECE_BITS]);
        }
        size++;
        long[] piece = piece(size);
        int at = at(size);
        piece[at] = originator;
        piece[at + 1] = target;
        piece[at + 2] = counter;
    }

    /** Returns how many rows the file has. */
    public int size() {
        return size;
    }

    /** Returns the number of the row that names the request, from 1; 0 where none does. */
    int rowOf(DuisRequestId request) {
        return slots[slot(request.originator, request.target, request.counter)];
    }

    /** Returns where the request is, or would be. */
    private int slot(long originator, long target, long counter) {
        int hash = DuplicateFinder.hash(seed, originator, target, counter);
        int slot = (int) (((hash & 0xFFFF_FFFFL) * slots.length) >>> 32);
        while (slots[slot] != 0 && !isRow(slots[slot], originator, target, counter)) {
            slot = slot + 1 == slots.length ? 0 : slot + 1;
        }
        return slot;
    }

    private boolean isRow(int row, long originator, long target, long counter) {
        long[] piece = piece(row);
        int at = at(row);
        return piece[at] == originator && piece[at + 1] == target && piece[at + 2] == counter;
    }

    private long[] piece(int row) {
        return pieces.get((row - 1) >>> PIECE_BITS);
    }

    private static int at(int row) {
        return ((row - 1) & IN_PIECE) * WORDS;
    }
}
