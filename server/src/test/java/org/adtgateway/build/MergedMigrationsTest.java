package org.adtgateway.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A database remembers the checksum of each migration, comments included: one that was merged and is edited stops the start of every node. So each
 * stands in {@code migrations.sha256}, as {@code sha256sum} writes it, from its first commit on.
 */
class MergedMigrationsTest {
    private static final Path MIGRATIONS = Path.of(System.getProperty("rootDir", ".."), "server/src/main/resources/db");

    @Test
    void eachMigration_hasTheBytesThatWereMerged() throws Exception {
        Map<String, String> merged = new TreeMap<>();
        try (InputStream list =
                Objects.requireNonNull(MergedMigrationsTest.class.getResourceAsStream("/migrations.sha256"))) {
            new String(list.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .map(line -> line.split(" +"))
                    .forEach(line -> merged.put(line[1], line[0]));
        }
        Map<String, String> present = new TreeMap<>();
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            for (Path file : files.toList()) {
                present.put(file.getFileName().toString(), sha256(file));
            }
        }
        assertThat(present).isEqualTo(merged);
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
