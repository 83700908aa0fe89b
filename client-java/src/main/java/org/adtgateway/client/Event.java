package org.adtgateway.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of one submission.
 *
 * @param cursor the position after this event in the feed; null in the history of a submission
 * @param fromStatus null for the first event
 * @param version of the submission after this event
 */
public record Event(
        @Nullable String cursor,
        EventType type,
        String submissionId,
        String partyId,
        FileType fileType,
        @Nullable SubmissionStatus fromStatus,
        SubmissionStatus toStatus,
        int version,
        Instant occurredAt,
        Actor actor,
        @Nullable String reason) {

    /**
     * Who did it.
     *
     * @param certificateSha256 SHA-256 of the transport certificate's DER, in hexadecimal
     */
    public record Actor(String partyId, String certificateSha256, String certificateSubject) {}
}
