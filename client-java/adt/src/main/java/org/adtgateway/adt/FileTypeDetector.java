package org.adtgateway.adt;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.adtgateway.client.FileType;
import org.jspecify.annotations.Nullable;

/** Detects the type of a file by its header, otherwise by its name. */
final class FileTypeDetector {
    private static final int READ_CHARACTERS = 4096;

    private FileTypeDetector() {}

    /** @param given by the user, which overrides everything else */
    static FileType of(Path file, @Nullable FileType given) {
        if (Files.isDirectory(file)) {
            throw new UsageException(file + " is a folder; name a file in it");
        }
        if (given != null) {
            return given;
        }
        String beginning = beginning(file).toLowerCase(Locale.ROOT);
        if (beginning.startsWith("pk\u0003\u0004") || beginning.startsWith("\u00d0\u00cf\u0011\u00e0")) {
            throw new UsageException(file + " is a workbook, and not a CSV file: save it as CSV (UTF-8), and use that");
        }
        if (beginning.contains("quarantineeventref")) {
            return FileType.EXIT_QUARANTINE;
        }
        if (beginning.contains("userid")) {
            return FileType.ADT;
        }
        String name = String.valueOf(file.getFileName()).toUpperCase(Locale.ROOT);
        if (name.startsWith("EQ_")) {
            return FileType.EXIT_QUARANTINE;
        }
        if (name.startsWith("ADT_")) {
            return FileType.ADT;
        }
        if (isEmpty(file)) {
            throw new UsageException(file + " is empty");
        }
        throw new UsageException("Neither the header nor the name of " + file
                + " shows its type; use --type ADT or --type EXIT_QUARANTINE");
    }

    /** Tells whether there is nothing in it, which is the same error in either type. */
    static boolean isEmpty(Path file) {
        return Files.isRegularFile(file)
                && file.toFile().length() <= READ_CHARACTERS
                && !read(file).matches("(?s).*\\S.*");
    }

    private static String beginning(Path file) {
        String beginning = read(file);
        int end = beginning.indexOf('\n');
        return end < 0 ? beginning : beginning.substring(0, end);
    }

    private static String read(Path file) {
        // not strictly UTF-8: the gateway reports what is wrong with the encoding
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            char[] text = new char[READ_CHARACTERS];
            int count = reader.read(text);
            return count < 0 ? "" : new String(text, 0, count);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
