package org.adtgateway.server.fileformat;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.DataSize;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a file may hold; how many bytes it may have is the receiver's to limit. Settings left out have their defaults.
 *
 * @param maxRows rows of data, from 1 to 10,000,000; 1,000,000. A check needs about 40 bytes of memory for each
 * @param maxRowSize of one row, its line end included, from 256 bytes to 1 MiB; 16 KiB
 * @param maxFieldSize of one field, at most {@code maxRowSize}; 4 KiB
 * @param maxViolations that a report holds in full, from 1 to 100,000; 1,000. All are counted
 */
public record FileLimits(int maxRows, DataSize maxRowSize, DataSize maxFieldSize, int maxViolations) {

    public FileLimits {
        requireWithin("maxRows", maxRows, 1, 10_000_000);
        requireWithin("maxRowSize", maxRowSize.toBytes(), 256, 1 << 20);
        requireWithin("maxFieldSize", maxFieldSize.toBytes(), 64, maxRowSize.toBytes());
        requireWithin("maxViolations", maxViolations, 1, 100_000);
    }

    /** As a configuration file states them; null stands for the default. */
    @JsonCreator
    public static FileLimits of(
            @JsonProperty("maxRows") @Nullable Integer maxRows,
            @JsonProperty("maxRowSize") @Nullable DataSize maxRowSize,
            @JsonProperty("maxFieldSize") @Nullable DataSize maxFieldSize,
            @JsonProperty("maxViolations") @Nullable Integer maxViolations) {
        return new FileLimits(
                Objects.requireNonNullElse(maxRows, 1_000_000),
                Objects.requireNonNullElse(maxRowSize, DataSize.kibibytes(16)),
                Objects.requireNonNullElse(maxFieldSize, DataSize.kibibytes(4)),
                Objects.requireNonNullElse(maxViolations, 1_000));
    }

    public static FileLimits defaults() {
        return of(null, null, null, null);
    }

    private static void requireWithin(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be from " + least + " to " + most + ", not " + value);
        }
    }
}
