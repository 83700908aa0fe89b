package org.adtgateway.server.submission;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.ValidationMethod;
import java.time.Instant;
import java.util.Optional;
import org.adtgateway.api.SubmissionStatus;
import org.adtgateway.checks.fileformat.FileType;
import org.jspecify.annotations.Nullable;

/**
 * How long the DCC gives itself to decide a submission, for each file type; null where it sets no time. Nothing changes by itself when the time is
 * over: it is for people to see.
 */
public record Deadlines(
        @JsonProperty("ADT") @Nullable Duration adt,
        @JsonProperty("EXIT_QUARANTINE") @Nullable Duration exitQuarantine) {
    private static final String RANGE = " must be between 1 minute and 36500 days";
    private static final java.time.Duration MIN = java.time.Duration.ofMinutes(1);
    private static final java.time.Duration MAX = java.time.Duration.ofDays(36_500);

    /** No times at all. */
    public static final Deadlines NONE = new Deadlines(null, null);

    // named as in the configuration, which a constraint of the component would not be
    @JsonIgnore
    @ValidationMethod(message = ".ADT" + RANGE)
    public boolean isAdtWithinRange() {
        return isWithinRange(FileType.ADT);
    }

    @JsonIgnore
    @ValidationMethod(message = ".EXIT_QUARANTINE" + RANGE)
    public boolean isExitQuarantineWithinRange() {
        return isWithinRange(FileType.EXIT_QUARANTINE);
    }

    private boolean isWithinRange(FileType type) {
        return within(type)
                .map(time -> time.compareTo(MIN) >= 0 && time.compareTo(MAX) <= 0)
                .orElse(true);
    }

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
