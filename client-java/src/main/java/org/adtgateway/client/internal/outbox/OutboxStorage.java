package org.adtgateway.client.internal.outbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.adtgateway.client.Outbox;
import org.adtgateway.client.internal.json.Json;
import org.jspecify.annotations.Nullable;

/** Keeps the acts of an outbox: each in a folder of its own, which moves as a whole from one state to the next. */
public final class OutboxStorage {
    private static final int BUFFER = 64 * 1024;

    private final Path folder;
    private final DurableFiles files;

    /** Creates what does not exist; what a crash left half-written was not accepted, and is deleted. */
    public OutboxStorage(Path folder, DurableFiles files) throws IOException {
        this.folder = folder;
        this.files = files;
        for (Outbox.State state : Outbox.State.values()) {
            files.createFolders(of(state));
        }
        DurableFiles.deleteTree(temporary());
        files.createFolders(temporary());
    }

    /** Holds an act that is in the outbox. */
    public record Found(Outbox.State state, Path folder) {
        /**
         * Tells whether it is this act.
         *
         * @param signature null for one that is not signed yet, which is the same if its content is
         */
        public boolean is(OutboxEntry act, byte @Nullable [] signature, String contentName, Content content)
                throws IOException {
            if (!OutboxEntry.read(folder).equals(act)) {
                return false;
            }
            if (signature != null) {
                return Arrays.equals(signature, Files.readAllBytes(folder.resolve(OutboxEntry.SIGNATURE)));
            }
            try (InputStream own = Files.newInputStream(folder.resolve(contentName));
                    InputStream other = content.open()) {
                return isSame(own, other);
            }
        }

        private static boolean isSame(InputStream one, InputStream other) throws IOException {
            byte[] of = one.readNBytes(BUFFER);
            while (Arrays.equals(of, other.readNBytes(BUFFER))) {
                if (of.length < BUFFER) {
                    return true;
                }
                of = one.readNBytes(BUFFER);
            }
            return false;
        }
    }

    /** Opens what is signed. */
    @FunctionalInterface
    public interface Content {
        InputStream open() throws IOException;
    }

    /** Judges a copy before it is accepted. */
    @FunctionalInterface
    public interface CopyCheck {
        void require(Path copy, byte[] signature);
    }

    public @Nullable Found find(String name) {
        for (Outbox.State state : Outbox.State.values()) {
            Path entry = of(state).resolve(name);
            if (Files.exists(entry)) {
                return new Found(state, entry);
            }
        }
        return null;
    }

    /** Accepts an act: when this returns, it is on disk. */
    public void store(
            String name, OutboxEntry act, String contentName, Content content, byte[] signature, CopyCheck check)
            throws IOException {
        Path entry = temporary().resolve(name);
        DurableFiles.deleteTree(entry);
        Files.createDirectory(entry);
        Path copy = entry.resolve(contentName);
        try (InputStream in = content.open()) {
            files.copy(in, copy);
        }
        check.require(copy, signature);
        files.write(entry.resolve(OutboxEntry.SIGNATURE), signature);
        files.write(entry.resolve(OutboxEntry.ACT), Json.toKeep(act));
        files.move(entry, of(Outbox.State.WAITING).resolve(name));
    }

    /** Lets an act that was refused wait again. */
    public void retry(String name) throws IOException {
        Path waiting = of(Outbox.State.WAITING).resolve(name);
        files.move(of(Outbox.State.REFUSED).resolve(name), waiting);
        Files.deleteIfExists(waiting.resolve(OutboxEntry.PROBLEM));
    }

    /** Deletes an act, as a whole or not at all. */
    public void discard(Found found) throws IOException {
        Path doomed = temporary().resolve(found.folder().getFileName() + ".discarded");
        DurableFiles.deleteTree(doomed);
        files.move(found.folder(), doomed);
        DurableFiles.deleteTree(doomed);
    }

    private Path of(Outbox.State state) {
        return folder.resolve(state.name().toLowerCase(Locale.ROOT));
    }

    private Path temporary() {
        return folder.resolve("tmp");
    }
}
