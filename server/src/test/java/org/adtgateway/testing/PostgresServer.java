package org.adtgateway.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server of a test's own, with fsync, that may be killed and started again at the same address. */
public final class PostgresServer implements Postgres {
    private final Path data;
    private final int port;
    private final Map<String, String> settings;
    private @Nullable EmbeddedPostgres running;

    private PostgresServer(Path data, int port, Map<String, String> settings) {
        this.data = data;
        this.port = port;
        this.settings = settings;
    }

    /** Makes an empty one and starts it. */
    public static PostgresServer create(Path data, Map<String, String> settings) {
        return at(data, freePort(), settings).start();
    }

    /** On a folder that is there already; not started. */
    public static PostgresServer at(Path data, int port, Map<String, String> settings) {
        return new PostgresServer(data, port, settings);
    }

    /** Starts it, after a crash too. */
    public PostgresServer start() {
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("max_connections", "200");
            settings.forEach(builder::setServerConfig);
            running = builder.start();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a power cut would: {@code kill -9} of the server and all its processes. */
    public void kill() {
        try {
            ProcessHandle postmaster = ProcessHandle.of(
                            Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid"))
                                    .get(0)
                                    .trim()))
                    .orElseThrow();
            postmaster.descendants().forEach(ProcessHandle::destroyForcibly);
            postmaster.destroyForcibly();
            postmaster.onExit().join();
            Files.deleteIfExists(data.resolve("postmaster.pid"));
            // gives its lock of the folder back
            close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String url() {
        return "jdbc:postgresql://localhost:" + port + "/postgres";
    }

    @Override
    public Path data() {
        return data;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        try {
            if (running != null) {
                running.close();
            }
        } catch (IOException | RuntimeException e) {
            // it was killed
            return;
        }
    }

    /** A port that nobody listens on now. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
