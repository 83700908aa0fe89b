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
import org.adtgateway.checks.fileformat.FileFormats;
import org.adtgateway.server.act.ReportDtoMapper;
import org.adtgateway.server.delivery.Submissions;
import org.adtgateway.server.delivery.Validation;
import org.adtgateway.server.http.Multipart;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.longpoll.LongPolling;
import org.adtgateway.server.submission.SubmissionReader.ActKind;
import org.adtgateway.server.withdrawal.Withdrawals;
import org.jspecify.annotations.Nullable;

/** Submissions over HTTP: converts, calls, converts back. */
public final class SubmissionsResource implements SubmissionsApi {
    private final Submissions submissions;
    private final Validation dryRun;
    private final Withdrawals withdrawals;
    private final SubmissionReader store;
    private final LongPolling waiting;
    private final FileFormats formats;

    public SubmissionsResource(
            Submissions submissions,
            Validation dryRun,
            Withdrawals withdrawals,
            SubmissionReader store,
            LongPolling waiting,
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
        return Response.ok(ReportDtoMapper.of(dryRun.validate(caller, Multipart.of(form)), formats))
                .build();
    }

    @Override
    public Response submitFile(Caller caller, Multipart form) {
        return Responses.submitted(submissions.submit(caller, Multipart.of(form)), store);
    }

    @Override
    public CompletionStage<Response> getSubmission(
            Caller caller, String id, @Nullable String ifNoneMatch, @Nullable String prefer) {
        UUID submissionId = SubmissionDtoMapper.id(id);
        return waiting.until(
                caller,
                submissionId,
                ifNoneMatch == null ? null : prefer,
                admitted -> store.find(admitted, submissionId),
                submission -> !Responses.matches(ifNoneMatch, submission),
                submission -> Responses.unlessMatching(ifNoneMatch, submission, store));
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
        SubmissionFilter filter = SubmissionDtoMapper.filter(
                caller, fileType, status, userId, clientReference, receivedFrom, receivedBefore, partyId);
        return Responses.page(store.list(filter.from(cursor), limit), filter, limit);
    }

    @Override
    public Response listSubmissionEvents(Caller caller, String id) {
        return Responses.json(new EventListDto()
                .events(store.history(caller, SubmissionDtoMapper.id(id)).stream()
                        .map(SubmissionDtoMapper::of)
                        .toList()));
    }

    @Override
    public Response downloadFile(Caller caller, String id) {
        Submission submission = store.find(caller, SubmissionDtoMapper.id(id));
        store.requireContent(submission);
        StreamingOutput bytes = target -> store.writeFile(submission.id(), target);
        return Responses.download(
                "text/csv", bytes, submission.fileSize(), submission.fileSha256(), submission.id() + ".csv");
    }

    @Override
    public Response downloadSignature(Caller caller, String id, @Nullable ActKindDto of) {
        Submission submission = store.find(caller, SubmissionDtoMapper.id(id));
        byte[] signature = store.signature(submission, ActKind.valueOf(String.valueOf(of)));
        return Responses.download("application/pkcs7-signature", signature, submission.id() + ".p7s");
    }

    @Override
    public Response downloadReceipt(Caller caller, String id, @Nullable ActKindDto of) {
        Submission submission = store.find(caller, SubmissionDtoMapper.id(id));
        byte[] receipt = store.receipt(submission, ActKind.valueOf(String.valueOf(of)));
        return Responses.download("application/pkcs7-mime", receipt, submission.id() + ".p7m");
    }

    @Override
    public Response withdrawSubmission(Caller caller, String id, Multipart form) {
        UUID submission = SubmissionDtoMapper.id(id);
        return Responses.changed(withdrawals.withdraw(caller, submission, Multipart.of(form)), store);
    }

    @Override
    public Response downloadWithdrawal(Caller caller, String id) {
        Submission submission = store.find(caller, SubmissionDtoMapper.id(id));
        return Responses.download("application/json", store.instruction(submission), submission.id() + ".json");
    }
}
