package org.adtgateway.server.submission;

import java.time.Instant;
import java.util.Optional;
import org.adtgateway.server.evidence.Event;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.Caller;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Carries out transitions, each with its event, in one statement. */
public final class Transitions {
    private Transitions() {}

    /**
     * Carries out a transition.
     *
     * @return the submission as it is then; nothing, with nothing changed, where it is in another state by now
     */
    public static Optional<Submission> apply(
            Handle handle,
            Submission submission,
            Transition transition,
            Caller actor,
            Instant now,
            @Nullable String reason) {
        return apply(handle, submission, transition, actor, now, reason, null);
    }

    /**
     * Carries out the transition that an instalment of row results is, with its digest in the event.
     *
     * @param submission as it is while this transaction has it locked
     */
    public static Optional<Submission> reportRows(
            Handle handle, Submission submission, Caller actor, Instant now, String instalmentSha256) {
        return apply(handle, submission, Transition.REPORT_ROWS, actor, now, null, instalmentSha256);
    }

    /**
     * Locks a submission until the end of the transaction, and returns it as it is now: for a transition that depends on more than the state.
     *
     * @param submission as it was read before
     */
    public static Submission lock(Handle handle, Submission submission) {
        return new SubmissionDao(handle).lock(submission);
    }

    private static Optional<Submission> apply(
            Handle handle,
            Submission submission,
            Transition transition,
            Caller actor,
            Instant now,
            @Nullable String reason,
            @Nullable String instalmentSha256) {
        Event event = EventFactory.of(
                submission.after(transition, submission.version() + 1, now),
                transition.event(),
                transition.from(),
                actor,
                now,
                reason,
                instalmentSha256);
        // another claim may have been made and released since the submission was read, which raised its version
        return new SubmissionDao(handle)
                .change(submission.id(), transition.from(), transition.to(), now, event)
                .map(version -> submission.after(transition, version, now));
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
            case REPORT_ROWS -> "given results of rows";
            case COMPLETE, REJECT -> "decided";
        };
    }
}
