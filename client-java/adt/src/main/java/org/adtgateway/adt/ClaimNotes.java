package org.adtgateway.adt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Notes in the folder of a collector what it has begun: a claim is noted before it is made. So after a crash it is known what is this folder's, and not only which
 * certificate claimed it, which several collectors may share.
 */
final class ClaimNotes {
    private static final String CLAIMED = "CLAIMED";
    private static final String PENDING = "PENDING";

    private final Path folder;

    ClaimNotes(Path collection) throws IOException {
        this.folder = Files.createDirectories(collection.resolve(".claims"));
    }

    /** Notes that a submission could not be collected yet. */
    void pending(String id) throws IOException {
        if (read(id) == null) {
            write(id, PENDING);
        }
    }

    /** Notes that a claim is about to be made. */
    void claiming(String id, Instant now) throws IOException {
        write(id, now.toString());
    }

    void claimed(String id) throws IOException {
        write(id, CLAIMED);
    }

    void done(String id) throws IOException {
        Files.deleteIfExists(folder.resolve(id));
    }

    /** Returns the submissions that are begun and not done. */
    List<String> begun() throws IOException {
        try (Stream<Path> notes = Files.list(folder)) {
            return notes.map(note -> String.valueOf(note.getFileName()))
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    boolean isClaimed(String id) throws IOException {
        return CLAIMED.equals(read(id));
    }

    /** Tells whether this folder has claimed it, or tried to. */
    boolean isBegunHere(String id) throws IOException {
        String note = read(id);
        return note != null && !note.equals(PENDING);
    }

    /** Returns when a claim was about to be made whose answer is not known; null when there is none. */
    @Nullable
    Instant claimingSince(String id) throws IOException {
        String note = read(id);
        if (note == null) {
            return null;
        }
        try {
            return Instant.parse(note);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private @Nullable String read(String id) throws IOException {
        Path note = folder.resolve(id);
        return Files.exists(note) ? Files.readString(note).strip() : null;
    }

    private void write(String id, String text) throws IOException {
        DurableFiles.write(folder.resolve(id), text.getBytes(StandardCharsets.US_ASCII));
    }
}
