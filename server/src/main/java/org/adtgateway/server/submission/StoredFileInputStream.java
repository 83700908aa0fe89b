package org.adtgateway.server.submission;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.IntFunction;

/** The exact bytes of a file in the store, fetched a chunk at a time as they are read. */
final class StoredFileInputStream extends InputStream {
    private final IntFunction<Optional<byte[]>> chunks;
    private ByteArrayInputStream chunk = new ByteArrayInputStream(new byte[0]);
    private int position;
    /** Bytes of the first chunk that come before the offset. */
    private int passOver;

    /**
     * A file of chunks.
     *
     * @param chunks by their number, from 0; nothing after the last
     * @param offset of the first byte to read
     */
    StoredFileInputStream(IntFunction<Optional<byte[]>> chunks, long offset) {
        this.chunks = chunks;
        this.position = Math.toIntExact(offset / SubmissionWriter.CHUNK_BYTES);
        this.passOver = Math.toIntExact(offset % SubmissionWriter.CHUNK_BYTES);
    }

    @Override
    public int read() {
        return isAtEnd() ? -1 : chunk.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        return isAtEnd() ? -1 : chunk.read(target, offset, length);
    }

    private boolean isAtEnd() {
        while (chunk.available() == 0) {
            Optional<byte[]> next = chunks.apply(position);
            if (next.isEmpty()) {
                return true;
            }
            byte[] bytes = next.get();
            int from = Math.min(passOver, bytes.length);
            passOver = 0;
            chunk = new ByteArrayInputStream(bytes, from, bytes.length - from);
            position++;
        }
        return false;
    }
}
