package org.adtgateway.checks.fileformat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.adtgateway.checks.violation.Violation.Severity;
import org.jspecify.annotations.Nullable;

/** The rules of a format document, which stand under the extension key {@code x-rules} of the document and of its columns. */
final class RuleReader {
    private static final String RULES = "x-rules";

    private final Map<String, Rule> rules = new LinkedHashMap<>();

    /** All by id, in the order of the document. */
    Map<String, Rule> all() {
        return Collections.unmodifiableMap(rules);
    }

    /** Adds the rules that are listed here to all; gives those that watch over a constraint, by its name. */
    Map<String, Rule> read(JsonNode place) {
        Map<String, Rule> byConstraint = new HashMap<>();
        for (JsonNode node : place.path(RULES)) {
            Rule rule = new Rule(
                    rules.size(),
                    FormatDocumentReader.text(node, "id"),
                    severity(node),
                    filled(FormatDocumentReader.text(node, "description"), place),
                    filled(FormatDocumentReader.text(node, "remedy"), place),
                    numbers(node));
            if (rules.putIfAbsent(rule.id(), rule) != null) {
                throw new IllegalArgumentException("rule " + rule.id() + " is described twice");
            }
            if (node.has("constraint")) {
                byConstraint.put(FormatDocumentReader.text(node, "constraint"), rule);
            }
        }
        return byConstraint;
    }

    /** A rule's words may quote a constraint of its column, such as <code>{maximum}</code>, so that the two never disagree. */
    private static String filled(String words, JsonNode place) {
        String filled = words;
        for (Map.Entry<String, JsonNode> constraint : place.path("constraints").properties()) {
            filled = filled.replace(
                    "{" + constraint.getKey() + "}", constraint.getValue().asText());
        }
        return filled;
    }

    private static @Nullable Severity severity(JsonNode rule) {
        String severity = FormatDocumentReader.text(rule, "severity").toUpperCase(Locale.ROOT);
        return switch (severity) {
            case "ERROR" -> Severity.ERROR;
            case "WARNING" -> Severity.WARNING;
            case "OFF" -> null;
            default ->
                throw new IllegalArgumentException("rule " + FormatDocumentReader.text(rule, "id")
                        + " has the severity '" + severity + "'; known are ERROR, WARNING and OFF");
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

    /** Returns the rule for a constraint that the document states without words of its own. */
    Rule generated(String format, String column, String constraint, JsonNode constraints) {
        String id = format + "." + kebab(column) + "." + kebab(constraint);
        List<String> demands = new ArrayList<>();
        constraints.properties().forEach(each -> demands.add(each.getKey() + " " + each.getValue()));
        Rule rule = new Rule(
                rules.size(),
                id,
                Severity.ERROR,
                column + " does not obey the constraint '" + constraint + "' of its column.",
                "The format demands: " + String.join(", ", demands) + ".",
                Map.of());
        if (rules.putIfAbsent(id, rule) != null) {
            throw new IllegalArgumentException("rule " + id + " lacks its 'constraint'");
        }
        return rule;
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
