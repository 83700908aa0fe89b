package org.adtgateway.client.internal.signing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.adtgateway.client.SigningException;
import org.jspecify.annotations.Nullable;

/**
 * Holds the key and certificates that are on disk at the moment: what replaces them there is taken up without a restart. While the new ones cannot be
 * read, as one file of two has been replaced, the old ones serve on.
 */
public final class RenewableKeys implements Supplier<KeyMaterial> {
    private final List<Path> files;
    private final Supplier<KeyMaterial> loader;
    private Loaded loaded;
    private @Nullable List<Object> unreadable;

    private record Loaded(KeyMaterial keys, List<Object> seen) {}

    /**
     * Loads the keys for the first time.
     *
     * @throws SigningException when they cannot be used
     */
    public RenewableKeys(List<Path> files, Supplier<KeyMaterial> loader) {
        this.files = files;
        this.loader = loader;
        List<Object> seen = look();
        this.loaded = new Loaded(loader.get(), seen);
    }

    @Override
    public synchronized KeyMaterial get() {
        List<Object> seen = look();
        if (!seen.equals(loaded.seen()) && !seen.equals(unreadable)) {
            renew(seen);
        }
        return loaded.keys();
    }

    private void renew(List<Object> seen) {
        try {
            loaded = new Loaded(loader.get(), seen);
            unreadable = null;
        } catch (SigningException e) {
            if (loaded.keys().certificate().getNotAfter().toInstant().isBefore(Instant.now())) {
                throw e;
            }
            unreadable = seen;
        }
    }

    /** Returns what changes when a file is replaced or written to. */
    private List<Object> look() {
        List<Object> seen = new ArrayList<>();
        for (Path file : files) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                seen.add(attributes.lastModifiedTime());
                seen.add(attributes.size());
                seen.add(String.valueOf(attributes.fileKey()));
            } catch (IOException e) {
                seen.add("absent");
            }
        }
        return seen;
    }
}
