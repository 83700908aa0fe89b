package org.adtgateway.server.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The result of a command: text for people while it works, or one JSON object for programs at its end. */
public final class CommandOutput {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private final PrintStream out;
    private final boolean asJson;
    private final Map<String, @Nullable Object> members = new LinkedHashMap<>();
    private final Map<String, List<Object>> lists = new HashMap<>();

    public CommandOutput(PrintStream out, boolean asJson) {
        this.out = out;
        this.asJson = asJson;
    }

    /** Says a sentence; programs find it in {@code messages}. */
    public void sentence(String text) {
        item("messages", text, text);
    }

    /** Separates what follows, for people only. */
    public void title(String text) {
        if (!asJson) {
            out.printf("%n%s%n", text);
        }
    }

    /** Adds a member for programs. */
    public void member(String name, @Nullable Object value) {
        members.put(name, value);
    }

    /** Says a line that is one of many of its kind; programs find the value in a list. */
    public void item(String list, Object value, String line) {
        List<Object> values = lists.computeIfAbsent(list, none -> new ArrayList<>());
        values.add(value);
        members.put(list, values);
        if (!asJson) {
            out.println(line);
        }
    }

    /** Prints a text that is a document by itself; programs get the value. */
    public void text(String name, Object value, String text) {
        members.put(name, value);
        if (!asJson) {
            out.print(text);
        }
    }

    /** Prints records as a table with a heading of their components; nothing where there are none. */
    public void table(String name, List<? extends Record> rows) {
        List<Map<String, @Nullable Object>> values =
                rows.stream().map(CommandOutput::values).toList();
        members.put(name, values);
        if (asJson || rows.isEmpty()) {
            return;
        }
        List<List<String>> lines = new ArrayList<>();
        lines.add(values.get(0).keySet().stream().map(CommandOutput::heading).toList());
        values.forEach(
                row -> lines.add(row.values().stream().map(CommandOutput::text).toList()));
        print(lines);
    }

    /** Prints the components of a record below one another. */
    public void fields(String name, Record row) {
        members.put(name, values(row));
        if (!asJson) {
            print(values(row).entrySet().stream()
                    .map(field -> List.of(heading(field.getKey()).toLowerCase(Locale.ROOT), text(field.getValue())))
                    .toList());
        }
    }

    /** Ends the result: now programs get theirs. */
    public void end() {
        if (asJson && !members.isEmpty()) {
            try {
                out.println(JSON.writeValueAsString(members));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("results of commands are plain values", e);
            }
        }
    }

    private void print(List<List<String>> lines) {
        int[] widths = new int[lines.get(0).size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                text.append(line.get(i))
                        .append(" ".repeat(widths[i] - line.get(i).length() + 2));
            }
            out.println(text.toString().stripTrailing());
        }
    }

    private static Map<String, @Nullable Object> values(Record row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        Map<String, @Nullable Object> converted = JSON.convertValue(row, new TypeReference<>() {});
        // in the order of the record, with those that have no value
        Arrays.stream(row.getClass().getRecordComponents())
                .forEach(component -> values.put(component.getName(), converted.get(component.getName())));
        return values;
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "-";
        }
        return value instanceof Collection<?> many
                ? many.stream().map(String::valueOf).collect(Collectors.joining(","))
                : String.valueOf(value);
    }

    /** As people write it: daysLeft is DAYS LEFT. */
    private static String heading(String component) {
        return component.replaceAll("([A-Z]+)", " $1").strip().toUpperCase(Locale.ROOT);
    }
}
