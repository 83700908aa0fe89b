package org.adtgateway.server.submission;

import java.time.Instant;
import org.adtgateway.server.evidence.Event;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.submission.SubmissionStatus.Move;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Makes one move of the transition table, with its event, in one statement. */
public final class Transitions {
    private Transitions() {}

    /** Returns false when it is in another state by now and nothing was changed. */
    public static boolean make(
            Handle handle, Submission submission, Move move, Caller actor, Instant now, @Nullable String reason) {
        Event event = EventFactory.of(submission.moved(move, now), move.event(), move.from(), actor, now, reason);
        return new SubmissionDao(handle).move(submission.id(), move.from(), move.to(), now, event);
    }

    /** The refusal for a submission that was found in a state from which the move does not start. */
    public static ProblemException refusal(Move move, Submission found) {
        return new ProblemException(
                        move.refusal(),
                        "Submission " + found.id() + " is " + found.status() + " since " + found.changedAt() + "; only "
                                + (move.from() == SubmissionStatus.RECEIVED ? "a RECEIVED" : "a PROCESSING")
                                + " one can be " + verb(move) + ". Its events say who moved it.")
                .with("submissionId", found.id())
                .with("currentStatus", found.status());
    }

    private static String verb(Move move) {
        return switch (move) {
            case WITHDRAW -> "withdrawn";
            case CLAIM -> "claimed";
            case COMPLETE, REJECT -> "decided";
        };
    }
}
