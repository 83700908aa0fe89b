package org.adtgateway.server.submission;

import java.time.Instant;
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
            Event.Type type,
            SubmissionStatus from,
            Caller actor,
            Instant occurredAt,
            @Nullable String reason) {
        return new Event(
                null,
                type,
                submission.id(),
                submission.partyId(),
                submission.fileType().name(),
                from.name(),
                submission.status().name(),
                submission.version(),
                occurredAt,
                actor(actor),
                reason);
    }

    /** Who makes the call. */
    public static Event.Actor actor(Caller caller) {
        return new Event.Actor(
                caller.party().id(),
                caller.certificate().sha256(),
                caller.certificate().subject());
    }
}
