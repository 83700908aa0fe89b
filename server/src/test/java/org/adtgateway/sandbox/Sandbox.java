package org.adtgateway.sandbox;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;

/**
 * Starts everything again below one folder, plays the {@link Journey}, prints commands to copy, and stays up until it is interrupted.
 * System properties: sandbox.folder, sandbox.port (8443), sandbox.adminPort (8444).
 */
public final class Sandbox {
    private final PrintStream out;
    private final Path folder;
    private final int port;
    private final int adminPort;

    Sandbox(PrintStream out, Path folder, int port, int adminPort) {
        this.out = out;
        this.folder = folder;
        this.port = port;
        this.adminPort = adminPort;
    }

    /** Runs until the process is told to stop, or the process that started it is gone. */
    public static void main(String[] arguments) throws InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Sandbox sandbox = new Sandbox(
                out,
                Path.of(System.getProperty("sandbox.folder", "target/sandbox")),
                Integer.getInteger("sandbox.port", 8443),
                Integer.getInteger("sandbox.adminPort", 8444));
        Gateway gateway;
        try {
            gateway = sandbox.start();
        } catch (RuntimeException e) {
            e.printStackTrace();
            out.printf(
                    "%nThe sandbox did not start: see above. If a port is taken, choose others: -Dsandbox.port=9443 -Dsandbox.adminPort=9444%n");
            // threads of the half-started server would keep the process
            System.exit(1);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(gateway::close));
        ProcessHandle starter = ProcessHandle.current().parent().orElseGet(ProcessHandle::current);
        // also when Maven is killed hard: nothing is left running
        while (starter.isAlive()) {
            TimeUnit.SECONDS.sleep(1);
        }
        System.exit(0);
    }

    /** Starts, plays and prints; the gateway that it returns is up. */
    Gateway start() {
        long begin = System.nanoTime();
        Narrator narrator = new Narrator(out);
        narrator.title("adt-gateway sandbox");
        try {
            clear(folder);
            EmbeddedDatabase database = narrator.step(
                    "PostgreSQL, embedded (fsync off: a sandbox keeps nothing)", EmbeddedDatabase::create);
            Gateway gateway = narrator.step(
                    "PKI made, Parties registered, server up on mutual TLS",
                    () -> Gateway.start(Gateway.Settings.of(folder, database)
                            .with(port, adminPort)
                            .withLogFile()));
            JourneyFiles.writeTo(folder.resolve("files"));
            AdtConfigurations.writeTo(gateway);
            Journey.Result result = new Journey(gateway, narrator).play();
            Path shown = Path.of("").toAbsolutePath().relativize(folder.toAbsolutePath());
            String commands = new Commands(shown, gateway, result).text();
            Files.writeString(folder.resolve("README.txt"), commands);
            out.println(commands);
            out.printf(
                    "Up after %.1f s: %s   health and metrics: %s%nIt stays up until Ctrl-C; a restart begins again.%n",
                    (System.nanoTime() - begin) / 1e9, gateway.url(), gateway.adminUrl());
            return gateway;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
}
