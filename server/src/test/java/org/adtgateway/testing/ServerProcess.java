package org.adtgateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A gateway in a process of its own, which can be limited, stopped and killed. */
public final class ServerProcess implements AutoCloseable {
    /** Far longer than it takes, as tests share their machine. */
    private static final Duration START = Duration.ofMinutes(10);

    private static final Path OWN_JAVA = Path.of(System.getProperty("java.home"));

    private final Process process;
    private final Path log;

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts the server of a prepared gateway and waits until it is healthy.
     *
     * @param options of the JVM
     */
    public static ServerProcess start(Gateway gateway, String... options) {
        ServerProcess server = launch(gateway, options);
        server.awaitHealthy(gateway.adminUrl());
        return server;
    }

    /** Starts it, and does not wait. */
    public static ServerProcess launch(Gateway gateway, String... options) {
        return launch(gateway, List.of(), options);
    }

    /**
     * Starts it by another command, and does not wait.
     *
     * @param prefix what stands before the java command
     */
    public static ServerProcess launch(Gateway gateway, List<String> prefix, String... options) {
        return launch(
                gateway,
                prefix,
                OWN_JAVA,
                List.of("-cp", System.getProperty("java.class.path"), "org.adtgateway.server.AdtGatewayApplication"),
                options);
    }

    /** Starts another version, from its jar, and does not wait. */
    public static ServerProcess launchJar(Gateway gateway, Path jar, String... options) {
        return launchJar(gateway, OWN_JAVA, jar, options);
    }

    /**
     * Starts it from a jar on another Java, and does not wait.
     *
     * @param java the folder of the Java runtime
     */
    public static ServerProcess launchJar(Gateway gateway, Path java, Path jar, String... options) {
        return launch(gateway, List.of(), java, List.of("-jar", jar.toString()), options);
    }

    private static ServerProcess launch(
            Gateway gateway, List<String> prefix, Path java, List<String> program, String... options) {
        List<String> command = new ArrayList<>(prefix);
        command.add(java.resolve("bin/java").toString());
        command.addAll(List.of(options));
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.addAll(program);
        command.addAll(List.of("server", gateway.configuration().toString()));
        try {
            Path log = gateway.configuration()
                    .resolveSibling(gateway.configuration().getFileName() + ".log");
            return new ServerProcess(
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start(),
                    log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it is healthy. */
    public void awaitHealthy(String adminUrl) {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(adminUrl + "/healthcheck")).build();
        long end = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            try {
                if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (IOException e) {
                pause();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        kill();
        throw new AssertionError("the server did not come up: " + output());
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The process's number. */
    public long pid() {
        return process.pid();
    }

    /** Has the JVM collect all garbage, so that what it holds then is alive. */
    public void collectGarbage() throws IOException, InterruptedException {
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid()),
                        "GC.run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** What it has written so far. */
    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9}. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Whether it ended within this time. */
    public boolean endsWithin(int seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
