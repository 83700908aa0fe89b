package org.adtgateway.adt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out by several looks whether a file is whole: nothing about it may change between them. Its times are compared with each other and never with a
 * clock, so that it does not matter where they come from.
 */
final class FileLooks {
    private static final int ENOUGH_LOOKS = 3;

    private final LongSupplier nanoTime;
    private final Map<Path, Seen> seen = new HashMap<>();
    private final Map<Path, Known> known = new HashMap<>();

    FileLooks(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Holds what changes when a file is written to or replaced; null for a file that is not there. */
    private record Look(
            long size, FileTime modified, @Nullable Object key) {
        static @Nullable Look at(Path file) throws IOException {
            if (!Files.exists(file)) {
                return null;
            }
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Look(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
        }
    }

    private record Seen(
            List<@Nullable Look> looks,
            long since,
            int count,
            @Nullable String digest) {}

    private record Known(@Nullable Look look, String digest) {}

    /**
     * Returns the SHA-256 of a file once it is whole; null as long as that is not known.
     *
     * @param companions must not change either
     * @param quiet how long nothing may change; zero when the sender has told that it is whole
     */
    @Nullable
    String digestOfWhole(Path file, List<Path> companions, Duration quiet) throws IOException {
        List<@Nullable Look> now = new ArrayList<>();
        now.add(Look.at(file));
        for (Path companion : companions) {
            now.add(Look.at(companion));
        }
        if (quiet.isZero()) {
            return remember(file, now.get(0));
        }
        Seen before = seen.get(file);
        if (before == null || !before.looks().equals(now)) {
            seen.put(file, new Seen(now, nanoTime.getAsLong(), 1, null));
            return null;
        }
        int count = before.count() + 1;
        String first = before.digest() == null ? DurableFiles.sha256(file) : before.digest();
        seen.put(file, new Seen(now, before.since(), count, first));
        boolean longEnough = nanoTime.getAsLong() - before.since() >= quiet.toNanos();
        if (!longEnough || count < ENOUGH_LOOKS) {
            return null;
        }
        String last = remember(file, now.get(0));
        if (last.equals(first)) {
            return last;
        }
        seen.remove(file);
        return null;
    }

    private String remember(Path file, @Nullable Look look) throws IOException {
        String digest = DurableFiles.sha256(file);
        known.put(file, new Known(look, digest));
        return digest;
    }

    /** Tells whether a file still has these bytes; it is read only if it was touched. */
    boolean isUnchanged(Path file, String digest) throws IOException {
        Look now = Look.at(file);
        Known last = known.get(file);
        if (last == null
                || !last.digest().equals(digest)
                || last.look() == null
                || !last.look().equals(now)) {
            return now != null && remember(file, now).equals(digest);
        }
        return true;
    }

    /** Reads a file again and tells whether it still has these bytes. */
    boolean isCertainlyUnchanged(Path file, String digest) throws IOException {
        Look now = Look.at(file);
        return now != null && remember(file, now).equals(digest);
    }

    /** Begins again with a file. */
    void forget(Path file) {
        seen.remove(file);
        known.remove(file);
    }
}
