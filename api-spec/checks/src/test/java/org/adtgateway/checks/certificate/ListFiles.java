package org.adtgateway.checks.certificate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads revocation lists from files and folders; a file that is not there is left out. */
public record ListFiles(List<Path> paths) implements RevocationListSource {
    @Override
    public boolean isConfigured() {
        return !paths.isEmpty();
    }

    @Override
    public List<byte[]> read() {
        List<byte[]> lists = new ArrayList<>();
        try {
            for (Path path : paths) {
                if (Files.isDirectory(path)) {
                    try (Stream<Path> files = Files.list(path)) {
                        for (Path file : files.sorted().toList()) {
                            lists.add(Files.readAllBytes(file));
                        }
                    }
                } else if (Files.exists(path)) {
                    lists.add(Files.readAllBytes(path));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lists;
    }
}
