package org.adtgateway.server.fileformat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The constraints of one column, made ready: steps that a value passes in turn, each with the rule that it breaks there. */
final class ColumnCheck {
    /** Looks at a value, and may leave what it means in {@link Row#value}. */
    private interface Test {
        boolean holds(Row row, int column);
    }

    private record Step(Test test, Rule rule) {}

    private final int column;
    private final @Nullable Rule required;
    private final Step[] steps;

    /** @throws IllegalArgumentException if the document contradicts itself */
    ColumnCheck(Column described, int column) {
        this.column = column;
        this.required = described.required() ? described.rule("required") : null;
        this.steps = steps(described).toArray(Step[]::new);
    }

    /** The rule that the value breaks; null if it breaks none. An empty value breaks none if the column is not required. */
    @Nullable
    Rule broken(Row row) {
        if (row.length(column) == 0) {
            return required;
        }
        for (Step step : steps) {
            if (!step.test.holds(row, column)) {
                return step.rule;
            }
        }
        return null;
    }

    private static List<Step> steps(Column described) {
        List<Step> steps = new ArrayList<>();
        switch (described.type()) {
            case STRING -> {}
            case INTEGER -> steps.add(new Step(ColumnCheck::isInteger, described.rule("type")));
            case DATETIME -> steps.add(new Step(UtcDateTime::isIn, described.rule("type")));
        }
        if (!described.values().isEmpty()) {
            steps.add(new Step(isOneOf(described.values()), described.rule("enum")));
        }
        if (described.pattern() != null) {
            BytePattern pattern = BytePattern.of(described.pattern());
            steps.add(new Step(
                    (row, column) -> pattern.matches(row.bytes, row.from(column), row.to(column)),
                    described.rule("pattern")));
        }
        if (described.minLength() != null) {
            int least = described.minLength();
            steps.add(new Step((row, column) -> characters(row, column) >= least, described.rule("minLength")));
        }
        if (described.maxLength() != null) {
            int most = described.maxLength();
            steps.add(new Step((row, column) -> characters(row, column) <= most, described.rule("maxLength")));
        }
        if (described.minimum() != null || described.maximum() != null) {
            if (described.type() != Column.Type.INTEGER) {
                throw new IllegalArgumentException(
                        "column " + described.name() + " has a minimum or maximum and is no integer");
            }
            long least = described.minimum() == null ? Long.MIN_VALUE : described.minimum();
            long most = described.maximum() == null ? Long.MAX_VALUE : described.maximum();
            steps.add(new Step(
                    (row, column) -> row.value[column] >= least && row.value[column] <= most, described.rule("range")));
        }
        return steps;
    }

    private static boolean isInteger(Row row, int column) {
        row.value[column] = Digits.valueOrMost(row.bytes, row.from(column), row.to(column));
        return Digits.only(row.bytes, row.from(column), row.to(column));
    }

    private static Test isOneOf(List<String> values) {
        Vocabulary vocabulary = new Vocabulary(values);
        return (row, column) -> {
            row.value[column] = vocabulary.find(row.bytes, row.from(column), row.to(column));
            return row.value[column] >= 0;
        };
    }

    /** Unicode code points: the bytes that begin one. */
    private static int characters(Row row, int column) {
        int characters = 0;
        for (int i = row.from(column); i < row.to(column); i++) {
            if ((row.bytes[i] & 0xC0) != 0x80) {
                characters++;
            }
        }
        return characters;
    }
}
