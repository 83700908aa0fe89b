package org.adtgateway.server.signature;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where revocation lists come from: files, folders (every file in them), http addresses. */
final class CrlSources {
    private static final Logger LOG = LoggerFactory.getLogger(CrlSources.class);
    private static final int MAX_BYTES = 64 * 1024 * 1024;
    private static final int MAX_FILES = 1000;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final List<String> locations;

    CrlSources(List<String> locations) {
        this.locations = List.copyOf(locations);
    }

    boolean isEmpty() {
        return locations.isEmpty();
    }

    /** The lists of all sources that can be read now; the log names the others. */
    List<byte[]> read() {
        List<byte[]> lists = new ArrayList<>();
        for (String location : locations) {
            try {
                if (location.startsWith("http://") || location.startsWith("https://")) {
                    lists.add(fetch(URI.create(location)));
                } else {
                    for (Path file : files(Path.of(location))) {
                        lists.add(bounded(Files.newInputStream(file), file.toString()));
                    }
                }
            } catch (IOException | IllegalArgumentException e) {
                LOG.error("revocation lists of {} cannot be read: {}", location, e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return lists;
            }
        }
        return lists;
    }

    private static List<Path> files(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(Files::isRegularFile)
                    .sorted()
                    .limit(MAX_FILES)
                    .toList();
        }
    }

    private static byte[] fetch(URI address) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = HttpClient.newBuilder()
                .connectTimeout(TIMEOUT)
                .build()
                .send(
                        HttpRequest.newBuilder(address).timeout(TIMEOUT).build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            answer.body().close();
            throw new IOException("status " + answer.statusCode());
        }
        return bounded(answer.body(), address.toString());
    }

    private static byte[] bounded(InputStream stream, String name) throws IOException {
        try (InputStream in = stream) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException(name + " is larger than " + MAX_BYTES + " bytes");
            }
            return bytes;
        }
    }
}
