package org.adtgateway.adt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.adtgateway.checks.fileformat.ViolationsCsv;

/** What a command writes again each time it runs. It may replace an earlier one of its kind, and nothing else: not the file it is about, say. */
enum ReplaceableFile {
    /** As {@link ViolationsCsv} writes it, or a spreadsheet that saved it without the byte order mark. */
    REPORT("a table of errors", "--report") {
        @Override
        boolean isBegunBy(byte[] first) {
            String header = ViolationsCsv.of(List.of()).strip();
            String text = new String(first, StandardCharsets.UTF_8);
            return text.startsWith(header) || text.startsWith(header.substring(1));
        }
    },
    /** DER or PEM. */
    SIGNATURE("a signature", "--out") {
        @Override
        boolean isBegunBy(byte[] first) {
            return (first.length > 0 && first[0] == DER_SEQUENCE)
                    || new String(first, StandardCharsets.US_ASCII).startsWith("-----BEGIN ");
        }
    };

    private static final byte DER_SEQUENCE = 0x30;
    private static final int ENOUGH = 128;

    private final String name;
    private final String option;

    ReplaceableFile(String name, String option) {
        this.name = name;
        this.option = option;
    }

    abstract boolean isBegunBy(byte[] first);

    /**
     * Requires that nothing else is there, or an empty file. It is for the beginning of a command, before any work is done.
     *
     * @throws UsageException if there is
     */
    void requireAt(Path file) {
        if (Files.isRegularFile(file)) {
            byte[] first = beginning(file);
            if (first.length > 0 && !isBegunBy(first)) {
                throw new UsageException(
                        file + " exists already and is not " + name + "; name another file with " + option);
            }
        }
    }

    private static byte[] beginning(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] first = new byte[ENOUGH];
            return Arrays.copyOf(first, in.readNBytes(first, 0, ENOUGH));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
