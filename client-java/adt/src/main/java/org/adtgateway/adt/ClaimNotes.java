package org.adtgateway.adt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.adtgateway.client.Claim;
import org.jspecify.annotations.Nullable;

/**
 * Notes in the folder of a collector what it has begun, and tells which claims are its own. Each folder has a random token, which goes into the note of each
 * claim. So after a crash, or with a renewed certificate, it is known what is this folder's, and not only which certificate claimed it, which several collectors
 * may share.
 */
final class ClaimNotes {
    private static final String PENDING = "PENDING";
    private static final String ADOPTED = "ADOPTED ";
    private static final String SIGNATURE = "adt collect ";
    private static final Pattern TOKEN = Pattern.compile("[0-9a-f-]{36}");

    private final Path folder;
    private final String ofOurs;

    ClaimNotes(Path collection) throws IOException {
        this.folder = Files.createDirectories(collection.resolve(".claims"));
        this.ofOurs = SIGNATURE + token(folder.resolve(".token"));
    }

    private static String token(Path file) throws IOException {
        if (!Files.exists(file)) {
            DurableFiles.write(file, UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII));
        }
        String token = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        if (!TOKEN.matcher(token).matches()) {
            throw new UsageException(
                    file + " is damaged: restore it, or delete it and take up with --adopt what this folder has"
                            + " claimed and not collected");
        }
        return token;
    }

    /** Returns the note of this folder's claims. */
    String ofOurs() {
        return ofOurs;
    }

    /** Tells whether a claim is this folder's: by its note, or because it was adopted. */
    boolean isOurs(String id, @Nullable Claim claim) throws IOException {
        return claim != null && (ofOurs.equals(claim.note()) || (ADOPTED + claim.claimedAt()).equals(read(id)));
    }

    /** Notes that a submission is to be collected. */
    void pending(String id) throws IOException {
        if (read(id) == null) {
            write(id, PENDING);
        }
    }

    /** Notes that the claim of another collector is this folder's from now on. */
    void adopted(String id, Claim claim) throws IOException {
        write(id, ADOPTED + claim.claimedAt());
    }

    boolean isBegun(String id) throws IOException {
        return read(id) != null;
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

    private @Nullable String read(String id) throws IOException {
        Path note = folder.resolve(id);
        return Files.exists(note) ? Files.readString(note).strip() : null;
    }

    private void write(String id, String text) throws IOException {
        DurableFiles.write(folder.resolve(id), text.getBytes(StandardCharsets.US_ASCII));
    }
}
