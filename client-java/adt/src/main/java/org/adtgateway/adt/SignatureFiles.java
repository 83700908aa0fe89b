package org.adtgateway.adt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads and writes signatures and receipts, which are next to their file. */
final class SignatureFiles {
    private SignatureFiles() {}

    static Path signatureOf(Path file) {
        return DurableFiles.beside(file, ".p7s");
    }

    static Path receiptOf(Path file) {
        return DurableFiles.beside(file, ".receipt.p7m");
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the whole file or nothing. */
    static void write(Path file, byte[] content) {
        try {
            DurableFiles.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
