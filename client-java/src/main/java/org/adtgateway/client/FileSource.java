package org.adtgateway.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hc.client5.http.entity.mime.ByteArrayBody;
import org.apache.hc.client5.http.entity.mime.ContentBody;
import org.apache.hc.client5.http.entity.mime.FileBody;
import org.apache.hc.core5.http.ContentType;

/** Opens the bytes of a file, which are read more than once: to be signed, and for each attempt to send. */
sealed interface FileSource {
    ContentType CSV = ContentType.create("text/csv");

    InputStream open() throws IOException;

    long size();

    ContentBody body(String fileName);

    /** Deletes what was made to read the bytes more than once. */
    void release();

    default byte[] sign(FileSigner signer) {
        try (InputStream in = open()) {
            return signer.sign(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long sizeOf(Path path) {
        try {
            return Files.size(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    record OfPath(Path path) implements FileSource {
        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(path);
        }

        @Override
        public long size() {
            return sizeOf(path);
        }

        /** Requires the file to exist, as it would otherwise be sent as an empty one. */
        @Override
        public ContentBody body(String fileName) {
            sizeOf(path);
            return new FileBody(path.toFile(), CSV, fileName);
        }

        @Override
        public void release() {}
    }

    /** Holds a copy, as the caller may change its own. */
    record OfBytes(Bytes bytes) implements FileSource {
        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes.array());
        }

        @Override
        public long size() {
            return bytes.array().length;
        }

        @Override
        public ContentBody body(String fileName) {
            return new ByteArrayBody(bytes.array(), CSV, fileName);
        }

        @Override
        public void release() {}
    }

    /** Holds bytes that nothing else changes. */
    final class Bytes {
        private final byte[] array;

        Bytes(byte[] array) {
            this.array = array.clone();
        }

        byte[] array() {
            return array;
        }
    }

    /** Copies a stream, which can be read only once, to a temporary file that only its owner can read. */
    record Spooled(Path path) implements FileSource {
        static Spooled from(InputStream stream) {
            try {
                Path file = Files.createTempFile("adt-gateway-", ".csv");
                try (OutputStream out = Files.newOutputStream(file)) {
                    stream.transferTo(out);
                } catch (IOException e) {
                    Files.deleteIfExists(file);
                    throw e;
                }
                return new Spooled(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(path);
        }

        @Override
        public long size() {
            return sizeOf(path);
        }

        @Override
        public ContentBody body(String fileName) {
            return new FileBody(path.toFile(), CSV, fileName);
        }

        @Override
        public void release() {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                // a temporary file that stays does no harm, and the call itself has succeeded or failed already
                path.toFile().deleteOnExit();
            }
        }
    }
}
