package org.adtgateway.adt;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes times for people: to the second, in the time of their machine with its zone, or in UTC where that is asked for. */
final class Times {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT);

    private Times() {}

    static String local(Instant time, ZoneId zone) {
        return zone.equals(ZoneOffset.UTC) ? UTC.format(time.atZone(zone)) : FORM.format(time.atZone(zone));
    }

    static String day(Instant time, ZoneId zone) {
        return DAY.format(time.atZone(zone));
    }
}
