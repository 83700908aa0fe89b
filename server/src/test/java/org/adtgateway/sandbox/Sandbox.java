package org.adtgateway.sandbox;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.PostgresServer;
import org.jspecify.annotations.Nullable;

/**
 * Starts a gateway with everything that it needs below one folder, plays the {@link Journey}, prints commands to copy, plays the DCC, and stays up until
 * it is interrupted. With {@code keep} it goes on where it was stopped, with the same keys and data; otherwise it begins again.
 */
public final class Sandbox implements AutoCloseable {
    private static final String ENVIRONMENT = "environment: sandbox\n";
    private static final Duration RENEWAL = Duration.ofDays(1);

    private final PrintStream out;
    private final Options options;
    private @Nullable FileChannel lock;
    private @Nullable PostgresServer database;
    private @Nullable Gateway gateway;
    private @Nullable SimulatedDcc dcc;

    /**
     * Where and how it runs.
     *
     * @param folder that it has for itself
     * @param bindHost the address that it listens on
     * @param keep whether the next one goes on with keys and data
     */
    record Options(Path folder, String bindHost, int port, int adminPort, boolean keep) {
        /** Returns those of the system properties sandbox.folder, .bindHost, .port, .adminPort and .keep. */
        static Options ofSystemProperties() {
            String keep = System.getProperty("sandbox.keep", "false");
            return new Options(
                    Path.of(System.getProperty("sandbox.folder", "target/sandbox")),
                    System.getProperty("sandbox.bindHost", "127.0.0.1"),
                    Integer.getInteger("sandbox.port", 8443),
                    Integer.getInteger("sandbox.adminPort", 8444),
                    // -Dsandbox.keep alone is meant as well
                    keep.isEmpty() || keep.equals("true"));
        }
    }

    Sandbox(PrintStream out, Options options) {
        this.out = out;
        this.options = options;
    }

    /** Runs until the process is told to stop, or, with {@code sandbox.endsWithParent}, the process that started it is gone. */
    public static void main(String[] arguments) throws InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Sandbox sandbox = new Sandbox(out, Options.ofSystemProperties());
        try {
            sandbox.start();
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage());
            System.exit(1);
        } catch (RuntimeException e) {
            e.printStackTrace();
            out.println("The sandbox did not start: see above.");
            // threads of the half-started server would keep the process
            System.exit(1);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(sandbox::close));
        ProcessHandle starter = Boolean.getBoolean("sandbox.endsWithParent")
                ? ProcessHandle.current().parent().orElseGet(ProcessHandle::current)
                : ProcessHandle.current();
        long renewed = System.nanoTime();
        // also when Maven is killed hard: nothing is left running
        while (starter.isAlive()) {
            TimeUnit.SECONDS.sleep(1);
            if (System.nanoTime() - renewed > RENEWAL.toNanos()) {
                sandbox.renewRevocationLists();
                renewed = System.nanoTime();
            }
        }
        System.exit(0);
    }

    /**
     * Starts, plays and prints; the gateway that it returns is up.
     *
     * @throws IllegalArgumentException when a port or the folder is taken
     */
    Gateway start() {
        long begin = System.nanoTime();
        Narrator narrator = new Narrator(out);
        try {
            requireFree();
            narrator.title("adt-gateway sandbox");
            Gateway started = isLeftBehind() ? resume(narrator) : begin(narrator);
            gateway = started;
            dcc = new SimulatedDcc(started.client(SimulatedDcc.PARTY), out::println).start();
            Journey.Result result = new Journey(started, narrator).play();
            Path shown =
                    Path.of("").toAbsolutePath().relativize(options.folder().toAbsolutePath());
            String commands = new Commands(shown, started, result).text();
            Files.writeString(options.folder().resolve("README.txt"), commands);
            out.println(commands);
            out.printf(
                    "Up after %.1f s: %s   health and metrics: %s%nIt stays up until Ctrl-C; a restart %s.%n",
                    (System.nanoTime() - begin) / 1e9,
                    started.url(),
                    started.adminUrl(),
                    options.keep()
                            ? "goes on with the same keys and data"
                            : "begins again, as this one was not started with -Dsandbox.keep");
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void requireFree() throws IOException {
        List<String> faults =
                Preconditions.takenPorts(options.bindHost(), List.of(options.port(), options.adminPort()));
        lock = Preconditions.lock(options.folder()).orElse(null);
        if (lock == null) {
            faults.add(Preconditions.folderTaken(options.folder()));
        }
        if (!faults.isEmpty()) {
            close();
            throw new IllegalArgumentException("The sandbox cannot start: " + String.join("; ", faults));
        }
    }

    private boolean isLeftBehind() {
        return options.keep() && Files.exists(options.folder().resolve("server/authorities"));
    }

    private Gateway begin(Narrator narrator) throws IOException {
        if (options.keep()) {
            out.println("Nothing is kept in " + options.folder()
                    + " yet: later starts with -Dsandbox.keep go on from this one.");
        }
        clear(options.folder());
        Gateway.Settings settings = narrator.step(
                options.keep()
                        ? "PostgreSQL, embedded, in " + options.folder().resolve("database")
                        : "PostgreSQL, embedded (fsync off: a sandbox keeps nothing)",
                this::startDatabase);
        Gateway started =
                narrator.step("PKI made, Parties registered, server up on mutual TLS", () -> Gateway.start(settings));
        JourneyFiles.writeTo(options.folder().resolve("files"));
        AdtConfigurations.writeTo(started);
        SimulatedDcc.register(started);
        if (options.keep()) {
            // last, as their folder says that everything else is there
            started.keepAuthorities();
        }
        return started;
    }

    private Gateway resume(Narrator narrator) throws IOException {
        Gateway.Settings settings = narrator.step(
                "PostgreSQL, embedded, as it was left in " + options.folder().resolve("database"), this::startDatabase);
        Gateway started = narrator.step(
                "server up on mutual TLS, with the same keys and Parties", () -> Gateway.resume(settings));
        // the address may be another
        AdtConfigurations.writeTo(started);
        return started;
    }

    private Gateway.Settings startDatabase() {
        Gateway.Settings settings;
        if (options.keep()) {
            PostgresServer kept = PostgresServer.at(
                            options.folder().resolve("database"), PostgresServer.freePort(), Map.of())
                    .start();
            database = kept;
            settings = Gateway.Settings.of(options.folder(), kept.url(), kept.user());
        } else {
            settings = Gateway.Settings.of(options.folder(), EmbeddedDatabase.create());
        }
        return settings.with(options.port(), options.adminPort())
                .boundTo(options.bindHost())
                .withLogFile()
                .with(ENVIRONMENT);
    }

    private void renewRevocationLists() {
        try {
            if (gateway != null) {
                gateway.renewRevocationLists();
            }
        } catch (IOException e) {
            out.println("The revocation lists cannot be renewed: " + e.getMessage());
        }
    }

    private static void clear(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
        Files.createDirectories(folder);
    }

    /** Stops everything; what is kept stays. */
    @Override
    public void close() {
        if (dcc != null) {
            dcc.close();
        }
        if (gateway != null) {
            gateway.close();
        }
        if (database != null) {
            database.close();
        }
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            // it is free when the process has ended
            return;
        }
    }
}
