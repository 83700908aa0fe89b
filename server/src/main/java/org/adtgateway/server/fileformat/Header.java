package org.adtgateway.server.fileformat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the header row of a file tells.
 *
 * @param broken the rule that it breaks; null if it is the one of the format
 * @param remedy in place of the rule's own, where more is known
 * @param fieldOfColumn where each column's field stands; empty where that cannot be told, so that the rows cannot be judged
 */
record Header(@Nullable String broken, @Nullable String remedy, List<Integer> fieldOfColumn) {

    /** The rules that {@link #broken} may name. */
    static final List<String> RULES = List.of("header.missing", "header.wrong");

    static Header of(Row row, List<String> columns) {
        List<String> names = new ArrayList<>();
        for (int field = 0; field < row.keptFields(); field++) {
            names.add(row.text(field));
        }
        List<Integer> inOrder = IntStream.range(0, columns.size()).boxed().toList();
        if (row.fieldCount == columns.size() && names.equals(columns)) {
            return new Header(null, null, inOrder);
        }
        List<String> plain = names.stream().map(Header::plain).toList();
        List<String> plainColumns = columns.stream().map(Header::plain).toList();
        if (plain.stream().noneMatch(plainColumns::contains)) {
            return new Header("header.missing", null, row.fieldCount == columns.size() ? inOrder : List.of());
        }
        if (row.fieldCount != columns.size() || !plain.containsAll(plainColumns)) {
            return new Header("header.wrong", difference(names, columns, row.fieldCount), List.of());
        }
        List<Integer> fieldOfColumn = plainColumns.stream().map(plain::indexOf).toList();
        String remedy = fieldOfColumn.equals(inOrder)
                ? "Only upper and lower case or spaces differ: write exactly " + String.join(",", columns) + "."
                : "Only the order differs: put the columns into the order " + String.join(",", columns) + ".";
        return new Header("header.wrong", remedy, fieldOfColumn);
    }

    private static String difference(List<String> names, List<String> columns, int fieldCount) {
        List<String> missing =
                columns.stream().filter(column -> !names.contains(column)).toList();
        List<String> unknown =
                names.stream().filter(name -> !columns.contains(name)).toList();
        StringBuilder remedy = new StringBuilder();
        if (!missing.isEmpty()) {
            remedy.append("Missing: ").append(String.join(", ", missing)).append(". ");
        }
        if (!unknown.isEmpty()) {
            remedy.append("Not part of the format: '")
                    .append(SafeText.of(String.join("', '", unknown)))
                    .append("'. ");
        }
        if (fieldCount > columns.size()) {
            remedy.append("There are ").append(fieldCount).append(" names in place of ");
            remedy.append(columns.size()).append(". ");
        }
        return remedy + "Write exactly " + String.join(",", columns) + ".";
    }

    /** Without what people and spreadsheets vary. */
    private static String plain(String name) {
        return name.replaceAll("[\\s\\p{Z}_\\p{Cf}-]", "").toLowerCase(Locale.ROOT);
    }
}
