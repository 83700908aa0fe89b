package org.adtgateway.adt;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people type them: {@code 90s}, {@code 30m}, {@code 24h}. */
final class DurationConverter {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,6})([smh])");

    private DurationConverter() {}

    static Duration parse(String text, Duration longest) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new UsageException("Not a time: '" + text + "'; write 90s, 30m or 24h");
        }
        long number = Long.parseLong(matcher.group(1));
        Duration duration = switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
        return duration.compareTo(longest) > 0 ? longest : duration;
    }
}
