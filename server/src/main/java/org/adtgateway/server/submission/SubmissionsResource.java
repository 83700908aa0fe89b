package org.adtgateway.server.submission;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.adtgateway.api.ActKind;
import org.adtgateway.api.EventList;
import org.adtgateway.api.SubmissionCounts;
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
    private final Downloads downloads;
    private final LongPolling longPolling;

    public SubmissionsResource(
            SubmissionReader reader, SignerCertificates certificates, Downloads downloads, LongPolling longPolling) {
        this.reader = reader;
        this.downloads = downloads;
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
            @Nullable String incidentReference,
            @Nullable String fileName,
            @Nullable String fileSha256,
            @Nullable String signatureSha256,
            @Nullable String requestId,
            @Nullable String claimedBy,
            @Nullable Boolean overdue,
            @Nullable Instant receivedFrom,
            @Nullable Instant receivedBefore,
            @Nullable String partyId,
            Integer limit,
            @Nullable String cursor) {
        SubmissionFilter filter = filter(
                caller,
                fileType,
                status,
                userId,
                clientReference,
                serviceRequestReference,
                incidentReference,
                fileName,
                fileSha256,
                signatureSha256,
                requestId,
                claimedBy,
                overdue,
                receivedFrom,
                receivedBefore,
                partyId);
        SubmissionReader.Page page = reader.list(filter.from(cursor), limit);
        return SubmissionResponses.page(page, filter, limit, reader);
    }

    @Override
    public Response countSubmissions(
            Caller caller,
            @Nullable FileType fileType,
            @Nullable SubmissionStatus status,
            @Nullable String userId,
            @Nullable String clientReference,
            @Nullable String serviceRequestReference,
            @Nullable String incidentReference,
            @Nullable String fileName,
            @Nullable String fileSha256,
            @Nullable String signatureSha256,
            @Nullable String requestId,
            @Nullable String claimedBy,
            @Nullable Boolean overdue,
            @Nullable Instant receivedFrom,
            @Nullable Instant receivedBefore,
            @Nullable String partyId) {
        SubmissionFilter filter = filter(
                caller,
                fileType,
                status,
                userId,
                clientReference,
                serviceRequestReference,
                incidentReference,
                fileName,
                fileSha256,
                signatureSha256,
                requestId,
                claimedBy,
                overdue,
                receivedFrom,
                receivedBefore,
                partyId);
        return Responses.json(new SubmissionCounts(reader.count(filter)));
    }

    private static SubmissionFilter filter(
            Caller caller,
            @Nullable FileType fileType,
            @Nullable SubmissionStatus status,
            @Nullable String userId,
            @Nullable String clientReference,
            @Nullable String serviceRequestReference,
            @Nullable String incidentReference,
            @Nullable String fileName,
            @Nullable String fileSha256,
            @Nullable String signatureSha256,
            @Nullable String requestId,
            @Nullable String claimedBy,
            @Nullable Boolean overdue,
            @Nullable Instant receivedFrom,
            @Nullable Instant receivedBefore,
            @Nullable String partyId) {
        // a supplier sees its own, whatever it asks
        return SubmissionFilter.of(caller.visibleOwner())
                .with(Criterion.FILE_TYPE, fileType)
                .with(Criterion.STATUS, status)
                .with(Criterion.USER_ID, userId == null ? null : userId.toUpperCase(Locale.ROOT))
                .with(Criterion.CLIENT_REFERENCE, clientReference)
                .with(Criterion.SERVICE_REQUEST_REFERENCE, serviceRequestReference)
                .with(Criterion.INCIDENT_REFERENCE, incidentReference)
                .with(Criterion.FILE_NAME, fileName)
                .with(Criterion.FILE_SHA256, fileSha256)
                .with(Criterion.SIGNATURE_SHA256, signatureSha256)
                .with(Criterion.REQUEST_ID, requestId)
                .with(Criterion.CLAIMED_BY, claimedBy)
                .with(Criterion.OVERDUE, overdue)
                .with(Criterion.RECEIVED_FROM, receivedFrom)
                .with(Criterion.RECEIVED_BEFORE, receivedBefore)
                .with(Criterion.PARTY_ID, partyId);
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
        downloads.record(caller, submission, "the file");
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
