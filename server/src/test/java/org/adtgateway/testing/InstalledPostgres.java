package org.adtgateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server of the programs that are installed on this machine, as the embedded ones have neither pg_basebackup nor pg_dump. */
public final class InstalledPostgres implements Postgres {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path programs;
    private final Path data;
    private final int port;
    private final Map<String, String> settings;
    private @Nullable Process postmaster;

    private InstalledPostgres(Path programs, Path data, int port, Map<String, String> settings) {
        this.programs = programs;
        this.data = data;
        this.port = port;
        this.settings = settings;
    }

    /** Where the newest installed ones are, from version 15 on, where Debian puts them; nothing where there are none. */
    public static Optional<Path> programs() {
        if (!Files.isDirectory(DEBIAN)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions.filter(
                            version -> String.valueOf(version.getFileName()).matches("1[5-9]|[2-9][0-9]"))
                    .sorted((one, other) -> other.compareTo(one))
                    .map(version -> version.resolve("bin"))
                    .filter(bin -> Stream.of("initdb", "postgres", "pg_basebackup")
                            .allMatch(program -> Files.isExecutable(bin.resolve(program))))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes an empty one; not started. */
    public static InstalledPostgres create(Path programs, Path data, int port, Map<String, String> settings) {
        InstalledPostgres server = at(programs, data, port, settings);
        server.run(true, "initdb", "-D", data.toString(), "-U", "postgres", "-A", "trust", "-E", "UTF-8");
        return server;
    }

    /** On a folder that is there already; not started. */
    public static InstalledPostgres at(Path programs, Path data, int port, Map<String, String> settings) {
        return new InstalledPostgres(programs, data, port, settings);
    }

    /** Starts it and waits until it answers. */
    public InstalledPostgres start() {
        List<String> command = command(true, "postgres", "-D", data.toString(), "-p", String.valueOf(port));
        command.addAll(List.of("-h", "localhost", "-k", "", "-c", "max_connections=200"));
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        Path log = data.resolveSibling(data.getFileName() + ".log");
        try {
            postmaster = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!answers()) {
                if (!postmaster.isAlive() || System.nanoTime() > end) {
                    throw new IllegalStateException("PostgreSQL did not start: " + Files.readString(log));
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Runs another of the programs to its end. */
    public void run(String program, String... arguments) {
        run(false, program, arguments);
    }

    private void run(boolean unprivileged, String program, String... arguments) {
        try {
            Path written = Files.createTempFile(program, ".txt");
            Process process = new ProcessBuilder(command(unprivileged, program, arguments))
                    .redirectErrorStream(true)
                    .redirectOutput(written.toFile())
                    .start();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(program + " failed: " + Files.readString(written));
            }
            Files.delete(written);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The server's own programs refuse to run as root, so that they are run as nobody there. */
    private List<String> command(boolean unprivileged, String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (unprivileged && System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private boolean answers() {
        try (Connection connection = DriverManager.getConnection(url(), user(), "")) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
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

    /** Kills it with all its processes. */
    @Override
    public void close() {
        if (postmaster != null) {
            postmaster.descendants().forEach(ProcessHandle::destroyForcibly);
            postmaster.destroyForcibly();
            postmaster.onExit().join();
        }
    }
}
