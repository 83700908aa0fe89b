package org.adtgateway.checks.fileformat;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a spreadsheet, or a hand, makes of a label out of a closed list, such as the Service Reference Variants. */
final class EnumValueDamage {
    /** At its end a label may stand for more than one; never guess further. */
    private static final int MOST_GUESSES = 4;

    private static final Pattern DOTTED = Pattern.compile("[0-9]+(\\.[0-9]+)+");
    /** As no program writes a date. */
    private static final Pattern PLAIN_DOTTED = Pattern.compile("[1-9]?[0-9](\\.[1-9]?[0-9]){1,2}");
    /** Days since 1899-12-30, as spreadsheets count them, for the years 1982 to 2064. */
    private static final Pattern SERIAL = Pattern.compile("[3-5][0-9]{4}");

    private static final Pattern NUMERIC_DATE =
            Pattern.compile("([0-9]{1,4})[-/. ]([0-9]{1,2})(?:[-/. ]([0-9]{1,4}))?(?:[T ][0-9:.]+Z?)?");
    private static final Pattern NAMED_DATE = Pattern.compile(
            "(?:([0-9]{1,2})[-/. ]([A-Za-z]{3,9})|([A-Za-z]{3,9})[-/. ]([0-9]{1,2}))(?:[-/. ,]+([0-9]{2,4}))?");
    private static final Map<String, Integer> MONTHS = Map.ofEntries(
            Map.entry("jan", 1),
            Map.entry("feb", 2),
            Map.entry("mar", 3),
            Map.entry("apr", 4),
            Map.entry("may", 5),
            Map.entry("jun", 6),
            Map.entry("jul", 7),
            Map.entry("aug", 8),
            Map.entry("sep", 9),
            Map.entry("oct", 10),
            Map.entry("nov", 11),
            Map.entry("dec", 12));

    private EnumValueDamage() {}

    /** Returns whether a spreadsheet may take labels of this list for numbers. */
    static boolean areNumberLike(List<String> values) {
        return values.stream().anyMatch(value -> DOTTED.matcher(value).matches());
    }

    /** Returns what to do, as sentences; null if the text resembles no label. */
    static @Nullable String remedy(List<String> values, String text) {
        String plain = text.strip().replaceAll("[\"'\u2018-\u201F\u00A0]", "");
        for (String value : values) {
            if (value.equalsIgnoreCase(plain)) {
                return "Write it exactly as '" + value + "'.";
            }
        }
        if (values.contains(plain + "0")) {
            return "Perhaps '" + plain + "0': a spreadsheet that takes the label for a number drops its last zero.";
        }
        String shortened = plain.replaceAll("(\\.0+|0+)$", "");
        if (DOTTED.matcher(plain).matches() && values.contains(shortened)) {
            return "Perhaps '" + shortened + "', with zeros that a spreadsheet added.";
        }
        if (values.contains(plain.replace(',', '.'))) {
            return "Write it with dots, '" + plain.replace(',', '.') + "'.";
        }
        return date(values, plain);
    }

    private static @Nullable String date(List<String> values, String text) {
        Matcher numeric = NUMERIC_DATE.matcher(text);
        Matcher named = NAMED_DATE.matcher(text);
        List<String> guesses;
        if (SERIAL.matcher(text).matches()) {
            LocalDate day = LocalDate.of(1899, 12, 30).plusDays(number(text));
            guesses = guesses(values, day.getDayOfMonth(), day.getMonthValue(), day.getYear());
        } else if (numeric.matches() && !PLAIN_DOTTED.matcher(text).matches()) {
            guesses = guesses(values, number(numeric.group(1)), number(numeric.group(2)), number(numeric.group(3)));
        } else if (named.matches()) {
            String name = named.group(2) != null ? named.group(2) : named.group(3);
            Integer month = MONTHS.get(name.substring(0, 3).toLowerCase(Locale.ROOT));
            if (month == null) {
                return null;
            }
            int other = number(named.group(1) != null ? named.group(1) : named.group(4));
            guesses = guesses(values, other, month, number(named.group(5)));
        } else {
            return null;
        }
        return "A spreadsheet has made a date of the label."
                + (guesses.isEmpty() ? "" : " Perhaps '" + String.join("' or '", guesses) + "'.");
    }

    /** Returns the labels of the list that the parts of a date can have come from; a part that is absent is negative. */
    private static List<String> guesses(List<String> values, int first, int second, int third) {
        return values.stream()
                .filter(value -> isMadeOf(value.split("\\."), first, second, third))
                .limit(MOST_GUESSES)
                .toList();
    }

    private static boolean isMadeOf(String[] label, int first, int second, int third) {
        if (label.length == 2) {
            return isPair(label, first, second) || (third >= 0 && isPair(label, second, third));
        }
        if (label.length != 3 || third < 0) {
            return false;
        }
        // 6.2.1 becomes 06/02/2001: day, month and the end of the year, or the year first
        String[] start = {label[0], label[1]};
        String[] end = {label[1], label[2]};
        return (isPair(start, first, second) && is(label[2], third % 100))
                || (isPair(end, second, third) && is(label[0], first % 100));
    }

    private static boolean isPair(String[] label, int one, int other) {
        return (is(label[0], one) && is(label[1], other)) || (is(label[0], other) && is(label[1], one));
    }

    private static boolean is(String part, int number) {
        return part.equals(Integer.toString(number));
    }

    private static int number(@Nullable String digits) {
        return digits == null ? -1 : Integer.parseInt(digits);
    }
}
