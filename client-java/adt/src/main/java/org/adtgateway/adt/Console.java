package org.adtgateway.adt;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.adtgateway.client.GatewayJson;
import org.jspecify.annotations.Nullable;

/**
 * Where the command speaks: results to standard output, as text or as JSON, and everything else to standard error, so
 * that a script reads results only.
 */
final class Console {
    private final PrintStream out;
    private final PrintStream err;
    private final BufferedReader in;
    private final boolean json;
    private final boolean colour;
    private final boolean terminal;

    /** @param terminal whether a person sits in front of it */
    Console(PrintStream out, PrintStream err, InputStream in, boolean json, boolean colour, boolean terminal) {
        this.out = out;
        this.err = err;
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.json = json;
        this.colour = colour;
        this.terminal = terminal;
    }

    boolean isJson() {
        return json;
    }

    /** Whether to draw progress. */
    boolean isTerminal() {
        return terminal && !json;
    }

    /** The result: the one as JSON, or the other for people. */
    void result(Object value, Runnable forPeople) {
        if (json) {
            out.println(GatewayJson.toPrettyJson(value));
        } else {
            forPeople.run();
        }
        out.flush();
    }

    /** One thing out of many that happen while the command goes on: a line of JSON, or what people read. */
    void happened(Map<String, Object> event, Runnable forPeople) {
        if (json) {
            out.println(GatewayJson.toJson(event));
        } else {
            forPeople.run();
        }
        out.flush();
    }

    void line(String text) {
        out.println(text);
    }

    /** Names and values below each other; values that are null are left out. */
    void fields(@Nullable Object... namesAndValues) {
        int width = 0;
        for (int i = 0; i < namesAndValues.length; i += 2) {
            width = Math.max(width, String.valueOf(namesAndValues[i]).length());
        }
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            if (value != null) {
                out.println("  " + pad(String.valueOf(namesAndValues[i]), width) + "  " + value);
            }
        }
    }

    void table(List<String> header, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>(List.of(header));
        all.addAll(rows);
        int[] widths = new int[header.size()];
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (int r = 0; r < all.size(); r++) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(i == 0 ? "" : "  ").append(pad(all.get(r).get(i), widths[i]));
            }
            out.println(
                    r == 0
                            ? bold(line.toString().stripTrailing())
                            : line.toString().stripTrailing());
        }
    }

    void note(String text) {
        err.println(text);
    }

    void warn(String text) {
        err.println(paint("33", "Warning: ") + text);
    }

    void failure(String headline, List<String> lines) {
        err.println(paint("31", headline));
        lines.forEach(line -> err.println("  " + line));
    }

    /** Draws over the line before. */
    void progress(String text) {
        err.print("\r" + text);
        err.flush();
    }

    void progressDone() {
        err.println();
    }

    String good(String text) {
        return paint("32", text);
    }

    String bold(String text) {
        return paint("1", text);
    }

    String ask(String question, String proposal) {
        err.print(question + (proposal.isEmpty() ? ": " : " [" + proposal + "]: "));
        err.flush();
        try {
            String answer = in.readLine();
            if (answer == null) {
                throw new UsageException("There is nobody to ask: " + question);
            }
            return answer.isBlank() ? proposal : answer.strip();
        } catch (IOException e) {
            throw new UsageException("Cannot read the answer: " + e.getMessage());
        }
    }

    /** Asks without showing what is typed; only where a person can answer. */
    @SuppressWarnings("SystemConsoleNull") // null up to Java 21, and always there later, when 'terminal' tells
    char[] askSecret(String question) {
        java.io.Console person = System.console();
        if (person == null || !terminal) {
            throw new UsageException(question + " is needed, and there is nobody to ask: set it in the environment"
                    + " (ADT_IDENTITY_PASSWORD, ADT_SIGNING_PASSWORD) or name a password file (see 'adt config show')");
        }
        char[] secret = person.readPassword("%s: ", question);
        return secret == null ? new char[0] : secret;
    }

    private String paint(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
