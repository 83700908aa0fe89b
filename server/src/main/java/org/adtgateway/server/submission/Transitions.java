package org.adtgateway.server.submission;

import java.time.Instant;
import org.adtgateway.server.evidence.Event;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.Caller;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Carries out transitions, each with its event, in one statement. */
public final class Transitions {
    private Transitions() {}

    /** Returns false, and changes nothing, where the submission is in another state by now. */
    public static boolean apply(
            Handle handle,
            Submission submission,
            Transition transition,
            Caller actor,
            Instant now,
            @Nullable String reason) {
        Event event = EventFactory.of(
                submission.after(transition, now), transition.event(), transition.from(), actor, now, reason);
        return new SubmissionDao(handle).change(submission.id(), transition.from(), transition.to(), now, event);
    }

    /** Returns the refusal for a submission that was found in a state from which the transition does not start. */
    public static ProblemException refusal(Transition transition, Submission found) {
        return new ProblemException(
                        transition.refusal(),
                        "Submission " + found.id() + " is " + found.status() + " since " + found.changedAt()
                                + "; only one that is " + transition.from() + " can be " + participle(transition)
                                + ". Its events say who changed it.")
                .with(problem -> problem.submissionId(found.id().toString()).currentStatus(found.status()));
    }

    private static String participle(Transition transition) {
        return switch (transition) {
            case WITHDRAW -> "withdrawn";
            case CLAIM -> "claimed";
            case RELEASE -> "released";
            case COMPLETE, REJECT -> "decided";
        };
    }
}
