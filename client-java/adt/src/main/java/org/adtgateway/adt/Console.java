package org.adtgateway.adt;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.adtgateway.client.GatewayJson;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.ColorScheme;

/**
 * Writes results to standard output, as text or as JSON, and everything else to standard error, so that a script reads
 * results only.
 */
final class Console {
    private static final int GAP = 2;
    /** Below this, breaking lines does not help any more. */
    private static final int NARROW = 30;
    /** The same for a column. */
    private static final int NARROW_COLUMN = 10;

    private final PrintStream out;
    private final PrintStream err;
    private final BufferedReader in;
    private final boolean json;
    private final ColorScheme colours;
    private final boolean terminal;
    private final ZoneId zone;
    private final int width;

    /**
     * Writes to these streams.
     *
     * @param terminal whether a person reads and answers
     * @param zone in which times are written for people
     * @param width of the lines of a terminal; of no use elsewhere
     */
    Console(
            PrintStream out,
            PrintStream err,
            InputStream in,
            boolean json,
            Ansi ansi,
            boolean terminal,
            ZoneId zone,
            int width) {
        this.out = out;
        this.err = err;
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.json = json;
        this.colours = CommandLine.Help.defaultColorScheme(ansi);
        this.terminal = terminal;
        this.zone = zone;
        this.width = width;
    }

    boolean isJson() {
        return json;
    }

    /** Tells whether to show progress. */
    boolean isTerminal() {
        return terminal && !json;
    }

    /** Writes the result, as JSON or as text. */
    void result(Object value, Runnable asText) {
        if (json) {
            out.println(GatewayJson.toPrettyJson(value));
        } else {
            asText.run();
        }
        out.flush();
    }

    /** Writes one of many events: a line of JSON, or text. */
    void event(Map<String, Object> event, Runnable asText) {
        if (json) {
            out.println(GatewayJson.toJson(event));
        } else {
            asText.run();
        }
        out.flush();
    }

    void line(String text) {
        out.println(text);
    }

    /** Writes a text in lines that fit, with this much space before each. */
    void paragraph(int indent, String text) {
        for (String line : wrapped(indent, text)) {
            out.println(" ".repeat(indent) + line);
        }
    }

    private List<String> wrapped(int indent, String text) {
        return terminal ? Words.wrap(text, Math.max(NARROW, width - indent)) : List.of(text);
    }

    /** Writes a time for people. */
    String time(Instant time) {
        return Times.local(time, zone);
    }

    String day(Instant time) {
        return Times.day(time, zone);
    }

    ZoneId zone() {
        return zone;
    }

    /** Tells how wide the lines may be; where nothing limits them, the widest number. */
    int width() {
        return terminal ? width : Integer.MAX_VALUE;
    }

    /** Writes names and values, a pair on each line, without the values that are null; times are written for people. */
    void fields(@Nullable Object... namesAndValues) {
        int longest = 0;
        for (int i = 0; i < namesAndValues.length; i += 2) {
            longest = namesAndValues[i + 1] == null
                    ? longest
                    : Math.max(longest, String.valueOf(namesAndValues[i]).length());
        }
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            if (value != null) {
                String name = String.valueOf(namesAndValues[i]);
                String before = " ".repeat(GAP) + name + " ".repeat(longest - name.length() + GAP);
                for (String line :
                        wrapped(before.length(), value instanceof Instant at ? time(at) : value.toString())) {
                    out.println((before + line).stripTrailing());
                    before = " ".repeat(before.length());
                }
            }
        }
    }

    void table(List<String> header, List<List<String>> rows) {
        int[] widths = new int[header.size()];
        int[] words = new int[widths.length];
        List<List<String>> all = new ArrayList<>(List.of(header));
        all.addAll(rows);
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
                for (String word : row.get(i).split(" ", -1)) {
                    words[i] = Math.max(words[i], word.length());
                }
            }
        }
        int available = width() - GAP * (widths.length - 1);
        shrink(widths, words, available);
        Arrays.fill(words, NARROW_COLUMN);
        shrink(widths, words, available);
        rows(List.of(header), widths).forEach(line -> out.println(bold(line)));
        rows(rows, widths).forEach(out::println);
    }

    /** Returns the lines of rows; a cell that is wider than its column takes several. */
    private static List<String> rows(List<List<String>> rows, int... widths) {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            List<List<String>> cells = new ArrayList<>();
            int height = 1;
            for (int i = 0; i < widths.length; i++) {
                cells.add(Words.wrapWhole(row.get(i), widths[i]));
                height = Math.max(height, cells.get(i).size());
            }
            for (int line = 0; line < height; line++) {
                StringBuilder text = new StringBuilder();
                for (int i = 0; i < widths.length; i++) {
                    String part = line < cells.get(i).size() ? cells.get(i).get(line) : "";
                    text.append(part).append(" ".repeat(Math.max(0, widths[i] - part.length()) + GAP));
                }
                lines.add(text.toString().stripTrailing());
            }
        }
        return lines;
    }

    /** Takes from the widest column until all fit, or none is wider than its least. At first that is its longest word, so that none is broken. */
    private static void shrink(int[] widths, int[] least, int available) {
        while (IntStream.of(widths).asLongStream().sum() > available) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                if (widths[i] > least[i] && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                return;
            }
            widths[widest]--;
        }
    }

    /** Wraps a value without parsing it for markup, as file names and reasons are written by others. */
    private Text cell(String value, IStyle... styles) {
        return colours.apply(value, List.of(styles));
    }

    void note(String text) {
        wrapped(0, text).forEach(err::println);
    }

    void warn(String text) {
        err.println(paint("Warning: ", Style.fg_yellow) + String.join("\n  ", wrapped(GAP, text)));
    }

    void failure(String headline, List<String> lines) {
        err.println(bad(headline));
        for (String line : lines) {
            wrapped(GAP, line).forEach(each -> err.println("  " + each));
        }
    }

    /** Overwrites the line before. */
    void progress(String text) {
        err.print("\r" + text);
        err.flush();
    }

    void progressDone() {
        err.println();
    }

    String good(String text) {
        return paint(text, Style.fg_green);
    }

    String bad(String text) {
        return paint(text, Style.fg_red);
    }

    String bold(String text) {
        return paint(text, Style.bold);
    }

    String ask(String question, String proposal) {
        err.print(question + (proposal.isEmpty() ? ": " : " [" + proposal + "]: "));
        err.flush();
        try {
            String answer = in.readLine();
            if (answer == null) {
                throw new UsageException("Cannot ask, as there is no input: " + question);
            }
            return answer.isBlank() ? proposal : answer.strip();
        } catch (IOException e) {
            throw new UsageException("Cannot read the answer: " + e.getMessage());
        }
    }

    /** Asks without showing what is typed, on a terminal only. */
    @SuppressWarnings("SystemConsoleNull") // null up to Java 21; later never null, so that 'terminal' decides
    char[] askSecret(String question) {
        java.io.Console person = System.console();
        if (person == null || !terminal) {
            throw new UsageException(
                    question + " is needed, and cannot be asked for without a terminal: set it in the environment"
                            + " (ADT_IDENTITY_PASSWORD, ADT_SIGNING_PASSWORD) or in a password file (see 'adt config show')");
        }
        char[] secret = person.readPassword("%s: ", question);
        return secret == null ? new char[0] : secret;
    }

    private String paint(String text, IStyle style) {
        return cell(text, style).toString();
    }
}
