package org.adtgateway.checks.fileformat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a format document: Table Schema (datapackage.org, version 2) with the rules under the extension key {@code x-rules}. What it does
 * not understand of types and constraints it refuses, for a constraint that is stated and not checked would deceive the reader.
 */
final class FormatDocumentReader {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String INSTANT = "%Y-%m-%dT%H:%M:%SZ";
    private static final Set<String> CONSTRAINTS =
            Set.of("required", "pattern", "enum", "minLength", "maxLength", "minimum", "maximum");

    private static final Set<String> RANGE = Set.of("minimum", "maximum");

    private final RuleReader rules = new RuleReader();

    private FormatDocumentReader() {}

    /** @throws IllegalArgumentException saying what is wrong with the document */
    static FileFormat read(byte[] document) {
        try {
            return new FormatDocumentReader().format(JSON.readTree(document));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a format document must be JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private FileFormat format(JsonNode document) {
        List<Column> columns = new ArrayList<>();
        requireEmptyMissing(document.path("missingValues"));
        for (JsonNode field : required(document, "fields")) {
            columns.add(column(text(document, "name"), field));
        }
        rules.read(document);
        return new FileFormat(
                text(document, "name"),
                text(document, "version"),
                text(document, "title"),
                columns,
                uniqueKeys(document.path("uniqueKeys")),
                rules.all());
    }

    private static void requireEmptyMissing(JsonNode missing) {
        if (!missing.isMissingNode()
                && !(missing.size() == 1 && missing.path(0).asText("-").isEmpty())) {
            throw new IllegalArgumentException("'missingValues' must be [\"\"]: nothing but an empty field is missing");
        }
    }

    private static List<List<String>> uniqueKeys(JsonNode keys) {
        List<List<String>> read = new ArrayList<>();
        for (JsonNode key : keys) {
            List<String> names = new ArrayList<>();
            key.forEach(name -> names.add(name.asText()));
            read.add(List.copyOf(names));
        }
        return read;
    }

    private Column column(String format, JsonNode field) {
        String name = text(field, "name");
        Column.Type type = type(name, field);
        JsonNode constraints = field.path("constraints");
        for (Iterator<String> stated = constraints.fieldNames(); stated.hasNext(); ) {
            String constraint = stated.next();
            if (!CONSTRAINTS.contains(constraint)) {
                throw new IllegalArgumentException("column " + name + " states the constraint '" + constraint
                        + "', which is not checked here; known are "
                        + CONSTRAINTS.stream().sorted().toList());
            }
        }
        List<String> values = new ArrayList<>();
        constraints.path("enum").forEach(value -> values.add(value.asText()));
        JsonNode pattern = constraints.path("pattern");
        Map<String, Rule> byConstraint = rules.read(field);
        for (String constraint : stated(type, constraints)) {
            byConstraint.computeIfAbsent(constraint, absent -> rules.generated(format, name, constraint, constraints));
        }
        return new Column(
                name,
                type,
                constraints.path("required").asBoolean(false),
                pattern.isTextual() ? pattern.textValue() : null,
                values,
                integer(constraints, "minLength"),
                integer(constraints, "maxLength"),
                number(constraints, "minimum"),
                number(constraints, "maximum"),
                byConstraint);
    }

    /** Returns the constraints that a value can break; minimum and maximum count as one, and so does the type. */
    private static Set<String> stated(Column.Type type, JsonNode constraints) {
        Set<String> stated = new LinkedHashSet<>();
        if (type != Column.Type.STRING) {
            stated.add("type");
        }
        constraints.fieldNames().forEachRemaining(name -> stated.add(RANGE.contains(name) ? "range" : name));
        if (!constraints.path("required").asBoolean(false)) {
            stated.remove("required");
        }
        return stated;
    }

    private static Column.Type type(String column, JsonNode field) {
        String type = text(field, "type");
        String format = field.path("format").asText("default");
        return switch (type + " " + format) {
            case "string default" -> Column.Type.STRING;
            case "integer default" -> Column.Type.INTEGER;
            case "datetime " + INSTANT -> Column.Type.DATETIME;
            default ->
                throw new IllegalArgumentException("column " + column + " has the type '" + type + "' with the format '"
                        + format + "'; known are string, integer, and datetime with the format " + INSTANT);
        };
    }

    private static @Nullable Integer integer(JsonNode constraints, String name) {
        Long number = number(constraints, name);
        return number == null ? null : Math.toIntExact(number);
    }

    private static @Nullable Long number(JsonNode constraints, String name) {
        JsonNode value = constraints.path(name);
        if (value.isMissingNode()) {
            return null;
        }
        if (!value.canConvertToLong() || !value.isIntegralNumber()) {
            throw new IllegalArgumentException("'" + name + "' must be a whole number, not " + value);
        }
        return value.longValue();
    }

    static String text(JsonNode node, String name) {
        JsonNode value = required(node, name);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("'" + name + "' must be text, not " + value);
        }
        return value.textValue();
    }

    private static JsonNode required(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode()) {
            throw new IllegalArgumentException("'" + name + "' is missing in the format document");
        }
        return value;
    }
}
