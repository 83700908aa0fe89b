package org.adtgateway.server.evidence;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Records one transition of a submission.
 *
 * @param feedIndex its place in the one order of all events, from 0 without gaps; null until the sequencer has placed it
 * @param version of the submission after the transition, from 1
 */
public record Event(
        @Nullable Long feedIndex,
        Type type,
        UUID submissionId,
        String partyId,
        String fileType,
        @Nullable String fromStatus,
        String toStatus,
        int version,
        Instant occurredAt,
        Actor actor,
        @Nullable String reason) {
    /** What happened. */
    public enum Type {
        RECEIVED,
        WITHDRAWN,
        CLAIMED,
        COMPLETED,
        REJECTED
    }

    /** Who did it: the Party and the transport certificate that it used. */
    public record Actor(String partyId, String certificateSha256, String certificateSubject) {}
}
