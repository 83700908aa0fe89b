package org.adtgateway.checks.fileformat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.adtgateway.checks.text.PrintableText;
import org.jspecify.annotations.Nullable;

/** The header row: exactly the names of the columns. */
final class HeaderCheck {
    private static final String MISSING = "header.missing";
    private static final String WRONG = "header.wrong";
    private static final String SEPARATOR = "file.separator";

    private final ViolationCollector findings;
    private final List<String> names;

    HeaderCheck(FileFormat format, ViolationCollector findings) {
        this.findings = findings;
        this.names = format.columnNames();
        findings.requireRules(MISSING, WRONG, SEPARATOR);
    }

    /**
     * Reports what is wrong with the header.
     *
     * @return for each column the place of its field, where that can be told, so that the rows can be checked all the same; null otherwise
     */
    int @Nullable [] read(Row row) {
        List<String> found = new ArrayList<>();
        for (int field = 0; field < row.keptFields(); field++) {
            found.add(row.text(field));
        }
        if (found.equals(names) && row.fieldCount == names.size() && row.fault == Row.Fault.NONE && !row.bareQuote) {
            return places(found);
        }
        if (found.size() <= 1 && hasOtherSeparator(found)) {
            findings.file(SEPARATOR, null, null);
            return null;
        }
        if (!found.isEmpty() && found.get(0).toLowerCase(Locale.ROOT).startsWith("sep=")) {
            findings.file(
                    MISSING,
                    null,
                    "Delete the first line, '" + PrintableText.of(found.get(0)) + "', which a spreadsheet added.");
            return null;
        }
        int[] places = places(found);
        if (row.fault == Row.Fault.NONE && row.fieldCount == names.size() && known(places) == names.size()) {
            findings.file(WRONG, difference(found), null);
            return places;
        }
        if (known(places) == 0) {
            findings.file(MISSING, "The format has " + String.join(",", names) + ".", null);
        } else {
            findings.file(WRONG, missingAndUnknown(row, found, places), null);
        }
        return null;
    }

    private static boolean hasOtherSeparator(List<String> found) {
        return !found.isEmpty() && found.get(0).chars().anyMatch(each -> each == ';' || each == '\t' || each == '|');
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** For each column the field with its name, in whatever case and spacing; -1 where there is none. */
    private int[] places(List<String> found) {
        List<String> plain = found.stream().map(HeaderCheck::plain).toList();
        return names.stream().mapToInt(name -> plain.indexOf(plain(name))).toArray();
    }

    private static int known(int[] places) {
        int known = 0;
        for (int place : places) {
            known += place >= 0 ? 1 : 0;
        }
        return known;
    }

    private String difference(List<String> found) {
        List<String> faults = new ArrayList<>();
        for (String name : found) {
            if (!names.contains(name)) {
                String meant = names.stream()
                        .filter(each -> plain(each).equals(plain(name)))
                        .findFirst()
                        .orElse("");
                faults.add("'" + PrintableText.of(name) + "' must be " + meant);
            }
        }
        String spelling = faults.isEmpty() ? "" : "Only case or spacing differs: " + String.join(", ", faults) + ".";
        String order = isInOrder(places(found))
                ? ""
                : "The columns stand in another order; it must be " + String.join(",", names) + ".";
        return (spelling + " " + order).strip();
    }

    private static boolean isInOrder(int[] places) {
        for (int column = 0; column < places.length; column++) {
            if (places[column] != column) {
                return false;
            }
        }
        return true;
    }

    private String missingAndUnknown(Row row, List<String> found, int[] places) {
        List<String> missing = new ArrayList<>();
        for (int column = 0; column < places.length; column++) {
            if (places[column] < 0) {
                missing.add(names.get(column));
            }
        }
        List<String> unknown = new ArrayList<>();
        for (String name : found) {
            if (names.stream().noneMatch(each -> plain(each).equals(plain(name)))) {
                unknown.add("'" + PrintableText.of(name) + "'");
            }
        }
        String counted = row.fieldCount == names.size()
                ? ""
                : "It has " + row.fieldCount + " names in place of " + names.size() + ".";
        String lost = missing.isEmpty() ? "" : " These are missing: " + String.join(", ", missing) + ".";
        String strange = unknown.isEmpty() ? "" : " These do not belong there: " + String.join(", ", unknown) + ".";
        return (counted + lost + strange).strip();
    }
}
