package org.adtgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A terminal of a given width with a shell in it, by tmux, as a person sits before it. */
final class Terminal implements AutoCloseable {
    private static final String PROMPT = "ready$ ";
    private static final long PATIENCE_SECONDS = 60;

    private final Path socket;
    private final Map<String, String> variables = new TreeMap<>();
    private int typed;

    /** Starts it; the test is skipped where there is no tmux. */
    Terminal(Path folder, int width, Map<String, String> environment) throws IOException, InterruptedException {
        socket = folder.resolve("tmux" + width);
        variables.putAll(environment);
        variables.put("PS1", PROMPT);
        variables.put("LC_ALL", "C.UTF-8");
        boolean installed;
        try {
            tmux("-V");
            installed = true;
        } catch (IOException e) {
            installed = false;
        }
        assumeTrue(installed, "tmux is not installed");
        tmux("new-session", "-d", "-x", String.valueOf(width), "-y", "400", "sh");
    }

    /** Types a line. */
    void type(String line) throws IOException, InterruptedException {
        tmux("send-keys", "-l", line);
        tmux("send-keys", "Enter");
    }

    /** Clears the screen, runs a command, and returns what it has written; lines that the terminal had to break are one. */
    String run(String line) throws IOException, InterruptedException {
        start(line);
        return end();
    }

    /** Clears the screen and begins a command. */
    void start(String line) throws IOException, InterruptedException {
        typed++;
        tmux("send-keys", "-l", "clear; " + line + "; echo done-" + typed + "-$?");
        tmux("send-keys", "Enter");
    }

    /** Waits for the end of the command, and returns what it has written. */
    String end() throws IOException, InterruptedException {
        String screen = waitFor("\ndone-" + typed + "-");
        return screen.substring(0, screen.indexOf("\ndone-" + typed + "-") + 1);
    }

    /** Waits until this is on the screen. */
    String waitFor(String text) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (true) {
            String screen = "\n" + tmux("capture-pane", "-p", "-J");
            if (screen.contains(text)) {
                return screen;
            }
            assertThat(System.nanoTime() - start)
                    .as("waiting for %s:%n%s", text, screen)
                    .isLessThan(TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS));
            Thread.sleep(100);
        }
    }

    /** Returns what is on the screen with its escape sequences. */
    String colours() throws IOException, InterruptedException {
        return tmux("capture-pane", "-p", "-e", "-J");
    }

    private String tmux(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("tmux", "-u", "-f", "/dev/null", "-S", socket.toString()));
        Collections.addAll(command, arguments);
        Path written = Files.createTempFile("tmux", ".txt");
        try {
            // a file, as the server that it starts would keep a pipe open
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(written.toFile());
            builder.environment().putAll(variables);
            Process process = builder.start();
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            String text = Files.readString(written, StandardCharsets.UTF_8);
            assertThat(process.exitValue()).as("%s: %s", command, text).isZero();
            return text;
        } finally {
            Files.delete(written);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            tmux("kill-server");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
