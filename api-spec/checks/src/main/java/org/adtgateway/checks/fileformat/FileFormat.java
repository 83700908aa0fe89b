package org.adtgateway.checks.fileformat;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A file format as its document describes it.
 *
 * @param name such as {@code adt}
 * @param version such as {@code 1}
 * @param columns in the order of the file
 * @param uniqueKeys the columns that together differ from row to row
 * @param rules all rules by id, those of the columns included
 */
record FileFormat(
        String name,
        String version,
        String title,
        List<Column> columns,
        List<List<String>> uniqueKeys,
        Map<String, Rule> rules) {

    FileFormat {
        columns = List.copyOf(columns);
        uniqueKeys = List.copyOf(uniqueKeys);
    }

    /** @throws IllegalArgumentException if the document states another key than the one that the code checks */
    void requireUniqueKey(String... columnNames) {
        if (!uniqueKeys.equals(List.of(List.of(columnNames)))) {
            throw new IllegalArgumentException(
                    "'uniqueKeys' must be [" + List.of(columnNames) + "], which is what is checked, not " + uniqueKeys);
        }
    }

    /** @throws IllegalArgumentException if the document does not describe the rule */
    Rule rule(String id) {
        Rule rule = rules.get(id);
        if (rule == null) {
            throw new IllegalArgumentException("the rule " + id + " is missing");
        }
        return rule;
    }

    /**
     * Returns the place of a column that the rules across columns need.
     *
     * @throws IllegalArgumentException if the document has no such column, or one of another type
     */
    int column(String columnName, Column.Type type) {
        int place = columnNames().indexOf(columnName);
        if (place < 0 || columns.get(place).type() != type) {
            throw new IllegalArgumentException("the column " + columnName + " of type "
                    + type.name().toLowerCase(Locale.ROOT) + " is missing, which rules across columns need");
        }
        return place;
    }

    List<String> columnNames() {
        return columns.stream().map(Column::name).toList();
    }
}
