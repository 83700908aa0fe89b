package org.adtgateway.checks.fileformat;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a file may hold; how many bytes it may have is the receiver's to limit. Settings left out have their defaults.
 *
 * @param maxRows rows of data, from 1 to 10,000,000; 1,000,000. A check needs about 45 bytes of memory for each
 * @param maxFieldLength bytes of one field, at most {@code maxLineLength}; 4,096
 * @param maxLineLength bytes of one row, its line endings included, from 256 to 1,048,576; 16,384
 * @param maxViolations that a report holds in full, from 1 to 100,000; 1,000. All are counted
 */
public record FileLimits(int maxRows, int maxFieldLength, int maxLineLength, int maxViolations) {

    public FileLimits {
        requireWithin("maxRows", maxRows, 1, 10_000_000);
        requireWithin("maxLineLength", maxLineLength, 256, 1 << 20);
        requireWithin("maxFieldLength", maxFieldLength, 64, maxLineLength);
        requireWithin("maxViolations", maxViolations, 1, 100_000);
    }

    /** As a configuration file states them; null stands for the default. */
    @JsonCreator
    public static FileLimits of(
            @JsonProperty("maxRows") @Nullable Integer maxRows,
            @JsonProperty("maxFieldLength") @Nullable Integer maxFieldLength,
            @JsonProperty("maxLineLength") @Nullable Integer maxLineLength,
            @JsonProperty("maxViolations") @Nullable Integer maxViolations) {
        return new FileLimits(
                Objects.requireNonNullElse(maxRows, 1_000_000),
                Objects.requireNonNullElse(maxFieldLength, 4_096),
                Objects.requireNonNullElse(maxLineLength, 16_384),
                Objects.requireNonNullElse(maxViolations, 1_000));
    }

    public static FileLimits defaults() {
        return of(null, null, null, null);
    }

    private static void requireWithin(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be from " + least + " to " + most + ", not " + value);
        }
    }
}
