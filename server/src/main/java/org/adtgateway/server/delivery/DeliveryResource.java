package org.adtgateway.server.delivery;

import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.adtgateway.api.DeliveryApi;
import org.adtgateway.api.Format;
import org.adtgateway.api.ValidationReport;
import org.adtgateway.checks.fileformat.FileFormats;
import org.adtgateway.checks.fileformat.FileType;
import org.adtgateway.server.http.Multipart;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.submission.SubmissionReader;
import org.adtgateway.server.submission.SubmissionResponses;

/** Receives files, to be checked or submitted: converts, calls, converts back. */
public final class DeliveryResource implements DeliveryApi {
    private final Submissions submissions;
    private final Validation validation;
    private final SubmissionReader reader;
    private final FileFormats formats;

    public DeliveryResource(
            Submissions submissions, Validation validation, SubmissionReader reader, FileFormats formats) {
        this.submissions = submissions;
        this.validation = validation;
        this.reader = reader;
        this.formats = formats;
    }

    @Override
    public Response validateFile(Caller caller, Multipart form) {
        // as JSON or CSV, as the caller accepts
        return Response.ok(report(validation.validate(caller, Multipart.of(form))))
                .build();
    }

    private ValidationReport report(Validation.Verdict verdict) {
        FileType fileType = verdict.fileType();
        return ValidationReport.builder()
                .accepted(verdict.accepted())
                .fileType(fileType)
                .fileSha256(verdict.fileSha256())
                .fileSize(verdict.fileSize())
                .format(new Format(formats.name(fileType), formats.version(fileType)))
                .rowCount(verdict.report().rowCount())
                .violations(verdict.report().violations())
                .totals(verdict.report().totals())
                .signature(verdict.signature().orElse(null))
                .sameActSubmissionId(verdict.sameAct().map(UUID::toString).orElse(null))
                .sameContentSubmissionId(
                        verdict.sameContent().map(UUID::toString).orElse(null))
                .build();
    }

    @Override
    public Response submitFile(Caller caller, Multipart form) {
        return SubmissionResponses.submitted(submissions.submit(caller, Multipart.of(form)), reader);
    }
}
