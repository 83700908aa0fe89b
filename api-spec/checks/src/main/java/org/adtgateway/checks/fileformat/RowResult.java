package org.adtgateway.checks.fileformat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of a row of an Exit Quarantine file.
 *
 * @param at when it was done, to the second; null where the DCC did not say
 * @param note for the owner of the file; empty for none
 */
public record RowResult(Outcome outcome, @Nullable Instant at, String note) {

    /** The outcomes that the contract knows. Their order is that of their codes in the store. */
    public enum Outcome {
        RELEASED,
        DELETED,
        ALREADY_ACTIONED,
        NOT_IN_QUARANTINE
    }

    /** Returns the result as a person reads it. */
    @Override
    public String toString() {
        return outcome + (at == null ? "" : " at " + at) + (note.isEmpty() ? "" : ", '" + note + "'");
    }
}
