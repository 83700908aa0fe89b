package org.adtgateway.checks.fileformat;

import java.util.Map;
import org.adtgateway.checks.violation.Violation;
import org.jspecify.annotations.Nullable;

/**
 * A rule as its format document describes it.
 *
 * @param index its place among the rules of the format, from 0
 * @param id stable permanently, such as {@code adt.srv.unknown}
 * @param severity null switches the rule off
 * @param description what is wrong when the rule is broken, as a sentence
 * @param remedy what to do then, as a sentence
 * @param parameters its numbers, such as {@code percent}
 */
record Rule(
        int index,
        String id,
        Violation.@Nullable Severity severity,
        String description,
        String remedy,
        Map<String, Long> parameters) {

    Rule {
        parameters = Map.copyOf(parameters);
    }

    /** @throws IllegalArgumentException if the document does not state it */
    long parameter(String name) {
        Long value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("rule " + id + " lacks its '" + name + "'");
        }
        return value;
    }
}
