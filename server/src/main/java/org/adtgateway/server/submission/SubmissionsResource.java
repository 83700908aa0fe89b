package org.adtgateway.server.submission;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.adtgateway.api.ActKind;
import org.adtgateway.api.EventList;
import org.adtgateway.api.SubmissionStatus;
import org.adtgateway.api.SubmissionsApi;
import org.adtgateway.checks.fileformat.FileType;
import org.adtgateway.server.http.Responses;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.longpoll.LongPolling;
import org.adtgateway.server.submission.SubmissionFilter.Criterion;
import org.jspecify.annotations.Nullable;

/** Reads and lists submissions: converts, calls, converts back. */
public final class SubmissionsResource implements SubmissionsApi {
    private final SubmissionReader reader;
    private final SignerCertificates certificates;
    private final LongPolling longPolling;

    public SubmissionsResource(SubmissionReader reader, SignerCertificates certificates, LongPolling longPolling) {
        this.reader = reader;
        this.certificates = certificates;
        this.longPolling = longPolling;
    }

    @Override
    public CompletionStage<Response> getSubmission(
            Caller caller, String id, @Nullable String ifNoneMatch, @Nullable String prefer) {
        UUID submissionId = UUID.fromString(id);
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
            @Nullable FileType fileType,
            @Nullable SubmissionStatus status,
            @Nullable String userId,
            @Nullable String clientReference,
            @Nullable String serviceRequestReference,
            @Nullable String fileName,
            @Nullable String fileSha256,
            @Nullable String signatureSha256,
            @Nullable Instant receivedFrom,
            @Nullable Instant receivedBefore,
            @Nullable String partyId,
            Integer limit,
            @Nullable String cursor) {
        // a supplier sees its own, whatever it asks
        SubmissionFilter filter = SubmissionFilter.of(caller.visibleOwner())
                .with(Criterion.FILE_TYPE, fileType)
                .with(Criterion.STATUS, status)
                .with(Criterion.USER_ID, userId == null ? null : userId.toUpperCase(Locale.ROOT))
                .with(Criterion.CLIENT_REFERENCE, clientReference)
                .with(Criterion.SERVICE_REQUEST_REFERENCE, serviceRequestReference)
                .with(Criterion.FILE_NAME, fileName)
                .with(Criterion.FILE_SHA256, fileSha256)
                .with(Criterion.SIGNATURE_SHA256, signatureSha256)
                .with(Criterion.RECEIVED_FROM, receivedFrom)
                .with(Criterion.RECEIVED_BEFORE, receivedBefore)
                .with(Criterion.PARTY_ID, partyId);
        return SubmissionResponses.page(reader.list(filter.from(cursor), limit), filter, limit);
    }

    @Override
    public Response listSubmissionEvents(Caller caller, String id) {
        return Responses.json(new EventList(reader.history(caller, UUID.fromString(id)).stream()
                .map(event -> SubmissionView.of(event, null))
                .toList()));
    }

    @Override
    public Response downloadFile(Caller caller, String id) {
        Submission submission = reader.find(caller, UUID.fromString(id));
        reader.requireContent(submission);
        StreamingOutput bytes = target -> reader.writeFile(submission.id(), target);
        return Responses.download(
                "text/csv", bytes, submission.fileSize(), submission.fileSha256(), submission.id() + ".csv");
    }

    @Override
    public Response downloadSignature(Caller caller, String id, ActKind of) {
        Submission submission = reader.find(caller, UUID.fromString(id));
        byte[] signature = reader.signature(submission, of);
        return Responses.download("application/pkcs7-signature", signature, submission.id() + ".p7s");
    }

    @Override
    public Response downloadCertificates(Caller caller, String id, ActKind of) {
        Submission submission = reader.find(caller, UUID.fromString(id));
        byte[] chain = certificates.of(submission, of);
        return Responses.download("application/pem-certificate-chain", chain, submission.id() + ".pem");
    }

    @Override
    public Response downloadReceipt(Caller caller, String id, ActKind of) {
        Submission submission = reader.find(caller, UUID.fromString(id));
        byte[] receipt = reader.receipt(submission, of);
        return Responses.download("application/pkcs7-mime", receipt, submission.id() + ".p7m");
    }
}
