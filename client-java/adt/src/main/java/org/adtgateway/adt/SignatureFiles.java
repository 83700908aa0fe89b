package org.adtgateway.adt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Reads and writes signatures and receipts, which are next to their file. */
final class SignatureFiles {
    private SignatureFiles() {}

    static Path signatureOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".p7s");
    }

    static Path receiptOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".receipt.p7m");
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
            Path part = file.resolveSibling(file.getFileName() + ".part");
            Files.write(part, content);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
