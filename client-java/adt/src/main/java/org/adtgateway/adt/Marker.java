package org.adtgateway.adt;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Lists how a sender can tell that a file is whole. */
enum Marker {
    /** An empty file NAME.csv.ready, which is written last. */
    READY(".ready"),
    /** The file with the reference, which is written last. */
    SMSR(".smsr"),
    /** The file is written under another name, and renamed when it is whole. */
    RENAME(null);

    static final String NAMES = ".ready, .smsr or rename";

    private final @Nullable String ending;

    Marker(@Nullable String ending) {
        this.ending = ending;
    }

    static Marker of(String name) {
        for (Marker each : values()) {
            if (name.equals(each.ending) || (each.ending == null && name.equals("rename"))) {
                return each;
            }
        }
        throw new UsageException("'" + name + "' is no marker; use " + NAMES);
    }

    /** Returns the marker that is still missing beside a file; null when there is none to wait for. */
    @Nullable
    Path missing(Path file) {
        if (ending == null) {
            return null;
        }
        Path marker = DurableFiles.beside(file, ending);
        return Files.exists(marker) ? null : marker;
    }
}
