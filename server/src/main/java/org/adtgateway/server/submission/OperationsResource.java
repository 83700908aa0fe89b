package org.adtgateway.server.submission;

import jakarta.ws.rs.core.Response;
import org.adtgateway.api.OperationsApi;
import org.adtgateway.api.dto.OutcomeRequestDto;
import org.adtgateway.server.identity.Caller;

/** What the operator does with submissions, over HTTP. */
public final class OperationsResource implements OperationsApi {
    private final Decisions decisions;
    private final SubmissionStore store;

    public OperationsResource(Decisions decisions, SubmissionStore store) {
        this.decisions = decisions;
        this.store = store;
    }

    @Override
    public Response claimSubmission(Caller caller, String id) {
        Submission claimed = decisions.claim(caller, SubmissionDtos.id(id));
        return Replies.changed(new Submissions.Receipted(claimed, false), store);
    }

    @Override
    public Response recordOutcome(Caller caller, String id, OutcomeRequestDto outcome) {
        return Replies.changed(
                decisions.decide(
                        caller,
                        SubmissionDtos.id(id),
                        SubmissionDtos.kind(outcome),
                        outcome.getReason(),
                        SubmissionDtos.rows(outcome)),
                store);
    }
}
