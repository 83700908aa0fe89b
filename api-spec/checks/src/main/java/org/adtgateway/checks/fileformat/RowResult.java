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

    /** The outcomes that the contract knows. */
    public enum Outcome {
        RELEASED(1),
        DELETED(2),
        ALREADY_ACTIONED(3),
        NOT_IN_QUARANTINE(4);

        private final int code;

        Outcome(int code) {
            this.code = code;
        }

        /** Returns the number under which it is stored, from 1; it never changes. */
        public int code() {
            return code;
        }

        /** Returns the outcome of a {@link #code}. */
        public static Outcome ofCode(int code) {
            for (Outcome each : values()) {
                if (each.code == code) {
                    return each;
                }
            }
            throw new IllegalArgumentException("no outcome has the code " + code);
        }
    }

    /** Returns the result as a person reads it. */
    @Override
    public String toString() {
        return outcome + (at == null ? "" : " at " + at) + (note.isEmpty() ? "" : ", '" + note + "'");
    }
}
