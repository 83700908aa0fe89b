package org.adtgateway.server.decision;

import jakarta.ws.rs.core.Response;
import org.adtgateway.api.OperationsApi;
import org.adtgateway.api.dto.OutcomeRequestDto;
import org.adtgateway.server.delivery.Submissions;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.submission.Responses;
import org.adtgateway.server.submission.Submission;
import org.adtgateway.server.submission.SubmissionDtoMapper;
import org.adtgateway.server.submission.SubmissionReader;

/** What the operator does with submissions, over HTTP. */
public final class DecisionResource implements OperationsApi {
    private final ClaimsAndOutcomes decisions;
    private final SubmissionReader store;

    public DecisionResource(ClaimsAndOutcomes decisions, SubmissionReader store) {
        this.decisions = decisions;
        this.store = store;
    }

    @Override
    public Response claimSubmission(Caller caller, String id) {
        Submission claimed = decisions.claim(caller, SubmissionDtoMapper.id(id));
        return Responses.changed(new Submissions.Receipted(claimed, false), store);
    }

    @Override
    public Response recordOutcome(Caller caller, String id, OutcomeRequestDto outcome) {
        return Responses.changed(
                decisions.decide(
                        caller,
                        SubmissionDtoMapper.id(id),
                        SubmissionDtoMapper.kind(outcome),
                        outcome.getReason(),
                        SubmissionDtoMapper.rows(outcome)),
                store);
    }
}
