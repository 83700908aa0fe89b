package org.adtgateway.checks.fileformat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A column as its format document describes it (Table Schema, "Field descriptors"). A constraint that the document does not state is null,
 * or empty.
 *
 * @param maxLength in characters, by which we mean Unicode code points
 * @param values the closed list of permitted values ({@code enum})
 * @param rules the rule that a value breaks, by the constraint that it offends: required, type, pattern, enum, minLength, maxLength,
 *     range (for minimum and maximum)
 */
record Column(
        String name,
        Type type,
        boolean required,
        @Nullable String pattern,
        List<String> values,
        @Nullable Integer minLength,
        @Nullable Integer maxLength,
        @Nullable Long minimum,
        @Nullable Long maximum,
        Map<String, Rule> rules) {

    /** The types of Table Schema that a format document may use. */
    enum Type {
        STRING,
        /** Digits only, so never negative. */
        INTEGER,
        /** UTC, to the second: {@code 2026-11-23T09:00:00Z}. */
        DATETIME
    }

    Column {
        values = List.copyOf(values);
        rules = Map.copyOf(rules);
    }

    /** @throws IllegalArgumentException if the document has no rule for a constraint that it states */
    Rule rule(String constraint) {
        Rule rule = rules.get(constraint);
        if (rule == null) {
            throw new IllegalArgumentException(
                    "column " + name + " lacks a rule for '" + constraint + "' in its x-rules");
        }
        return rule;
    }
}
