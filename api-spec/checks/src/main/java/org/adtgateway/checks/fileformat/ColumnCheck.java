package org.adtgateway.checks.fileformat;

import org.jspecify.annotations.Nullable;

/** The constraints of one column, made ready. A value is held against them in a fixed order; the first that it offends is reported. */
final class ColumnCheck {
    private final int column;
    private final Column.Type type;
    private final @Nullable Rule required;
    private final @Nullable Rule typeRule;
    private final @Nullable EnumValues values;
    private final @Nullable Rule valuesRule;
    private final @Nullable BytePattern pattern;
    private final @Nullable Rule patternRule;
    private final int minLength;
    private final @Nullable Rule minLengthRule;
    private final int maxLength;
    private final @Nullable Rule maxLengthRule;
    private final long minimum;
    private final long maximum;
    private final @Nullable Rule rangeRule;

    /** @throws IllegalArgumentException if the document contradicts itself */
    ColumnCheck(Column described, int column) {
        this.column = column;
        this.type = described.type();
        this.required = described.required() ? described.rule("required") : null;
        this.typeRule = type == Column.Type.STRING ? null : described.rule("type");
        this.values = described.values().isEmpty() ? null : new EnumValues(described.values());
        this.valuesRule = values == null ? null : described.rule("enum");
        this.pattern = described.pattern() == null ? null : BytePattern.of(described.pattern());
        this.patternRule = pattern == null ? null : described.rule("pattern");
        this.minLength = described.minLength() == null ? 0 : described.minLength();
        this.minLengthRule = described.minLength() == null ? null : described.rule("minLength");
        this.maxLength = described.maxLength() == null ? Integer.MAX_VALUE : described.maxLength();
        this.maxLengthRule = described.maxLength() == null ? null : described.rule("maxLength");
        boolean ranged = described.minimum() != null || described.maximum() != null;
        if (ranged && type != Column.Type.INTEGER) {
            throw new IllegalArgumentException(
                    "column " + described.name() + " has a minimum or maximum and is no integer");
        }
        this.minimum = described.minimum() == null ? Long.MIN_VALUE : described.minimum();
        this.maximum = described.maximum() == null ? Long.MAX_VALUE : described.maximum();
        this.rangeRule = ranged ? described.rule("range") : null;
    }

    /**
     * Returns the rule that the value breaks; null if it breaks none. An empty value breaks none if the column is not required. Leaves what the value
     * means in {@link Row#value}.
     */
    @Nullable
    Rule broken(Row row) {
        int from = row.from(column);
        int to = row.to(column);
        if (from == to) {
            return required;
        }
        if (typeRule != null && !hasType(row, from, to)) {
            return typeRule;
        }
        if (values != null) {
            int place = values.find(row.bytes, from, to);
            row.value[column] = place;
            if (place < 0) {
                return valuesRule;
            }
        }
        if (pattern != null && !pattern.matches(row, from, to)) {
            return patternRule;
        }
        if (minLengthRule != null && characters(row.bytes, from, to) < minLength) {
            return minLengthRule;
        }
        if (maxLengthRule != null && to - from > maxLength && characters(row.bytes, from, to) > maxLength) {
            return maxLengthRule;
        }
        if (rangeRule != null && (row.value[column] < minimum || row.value[column] > maximum)) {
            return rangeRule;
        }
        return null;
    }

    private boolean hasType(Row row, int from, int to) {
        if (type == Column.Type.DATETIME) {
            return UtcDateTime.isIn(row, column);
        }
        row.value[column] = DecimalParser.valueOrMost(row.bytes, from, to);
        return DecimalParser.only(row.bytes, from, to);
    }

    /** Unicode code points: the bytes that begin one. */
    private static int characters(byte[] bytes, int from, int to) {
        int characters = 0;
        for (int i = from; i < to; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                characters++;
            }
        }
        return characters;
    }
}
