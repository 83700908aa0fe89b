package org.adtgateway.adt;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.adtgateway.client.FileType;
import org.jspecify.annotations.Nullable;

/** Finds out what kind of file it is, so that a person does not have to say. */
final class FileTypeDetector {
    private static final int LOOKED_AT = 4096;

    private FileTypeDetector() {}

    /** @param said by the user, which goes before anything else */
    static FileType of(Path file, @Nullable FileType said) {
        if (Files.isDirectory(file)) {
            throw new UsageException(file + " is a folder: say which file in it");
        }
        if (said != null) {
            return said;
        }
        String beginning = beginning(file).toLowerCase(Locale.ROOT);
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
        throw new UsageException("Neither the header nor the name of " + file
                + " tells what kind of file it is: say --type ADT or --type EXIT_QUARANTINE");
    }

    private static String beginning(Path file) {
        // not strictly UTF-8: whatever the encoding, the gateway is to say what is wrong with it
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            char[] text = new char[LOOKED_AT];
            int count = reader.read(text);
            String beginning = count < 0 ? "" : new String(text, 0, count);
            int end = beginning.indexOf('\n');
            return end < 0 ? beginning : beginning.substring(0, end);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
