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
import org.adtgateway.server.http.Responses;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.longpoll.LongPolling;
import org.adtgateway.server.submission.SubmissionReader.ActKind;
import org.jspecify.annotations.Nullable;

/** Reads and lists submissions: converts, calls, converts back. */
public final class SubmissionsResource implements SubmissionsApi {
    private final SubmissionReader reader;
    private final LongPolling longPolling;

    public SubmissionsResource(SubmissionReader reader, LongPolling longPolling) {
        this.reader = reader;
        this.longPolling = longPolling;
    }

    @Override
    public CompletionStage<Response> getSubmission(
            Caller caller, String id, @Nullable String ifNoneMatch, @Nullable String prefer) {
        UUID submissionId = SubmissionDtoMapper.id(id);
        return longPolling.until(
                caller,
                submissionId,
                ifNoneMatch == null ? null : prefer,
                admitted -> reader.find(admitted, submissionId),
                submission -> !SubmissionResponses.matches(ifNoneMatch, submission),
                submission -> SubmissionResponses.unlessMatching(ifNoneMatch, submission, reader));
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
        return SubmissionResponses.page(reader.list(filter.from(cursor), limit), filter, limit);
    }

    @Override
    public Response listSubmissionEvents(Caller caller, String id) {
        return Responses.json(new EventListDto()
                .events(reader.history(caller, SubmissionDtoMapper.id(id)).stream()
                        .map(SubmissionDtoMapper::of)
                        .toList()));
    }

    @Override
    public Response downloadFile(Caller caller, String id) {
        Submission submission = reader.find(caller, SubmissionDtoMapper.id(id));
        reader.requireContent(submission);
        StreamingOutput bytes = target -> reader.writeFile(submission.id(), target);
        return Responses.download(
                "text/csv", bytes, submission.fileSize(), submission.fileSha256(), submission.id() + ".csv");
    }

    @Override
    public Response downloadSignature(Caller caller, String id, @Nullable ActKindDto of) {
        Submission submission = reader.find(caller, SubmissionDtoMapper.id(id));
        byte[] signature = reader.signature(submission, ActKind.valueOf(String.valueOf(of)));
        return Responses.download("application/pkcs7-signature", signature, submission.id() + ".p7s");
    }

    @Override
    public Response downloadReceipt(Caller caller, String id, @Nullable ActKindDto of) {
        Submission submission = reader.find(caller, SubmissionDtoMapper.id(id));
        byte[] receipt = reader.receipt(submission, ActKind.valueOf(String.valueOf(of)));
        return Responses.download("application/pkcs7-mime", receipt, submission.id() + ".p7m");
    }
}
