package org.adtgateway.checks.fileformat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.YearMonth;

/** Date-times of the one form {@code 2026-11-23T09:00:00Z} (RFC 3339 without fraction and offset). */
final class UtcDateTime {
    private static final String FORM = "0000-00-00T00:00:00Z";

    private UtcDateTime() {}

    /** Returns whether every digit and every separator is in its place, whatever date that makes. */
    static boolean hasForm(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return hasForm(bytes, 0, bytes.length);
    }

    private static boolean hasForm(byte[] bytes, int from, int to) {
        if (to - from != FORM.length()) {
            return false;
        }
        for (int i = 0; i < FORM.length(); i++) {
            char expected = FORM.charAt(i);
            byte found = bytes[from + i];
            if (expected == '0' ? found < '0' || found > '9' : found != expected) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the field holds one; leaves its seconds since 1970 as the column's value. */
    static boolean isIn(Row row, int column) {
        byte[] bytes = row.bytes;
        int from = row.from(column);
        if (!hasForm(bytes, from, row.to(column))) {
            return false;
        }
        int year = (int) DecimalParser.value(bytes, from, from + 4);
        int month = (int) DecimalParser.value(bytes, from + 5, from + 7);
        int day = (int) DecimalParser.value(bytes, from + 8, from + 10);
        long hour = DecimalParser.value(bytes, from + 11, from + 13);
        long minute = DecimalParser.value(bytes, from + 14, from + 16);
        long second = DecimalParser.value(bytes, from + 17, from + 19);
        if (month < 1
                || month > 12
                || day < 1
                || day > YearMonth.of(year, month).lengthOfMonth()) {
            return false;
        }
        row.value[column] = ((LocalDate.of(year, month, day).toEpochDay() * 24 + hour) * 60 + minute) * 60 + second;
        return hour < 24 && minute < 60 && second < 60;
    }
}
