package org.adtgateway.server.decision;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.adtgateway.checks.fileformat.RowResult;
import org.jspecify.annotations.Nullable;

/**
 * The results of {@value #ROWS} rows that stand one after the other in the file, as they are stored: for each row one byte, 0 where there is no
 * result, otherwise the outcome with the flags of what follows: the seconds since 1970, and the note as modified UTF-8 behind its length.
 */
final class RowResultBlock {
    static final int ROWS = 64;

    private static final int OUTCOME = 0x0f;
    private static final int HAS_TIME = 0x10;
    private static final int HAS_NOTE = 0x20;

    private final @Nullable RowResult[] results = new RowResult[ROWS];

    /** Returns the number of the block that a row is in, from 0. */
    static int of(int row) {
        return (row - 1) / ROWS;
    }

    /**
     * Reads a block.
     *
     * @param stored null for one without results
     */
    RowResultBlock(byte @Nullable [] stored) {
        if (stored == null) {
            return;
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(stored))) {
            for (int i = 0; i < ROWS; i++) {
                int head = in.readUnsignedByte();
                if (head != 0) {
                    Instant at = (head & HAS_TIME) == 0 ? null : Instant.ofEpochSecond(in.readLong());
                    String note = (head & HAS_NOTE) == 0 ? "" : in.readUTF();
                    results[i] = new RowResult(RowResult.Outcome.ofCode(head & OUTCOME), at, note);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a stored block of results is not ours", e);
        }
    }

    /** Returns the result of a row of this block; null where it has none. */
    @Nullable
    RowResult get(int row) {
        return results[(row - 1) % ROWS];
    }

    void set(int row, RowResult result) {
        results[(row - 1) % ROWS] = result;
    }

    /** Returns the block as it is stored. */
    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(ROWS * 10);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (RowResult result : results) {
                write(result, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private static void write(@Nullable RowResult result, DataOutputStream out) throws IOException {
        if (result == null) {
            out.writeByte(0);
            return;
        }
        Instant at = result.at();
        out.writeByte(result.outcome().code()
                | (at == null ? 0 : HAS_TIME)
                | (result.note().isEmpty() ? 0 : HAS_NOTE));
        if (at != null) {
            out.writeLong(at.getEpochSecond());
        }
        if (!result.note().isEmpty()) {
            out.writeUTF(result.note());
        }
    }
}
