package org.adtgateway.server.decision;

import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.adtgateway.api.ClaimRequest;
import org.adtgateway.api.DecisionApi;
import org.adtgateway.api.OutcomeRequest;
import org.adtgateway.api.ReleaseRequest;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.submission.ActResult;
import org.adtgateway.server.submission.Submission;
import org.adtgateway.server.submission.SubmissionReader;
import org.adtgateway.server.submission.SubmissionResponses;
import org.jspecify.annotations.Nullable;

/** What the operator does with submissions, over HTTP. */
public final class DecisionResource implements DecisionApi {
    private final ClaimsAndOutcomes decisions;
    private final SubmissionReader reader;

    public DecisionResource(ClaimsAndOutcomes decisions, SubmissionReader reader) {
        this.decisions = decisions;
        this.reader = reader;
    }

    @Override
    public Response claimSubmission(Caller caller, String id, @Nullable ClaimRequest claim) {
        String note = claim == null ? null : claim.note();
        Submission claimed = decisions.claim(caller, UUID.fromString(id), note);
        return SubmissionResponses.changed(new ActResult(claimed, false), reader);
    }

    @Override
    public Response releaseClaim(Caller caller, String id, ReleaseRequest release) {
        Submission released = decisions.release(caller, UUID.fromString(id), release.reason());
        return SubmissionResponses.changed(new ActResult(released, false), reader);
    }

    @Override
    public Response recordOutcome(Caller caller, String id, OutcomeRequest outcome) {
        return SubmissionResponses.changed(decisions.decide(caller, UUID.fromString(id), outcome), reader);
    }
}
