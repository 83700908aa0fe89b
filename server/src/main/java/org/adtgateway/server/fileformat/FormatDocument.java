package org.adtgateway.server.fileformat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.adtgateway.server.fileformat.Violation.Severity;
import org.jspecify.annotations.Nullable;

/**
 * Reads a format document: Table Schema (datapackage.org, version 2) with the rules under the extension key {@code x-rules}. What it does
 * not understand of types and constraints it refuses, for a constraint that is stated and not checked would deceive the reader.
 */
final class FormatDocument {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String RULES = "x-rules";
    private static final String INSTANT = "%Y-%m-%dT%H:%M:%SZ";
    private static final Set<String> CONSTRAINTS =
            Set.of("required", "pattern", "enum", "minLength", "maxLength", "minimum", "maximum");

    private final Map<String, Rule> rules = new LinkedHashMap<>();

    private FormatDocument() {}

    /** @throws IllegalArgumentException saying what is wrong with the document */
    static FileFormat read(byte[] document) {
        try {
            return new FormatDocument().format(JSON.readTree(document));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a format document must be JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private FileFormat format(JsonNode document) {
        List<Column> columns = new ArrayList<>();
        for (JsonNode field : required(document, "fields")) {
            columns.add(column(field));
        }
        rules(document);
        return new FileFormat(
                text(document, "name"),
                text(document, "x-version"),
                text(document, "title"),
                columns,
                Collections.unmodifiableMap(rules));
    }

    private Column column(JsonNode field) {
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
                rules(field));
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

    /** Adds the rules that are listed here to all; gives those that watch over a constraint, by its name. */
    private Map<String, Rule> rules(JsonNode place) {
        Map<String, Rule> byConstraint = new HashMap<>();
        for (JsonNode node : place.path(RULES)) {
            Rule rule = new Rule(
                    rules.size(),
                    text(node, "id"),
                    severity(node),
                    text(node, "description"),
                    text(node, "remedy"),
                    numbers(node));
            if (rules.putIfAbsent(rule.id(), rule) != null) {
                throw new IllegalArgumentException("rule " + rule.id() + " is described twice");
            }
            if (node.has("constraint")) {
                byConstraint.put(text(node, "constraint"), rule);
            }
        }
        return byConstraint;
    }

    private static @Nullable Severity severity(JsonNode rule) {
        String severity = text(rule, "severity").toUpperCase(Locale.ROOT);
        return switch (severity) {
            case "ERROR" -> Severity.ERROR;
            case "WARNING" -> Severity.WARNING;
            case "OFF" -> null;
            default ->
                throw new IllegalArgumentException("rule " + text(rule, "id") + " has the severity '" + severity
                        + "'; known are ERROR, WARNING and OFF");
        };
    }

    private static Map<String, Long> numbers(JsonNode rule) {
        Map<String, Long> numbers = new HashMap<>();
        rule.properties().forEach(each -> {
            if (each.getValue().isIntegralNumber()) {
                numbers.put(each.getKey(), each.getValue().longValue());
            }
        });
        return numbers;
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

    private static String text(JsonNode node, String name) {
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
