package org.adtgateway.checks.fileformat;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Recognises what spreadsheets make of values, and says how to undo it. Called for faulty values only. */
final class SpreadsheetDamage {
    private static final String AS_TEXT =
            " Format the column as Text before you type or import, so that the spreadsheet leaves it alone.";

    /** Characters of the longest value worth a look; it keeps the expressions below from being driven to slowness. */
    private static final int LONGEST = 120;

    private static final Pattern SIGNED = Pattern.compile("[+-][0-9]+");
    private static final Pattern SCIENTIFIC = Pattern.compile("[+-]?[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]{1,3}");
    private static final Pattern GROUPED =
            Pattern.compile("[0-9]{1,3}([,.' \u00A0\u2009\u202F][0-9]{3})+([.,][0-9]+)?");
    private static final Pattern DECIMAL = Pattern.compile("([0-9]+)[.,]0+");
    private static final Pattern HEX_16 = Pattern.compile("[0-9A-Fa-f]{16}");
    private static final Pattern HEX_PAIRS = Pattern.compile("[0-9A-Fa-f]{2}([ :._\u2010-\u2015-][0-9A-Fa-f]{2}){7}");
    private static final Pattern CURLY = Pattern.compile("[\u2018-\u201F\u00AB\u00BB]");
    /** Also the no-break and zero-width ones that web pages and documents put in. */
    private static final Pattern OUTER_SPACE =
            Pattern.compile("^[\\s\u00A0\u2007\u202F\u200B\uFEFF]+|[\\s\u00A0\u2007\u202F\u200B\uFEFF]+$");

    private SpreadsheetDamage() {}

    /** Returns what to do, as sentences; null if the value looks like no such damage. */
    static @Nullable String remedy(Column column, String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return null;
        }
        if (!column.values().isEmpty()) {
            String label = EnumValueDamage.remedy(column.values(), text);
            if (label != null) {
                return label + (EnumValueDamage.areNumberLike(column.values()) ? AS_TEXT : "");
            }
        }
        String form = switch (column.type()) {
            case INTEGER -> number(text);
            case DATETIME -> DateTimeDamage.remedy(text);
            case STRING -> column.pattern() == null ? null : label(column, text);
        };
        return form != null ? form : surroundings(text);
    }

    /** Returns what to do about a row with the wrong number of fields; null if nothing special is seen. */
    static @Nullable String remedyOfCount(Row row) {
        String first = row.keptFields() == 0 ? "" : row.text(0);
        if (row.fieldCount == 1 && (first.contains(";") || first.contains("\t"))) {
            return "Separate the values by commas; a spreadsheet with another regional setting writes semicolons or tabs.";
        }
        return null;
    }

    /** Returns what to do about a number with a sign, which is refused as if it were a formula; null if it is none. */
    static @Nullable String remedyOfSign(Column column, String text) {
        return column.type() == Column.Type.INTEGER && SIGNED.matcher(text).matches()
                ? "Write a whole number without a sign."
                : null;
    }

    private static @Nullable String surroundings(String text) {
        if (CURLY.matcher(text).find()) {
            return "Remove the curly quotes; where a value needs quotes, CSV knows only the straight one (\").";
        }
        String trimmed = OUTER_SPACE.matcher(text).replaceAll("");
        if (trimmed.length() < text.length()) {
            return "Remove the spaces before and after the value.";
        }
        return null;
    }

    private static @Nullable String number(String text) {
        if (SCIENTIFIC.matcher(text).matches()) {
            return "The spreadsheet wrote the number in scientific notation; write its digits in full, such as 5000."
                    + " Digits that were rounded away must be looked up again.";
        }
        var decimal = DECIMAL.matcher(text);
        if (decimal.matches() && !GROUPED.matcher(text).matches()) {
            return "Write it without decimal places, '" + decimal.group(1) + "'.";
        }
        if (GROUPED.matcher(text).matches()) {
            String digits = text.replaceAll("([.,][0-9]{1,2})$", "").replaceAll("[^0-9]", "");
            return "Write it without thousands separators, '" + digits + "'.";
        }
        return null;
    }

    private static @Nullable String label(Column column, String text) {
        if (SCIENTIFIC.matcher(text).matches()) {
            return "The spreadsheet took it for a number and wrote that in scientific notation, and digits are lost: copy it again from its"
                    + " source." + AS_TEXT;
        }
        if (HEX_16.matcher(text).matches() && accepts(column, hyphenated(text))) {
            return "The hyphens are missing; write '" + hyphenated(text) + "'.";
        }
        if (HEX_PAIRS.matcher(text).matches() && accepts(column, hyphenated(text.replaceAll("[^0-9A-Fa-f]", "")))) {
            return "The pairs need hyphens between them; write '" + hyphenated(text.replaceAll("[^0-9A-Fa-f]", ""))
                    + "'.";
        }
        List<String> parts = List.of(text.split(":", -1));
        if (parts.size() == 3
                && parts.stream().anyMatch(part -> HEX_16.matcher(part).matches())) {
            return "The hyphens of an EUI-64 are missing: eight pairs of hexadecimal digits, such as 70-B3-D5-1F-30-00-A0-01.";
        }
        if (parts.size() == 3 && SCIENTIFIC.matcher(parts.get(2)).matches()) {
            return "The counter stands in scientific notation, and digits are lost: copy the value again from its source."
                    + AS_TEXT;
        }
        if (GROUPED.matcher(text).matches()) {
            return "Write it without separators between the digits." + AS_TEXT;
        }
        if (DECIMAL.matcher(text).matches()) {
            return "Write it without decimal places." + AS_TEXT;
        }
        return null;
    }

    private static boolean accepts(Column column, String text) {
        return column.pattern() != null && Pattern.matches(column.pattern(), text);
    }

    /** Hyphens after each second digit. */
    private static String hyphenated(String digits) {
        return digits.replaceAll("(..)(?!$)", "$1-");
    }
}
