package org.adtgateway.server.fileformat;

import java.util.List;
import java.util.Map;
import org.adtgateway.server.fileformat.Violation.Severity;

/**
 * A file format as its document describes it.
 *
 * @param name such as {@code adt}
 * @param version such as {@code 1}
 * @param columns in the order of the file
 * @param rules all rules by id, those of the columns included
 */
public record FileFormat(String name, String version, String title, List<Column> columns, Map<String, Rule> rules) {

    public FileFormat {
        columns = List.copyOf(columns);
    }

    /** @throws IllegalArgumentException if the document does not describe the rule */
    Rule rule(String id) {
        Rule rule = rules.get(id);
        if (rule == null) {
            throw new IllegalArgumentException("the rule " + id + " is not described");
        }
        return rule;
    }

    /**
     * A rule that no document may soften.
     *
     * @throws IllegalArgumentException if the document does not describe it, or with another severity than ERROR
     */
    Rule refusal(String id) {
        Rule rule = rule(id);
        if (rule.severity() != Severity.ERROR) {
            throw new IllegalArgumentException("the rule " + id + " must have the severity ERROR");
        }
        return rule;
    }

    /**
     * The place of a column that the rules across columns need.
     *
     * @throws IllegalArgumentException if the document has no such column of that type
     */
    int column(String columnName, Column.Type type) {
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (column.name().equals(columnName) && column.type() == type) {
                return i;
            }
        }
        throw new IllegalArgumentException(
                "the column " + columnName + " of type " + type + " is missing, which rules across columns need");
    }

    /** The same for a column with a closed list of values. */
    int listedColumn(String columnName) {
        int place = column(columnName, Column.Type.STRING);
        if (columns.get(place).values().isEmpty()) {
            throw new IllegalArgumentException(
                    "the column " + columnName + " lacks its 'enum', which rules across columns need");
        }
        return place;
    }

    List<String> columnNames() {
        return columns.stream().map(Column::name).toList();
    }
}
