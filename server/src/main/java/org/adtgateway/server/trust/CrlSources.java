package org.adtgateway.server.trust;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.adtgateway.checks.certificate.RevocationListSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where revocation lists come from: files, folders (every file in them), http addresses. */
final class CrlSources implements RevocationListSource {
    private static final Logger LOG = LoggerFactory.getLogger(CrlSources.class);
    private static final int MAX_BYTES = 64 * 1024 * 1024;
    private static final int MAX_FILES = 1000;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final List<String> locations;
    private final Duration timeout;

    CrlSources(List<String> locations) {
        this(locations, TIMEOUT);
    }

    /** With a time of the caller's choice for each answer, connecting included. */
    CrlSources(List<String> locations, Duration timeout) {
        this.locations = List.copyOf(locations);
        this.timeout = timeout;
    }

    @Override
    public boolean isConfigured() {
        return !locations.isEmpty();
    }

    private interface Source {
        byte[] read() throws IOException, InterruptedException;
    }

    /** Returns the lists of all sources that can be read now; the log names the others. */
    @Override
    public List<byte[]> read() {
        List<byte[]> lists = new ArrayList<>();
        for (String location : locations) {
            if (location.startsWith("http://") || location.startsWith("https://")) {
                add(lists, location, () -> fetch(URI.create(location)));
            } else {
                files(Path.of(location)).forEach(file -> add(lists, file.toString(), () -> bounded(file)));
            }
        }
        return lists;
    }

    /** One source that fails keeps none of the others from being read. */
    private static void add(List<byte[]> lists, String name, Source source) {
        try {
            lists.add(source.read());
        } catch (IOException | IllegalArgumentException e) {
            LOG.error("revocation lists of {} cannot be read: {}", name, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Path> files(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(Files::isRegularFile)
                    .sorted()
                    .limit(MAX_FILES)
                    .toList();
        } catch (IOException e) {
            LOG.error("the folder {} of revocation lists cannot be read: {}", path, e.toString());
            return List.of();
        }
    }

    private static byte[] bounded(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw tooLarge();
            }
            return bytes;
        }
    }

    /** The time is that of the whole answer: a server that stops in the middle of it does not stop the refresh. */
    private byte[] fetch(URI address) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer = HTTP.sendAsync(
                HttpRequest.newBuilder(address).build(),
                info -> info.statusCode() == 200 ? new BoundedBody() : BodySubscribers.replacing(new byte[0]));
        try {
            HttpResponse<byte[]> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                // redirections too: where lists come from is the configuration's to say
                throw new IOException("status " + response.statusCode());
            }
            return response.body();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no whole answer within " + timeout, e);
        } finally {
            // nothing is left of a call that was given up
            answer.cancel(true);
        }
    }

    private static IOException tooLarge() {
        return new IOException("larger than " + MAX_BYTES + " bytes");
    }

    /** A body in memory, which is given up as soon as it is too large. */
    private static final class BoundedBody implements BodySubscriber<byte[]> {
        private final BodySubscriber<byte[]> whole = BodySubscribers.ofByteArray();
        private Flow.@Nullable Subscription subscription;
        private long size;

        @Override
        public CompletionStage<byte[]> getBody() {
            return whole.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            whole.onSubscribe(given);
        }

        @Override
        public void onNext(List<ByteBuffer> octets) {
            size += octets.stream().mapToLong(ByteBuffer::remaining).sum();
            if (size <= MAX_BYTES) {
                whole.onNext(octets);
            } else {
                Objects.requireNonNull(subscription).cancel();
                whole.onError(tooLarge());
            }
        }

        @Override
        public void onError(Throwable failure) {
            whole.onError(failure);
        }

        @Override
        public void onComplete() {
            whole.onComplete();
        }
    }
}
