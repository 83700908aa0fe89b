package org.adtgateway.server.evidence;

import java.time.Instant;
import java.util.UUID;
import org.adtgateway.api.Actor;
import org.adtgateway.api.EventType;
import org.adtgateway.api.SubmissionStatus;
import org.adtgateway.checks.fileformat.FileType;
import org.jspecify.annotations.Nullable;

/**
 * Records one transition of a submission.
 *
 * @param feedIndex its place in the one order of all events, from 0 without gaps; null until the sequencer has placed it
 * @param version of the submission after the transition, from 1
 * @param instalmentSha256 of the row results that came, hex
 */
public record Event(
        @Nullable Long feedIndex,
        EventType type,
        UUID submissionId,
        String partyId,
        FileType fileType,
        @Nullable SubmissionStatus fromStatus,
        SubmissionStatus toStatus,
        int version,
        Instant occurredAt,
        Actor actor,
        @Nullable String reason,
        @Nullable String instalmentSha256) {}
