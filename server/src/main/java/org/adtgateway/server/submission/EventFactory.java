package org.adtgateway.server.submission;

import java.time.Instant;
import org.adtgateway.api.Actor;
import org.adtgateway.api.EventType;
import org.adtgateway.api.SubmissionStatus;
import org.adtgateway.server.evidence.Event;
import org.adtgateway.server.identity.Caller;
import org.jspecify.annotations.Nullable;

/** Makes the event of a transition. */
public final class EventFactory {
    private EventFactory() {}

    /**
     * Describes a transition.
     *
     * @param submission as it is after the transition
     */
    static Event of(
            Submission submission,
            EventType type,
            SubmissionStatus from,
            Caller actor,
            Instant occurredAt,
            @Nullable String reason,
            @Nullable String instalmentSha256) {
        return new Event(
                null,
                type,
                submission.id(),
                submission.partyId(),
                submission.fileType(),
                from,
                submission.status(),
                submission.version(),
                occurredAt,
                actor(actor),
                reason,
                instalmentSha256);
    }

    /** Returns who makes the call. */
    public static Actor actor(Caller caller) {
        return new Actor(
                caller.party().id(),
                caller.certificate().sha256(),
                caller.certificate().subject());
    }
}
