package org.adtgateway.checks.fileformat;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Date-times in other forms than the one that a file must have. */
final class DateTimeDamage {
    private static final String FORM =
            " Write it as 2026-11-23T09:00:00Z: year, month and day, a T, the time in UTC, a Z.";

    private static final Pattern LOCAL = Pattern.compile("[0-9]{1,2}[-/. ][0-9A-Za-z]{1,9}[-/. ][0-9]{2,4}.*");
    private static final Pattern ISO_WITHOUT_Z =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?");
    private static final Pattern ISO_WITH_OFFSET = Pattern.compile(ISO_WITHOUT_Z.pattern() + "[+-][0-9]{2}:?[0-9]{2}");
    private static final Pattern ISO_WITH_Z = Pattern.compile(ISO_WITHOUT_Z.pattern() + "[Zz]");
    private static final Pattern DATE_ONLY = Pattern.compile("[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}");
    private static final Pattern SERIAL = Pattern.compile("[0-9]{5}([.,][0-9]+)?");

    private DateTimeDamage() {}

    /** Returns what to do, as sentences; null if the text resembles no date. */
    static @Nullable String remedy(String text) {
        if (UtcDateTime.hasForm(text)) {
            return "There is no such date or time; look at the month, the day and the hour.";
        }
        if (ISO_WITH_OFFSET.matcher(text).matches()) {
            return "Convert it to UTC and end it with Z in place of the offset." + FORM;
        }
        if (ISO_WITH_Z.matcher(text).matches()) {
            return "Give seconds, without a fraction, and capital T and Z." + FORM;
        }
        if (ISO_WITHOUT_Z.matcher(text).matches()) {
            return "The time zone is missing: convert it to UTC and end it with Z." + FORM;
        }
        if (DATE_ONLY.matcher(text).matches()) {
            return "The time is missing." + FORM;
        }
        if (LOCAL.matcher(text).matches()) {
            return "A spreadsheet wrote the date in its local form; in summer, local time is an hour ahead of UTC."
                    + FORM;
        }
        if (SERIAL.matcher(text).matches()) {
            return "A spreadsheet wrote the date as its count of days." + FORM;
        }
        return null;
    }
}
