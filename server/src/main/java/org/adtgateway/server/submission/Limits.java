package org.adtgateway.server.submission;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.DataSizeRange;
import io.dropwizard.validation.DurationRange;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Limits the sizes of what a call carries and the age of signatures. All are enforced while streaming and shown by {@code GET /v1/me}. Settings left out have
 * their defaults.
 *
 * @param maxFileSize of a submitted file; 128 MiB, as one of 1,000,000 rows has 70 to 95 MB
 * @param maxSignatureSize of a detached signature; 64 KiB
 * @param maxInstructionSize of a withdrawal instruction; 16 KiB
 * @param maxJsonSize of a JSON body, which only outcomes with many rows come near; 16 MiB
 * @param maxSigningAge how long after the signing time an act is taken; 7 days
 * @param maxSigningAhead how far the signer's clock may run ahead of ours; 5 minutes
 */
public record Limits(
        @JsonProperty("maxFileSize") @DataSizeRange(min = 1, max = 4L << 30)
        DataSize maxFileSize,

        @JsonProperty("maxSignatureSize") @DataSizeRange(min = 1, max = 16 << 20)
        DataSize maxSignatureSize,

        @JsonProperty("maxInstructionSize") @DataSizeRange(min = 1, max = 1 << 20)
        DataSize maxInstructionSize,

        @JsonProperty("maxJsonSize") @DataSizeRange(min = 1, max = 1 << 30)
        DataSize maxJsonSize,

        @JsonProperty("maxSigningAge") @DurationRange(min = 1, max = 3650 * 1440, unit = TimeUnit.MINUTES)
        Duration maxSigningAge,

        @JsonProperty("maxSigningAhead") @DurationRange(min = 1, max = 86_400, unit = TimeUnit.SECONDS)
        Duration maxSigningAhead) {

    /** Submissions on a page of a list, at most. */
    public static final int MAX_PAGE = 200;

    /** Rows that an outcome itself may report. */
    public static final int MAX_ROW_OUTCOMES = 1000;

    public Limits(
            @Nullable DataSize maxFileSize,
            @Nullable DataSize maxSignatureSize,
            @Nullable DataSize maxInstructionSize,
            @Nullable DataSize maxJsonSize,
            @Nullable Duration maxSigningAge,
            @Nullable Duration maxSigningAhead) {
        this.maxFileSize = Objects.requireNonNullElse(maxFileSize, DataSize.mebibytes(128));
        this.maxSignatureSize = Objects.requireNonNullElse(maxSignatureSize, DataSize.kibibytes(64));
        this.maxInstructionSize = Objects.requireNonNullElse(maxInstructionSize, DataSize.kibibytes(16));
        this.maxJsonSize = Objects.requireNonNullElse(maxJsonSize, DataSize.mebibytes(16));
        this.maxSigningAge = Objects.requireNonNullElse(maxSigningAge, Duration.days(7));
        this.maxSigningAhead = Objects.requireNonNullElse(maxSigningAhead, Duration.minutes(5));
    }

    /**
     * Returns the size up to which a file is read, in bytes. It is not below what earlier configurations allow by default, as a file above
     * {@code maxFileSize} may repeat an act that was accepted when that was higher, which is known only once it is read.
     */
    public long largestFileRead() {
        return Math.max(maxFileSize.toBytes(), DataSize.mebibytes(128).toBytes());
    }

    /** Returns the same for a signature. */
    public long largestSignatureRead() {
        return Math.max(maxSignatureSize.toBytes(), DataSize.kibibytes(64).toBytes());
    }

    public static Limits defaults() {
        return new Limits(null, null, null, null, null, null);
    }
}
