package org.adtgateway.adt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.adtgateway.client.GatewayJson;
import org.jspecify.annotations.Nullable;

/**
 * Notes which act of the outbox a file of the drop folder is, so that after a crash it is known what was done with it.
 *
 * @param file the name in the drop folder
 * @param sha256 of the bytes that were put into the outbox
 * @param act the name of the act in the outbox
 * @param target where the result is published; null as long as there is none
 * @param published whether the result is there, and was announced
 */
record DropRecord(
        String file, String sha256, String act, @Nullable String target, boolean published) {
    private static final int KEY_LENGTH = 32;

    static DropRecord of(String file, String sha256, String act) {
        return new DropRecord(file, sha256, act, null, false);
    }

    DropRecord withTarget(String other) {
        return new DropRecord(file, sha256, act, other, published);
    }

    DropRecord asPublished() {
        return new DropRecord(file, sha256, act, target, true);
    }

    /** Keeps the records on disk, a small file for each. */
    static final class Store {
        private final Path folder;

        Store(Path folder) throws IOException {
            this.folder = Files.createDirectories(folder);
        }

        void write(DropRecord record) throws IOException {
            DurableFiles.write(
                    path(record.file()), GatewayJson.toPrettyJson(record).getBytes(StandardCharsets.UTF_8));
        }

        @Nullable
        DropRecord find(String file) throws IOException {
            Path path = path(file);
            return Files.exists(path) ? read(path) : null;
        }

        List<DropRecord> all() throws IOException {
            List<DropRecord> all = new ArrayList<>();
            try (Stream<Path> paths = Files.list(folder)) {
                for (Path path : paths.filter(each -> each.toString().endsWith(".json"))
                        .sorted()
                        .toList()) {
                    all.add(read(path));
                }
            }
            return all;
        }

        void delete(DropRecord record) throws IOException {
            Files.deleteIfExists(path(record.file()));
        }

        private Path path(String file) {
            String key =
                    DurableFiles.sha256(file.getBytes(StandardCharsets.UTF_8)).substring(0, KEY_LENGTH);
            return folder.resolve(key + ".json");
        }

        private static DropRecord read(Path path) throws IOException {
            return GatewayJson.read(Files.readString(path), DropRecord.class);
        }
    }
}
