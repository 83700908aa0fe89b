package org.adtgateway.server.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one part as they came: written once, read as often as needed. Up to a threshold they stay in memory, past it they go to a file
 * that loses its name the moment it is opened, so that not even a killed server leaves it behind. One thread writes; once all is
 * written, others may read streams of their own, which fail when it is closed.
 */
public final class Spool implements AutoCloseable {
    private final Path folder;
    private final int threshold;
    private final MessageDigest sha256 = newSha256();
    private @Nullable ByteArrayOutputStream memory = new ByteArrayOutputStream(8 * 1024);
    private @Nullable FileChannel file;
    private long size;
    private byte @Nullable [] digest;

    /**
     * @param folder where large bodies are kept while a call lasts
     * @param threshold bytes that may stay in memory
     */
    Spool(Path folder, int threshold) {
        this.folder = folder;
        this.threshold = threshold;
    }

    /** Appends what remains in the buffer. */
    void write(ByteBuffer bytes) {
        size += bytes.remaining();
        sha256.update(bytes.duplicate());
        try {
            if (memory != null && size > threshold) {
                file = openUnnamed();
                writeFully(file, ByteBuffer.wrap(memory.toByteArray()));
                memory = null;
            }
            if (memory != null) {
                byte[] chunk = new byte[bytes.remaining()];
                bytes.get(chunk);
                memory.writeBytes(chunk);
            } else if (file != null) {
                writeFully(file, bytes);
            }
        } catch (IOException e) {
            throw storageFailed(e);
        }
    }

    public long size() {
        return size;
    }

    /** SHA-256 of all bytes; nothing may be written after the first call. */
    public byte[] sha256() {
        if (digest == null) {
            digest = sha256.digest();
        }
        return digest.clone();
    }

    /** A new stream over all bytes from the start; valid until this is closed. */
    public InputStream open() {
        if (memory != null) {
            return new ByteArrayInputStream(memory.toByteArray());
        }
        return new FileStream(java.util.Objects.requireNonNull(file));
    }

    /** All bytes at once: only for parts whose limit is small. */
    public byte[] bytes() {
        try (InputStream in = open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw storageFailed(e);
        }
    }

    @Override
    public void close() {
        memory = null;
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private FileChannel openUnnamed() throws IOException {
        // DELETE_ON_CLOSE unlinks at once on POSIX systems
        return FileChannel.open(
                folder.resolve("adt-upload-" + UUID.randomUUID()),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static ProblemException storageFailed(IOException cause) {
        return new ProblemException(
                ProblemCode.UNAVAILABLE,
                "The service has no room to take the request in. Nothing was done; send it again later.",
                cause);
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Reads by position, so that streams do not disturb one another. */
    private static final class FileStream extends InputStream {
        private final FileChannel channel;
        private long position;

        FileStream(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = channel.read(ByteBuffer.wrap(target, offset, length), position);
            position += Math.max(count, 0);
            return count;
        }

        /** At once: the inherited one puts them together from pieces of 8 kB. */
        @Override
        public byte[] readNBytes(int length) throws IOException {
            byte[] bytes = new byte[(int) Math.min(length, Math.max(channel.size() - position, 0))];
            int count = readNBytes(bytes, 0, bytes.length);
            return count == bytes.length ? bytes : Arrays.copyOf(bytes, count);
        }
    }
}
