package org.adtgateway.server.submission;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.adtgateway.api.SubmissionsApi;
import org.adtgateway.api.dto.ActKindDto;
import org.adtgateway.api.dto.EventListDto;
import org.adtgateway.api.dto.FileTypeDto;
import org.adtgateway.api.dto.SubmissionStatusDto;
import org.adtgateway.fileformat.FileFormats;
import org.adtgateway.server.http.Multipart;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.submission.SubmissionStore.ActKind;
import org.jspecify.annotations.Nullable;

/** Submissions over HTTP: converts, calls, converts back. */
public final class SubmissionsResource implements SubmissionsApi {
    private final Submissions submissions;
    private final DryRun dryRun;
    private final Withdrawals withdrawals;
    private final SubmissionStore store;
    private final Waiting waiting;
    private final FileFormats formats;

    public SubmissionsResource(
            Submissions submissions,
            DryRun dryRun,
            Withdrawals withdrawals,
            SubmissionStore store,
            Waiting waiting,
            FileFormats formats) {
        this.submissions = submissions;
        this.dryRun = dryRun;
        this.withdrawals = withdrawals;
        this.store = store;
        this.waiting = waiting;
        this.formats = formats;
    }

    @Override
    public Response validateFile(Caller caller, Multipart form) {
        // as JSON or CSV, as the caller accepts
        return Response.ok(ReportDtos.of(dryRun.validate(caller, Multipart.of(form)), formats))
                .build();
    }

    @Override
    public Response submitFile(Caller caller, Multipart form) {
        return Replies.submitted(submissions.submit(caller, Multipart.of(form)), store);
    }

    @Override
    public CompletionStage<Response> getSubmission(
            Caller caller, String id, @Nullable String ifNoneMatch, @Nullable String prefer) {
        UUID submissionId = SubmissionDtos.id(id);
        return waiting.until(
                submissionId,
                ifNoneMatch == null ? null : prefer,
                () -> store.find(caller, submissionId),
                submission -> !Replies.matches(ifNoneMatch, submission),
                submission -> Replies.unlessMatching(ifNoneMatch, submission, store));
    }

    @Override
    public Response listSubmissions(
            Caller caller,
            @Nullable FileTypeDto fileType,
            @Nullable SubmissionStatusDto status,
            @Nullable String userId,
            @Nullable String clientReference,
            @Nullable Instant receivedFrom,
            @Nullable Instant receivedBefore,
            @Nullable String partyId,
            Integer limit,
            @Nullable String cursor) {
        SubmissionFilter filter = SubmissionDtos.filter(
                caller, fileType, status, userId, clientReference, receivedFrom, receivedBefore, partyId);
        return Replies.page(store.list(filter.from(cursor), limit), filter, limit);
    }

    @Override
    public Response listSubmissionEvents(Caller caller, String id) {
        return Replies.json(new EventListDto()
                .events(store.history(caller, SubmissionDtos.id(id)).stream()
                        .map(SubmissionDtos::of)
                        .toList()));
    }

    @Override
    public Response downloadFile(Caller caller, String id) {
        Submission submission = store.find(caller, SubmissionDtos.id(id));
        store.requireContent(submission);
        StreamingOutput bytes = target -> store.writeFile(submission.id(), target);
        return Replies.download(
                "text/csv", bytes, submission.fileSize(), submission.fileSha256(), submission.id() + ".csv");
    }

    @Override
    public Response downloadSignature(Caller caller, String id, @Nullable ActKindDto of) {
        Submission submission = store.find(caller, SubmissionDtos.id(id));
        byte[] signature = store.signature(submission, ActKind.valueOf(String.valueOf(of)));
        return Replies.download("application/pkcs7-signature", signature, submission.id() + ".p7s");
    }

    @Override
    public Response downloadReceipt(Caller caller, String id, @Nullable ActKindDto of) {
        Submission submission = store.find(caller, SubmissionDtos.id(id));
        byte[] receipt = store.receipt(submission, ActKind.valueOf(String.valueOf(of)));
        return Replies.download("application/pkcs7-mime", receipt, submission.id() + ".p7m");
    }

    @Override
    public Response withdrawSubmission(Caller caller, String id, Multipart form) {
        UUID submission = SubmissionDtos.id(id);
        return Replies.changed(withdrawals.withdraw(caller, submission, Multipart.of(form)), store);
    }

    @Override
    public Response downloadWithdrawal(Caller caller, String id) {
        Submission submission = store.find(caller, SubmissionDtos.id(id));
        return Replies.download("application/json", store.instruction(submission), submission.id() + ".json");
    }
}
