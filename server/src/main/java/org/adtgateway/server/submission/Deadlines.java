package org.adtgateway.server.submission;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.DurationRange;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.adtgateway.api.SubmissionStatus;
import org.adtgateway.checks.fileformat.FileType;
import org.jspecify.annotations.Nullable;

/**
 * How long the DCC gives itself to decide a submission, for each file type; null where it sets no time. Nothing changes by itself when the time is
 * over: it is for people to see.
 */
public record Deadlines(
        @JsonProperty("ADT") @DurationRange(min = 1, max = 36_500 * 1440, unit = TimeUnit.MINUTES) @Nullable
        Duration adt,

        @JsonProperty("EXIT_QUARANTINE") @DurationRange(min = 1, max = 36_500 * 1440, unit = TimeUnit.MINUTES) @Nullable
        Duration exitQuarantine) {
    /** No times at all. */
    public static final Deadlines NONE = new Deadlines(null, null);

    /** Returns whether a submission in this state waits for the DCC. */
    public static boolean isOpen(SubmissionStatus status) {
        return switch (status) {
            case RECEIVED, PROCESSING -> true;
            case WITHDRAWN, COMPLETED, REJECTED -> false;
        };
    }

    /** Returns how long a file of this type may take. */
    public Optional<java.time.Duration> within(FileType type) {
        return Optional.ofNullable(
                        switch (type) {
                            case ADT -> adt;
                            case EXIT_QUARANTINE -> exitQuarantine;
                        })
                .map(Duration::toJavaDuration);
    }

    /** Returns by when an open submission is to be decided; null for any other, and where no time is set. */
    @Nullable
    Instant dueAt(Submission submission) {
        return isOpen(submission.status())
                ? within(submission.fileType())
                        .map(submission.receivedAt()::plus)
                        .orElse(null)
                : null;
    }

    /** Returns before when an open submission of this type must have been received to be overdue; 1970 where none is set. */
    Instant overdueBefore(FileType type, Instant now) {
        return within(type).map(now::minus).orElse(Instant.EPOCH);
    }
}
