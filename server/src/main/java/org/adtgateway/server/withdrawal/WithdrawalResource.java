package org.adtgateway.server.withdrawal;

import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.adtgateway.api.WithdrawalApi;
import org.adtgateway.server.http.Multipart;
import org.adtgateway.server.http.Responses;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.submission.Submission;
import org.adtgateway.server.submission.SubmissionReader;
import org.adtgateway.server.submission.SubmissionResponses;

/** Withdraws submissions: converts, calls, converts back. */
public final class WithdrawalResource implements WithdrawalApi {
    private final Withdrawals withdrawals;
    private final SubmissionReader reader;

    public WithdrawalResource(Withdrawals withdrawals, SubmissionReader reader) {
        this.withdrawals = withdrawals;
        this.reader = reader;
    }

    @Override
    public Response withdrawSubmission(Caller caller, String id, Multipart form) {
        UUID submission = UUID.fromString(id);
        return SubmissionResponses.changed(withdrawals.withdraw(caller, submission, Multipart.of(form)), reader);
    }

    @Override
    public Response downloadWithdrawal(Caller caller, String id) {
        Submission submission = reader.find(caller, UUID.fromString(id));
        return Responses.download("application/json", reader.instruction(submission), submission.id() + ".json");
    }
}
