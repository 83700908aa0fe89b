package org.adtgateway.server.decision;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.Variant;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import org.adtgateway.api.ClaimRequest;
import org.adtgateway.api.DecisionApi;
import org.adtgateway.api.OutcomeRequest;
import org.adtgateway.api.ReleaseRequest;
import org.adtgateway.api.RowResultPage;
import org.adtgateway.server.http.Responses;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.submission.ActResult;
import org.adtgateway.server.submission.Downloads;
import org.adtgateway.server.submission.RowResultDao.Instalment;
import org.adtgateway.server.submission.Submission;
import org.adtgateway.server.submission.SubmissionReader;
import org.adtgateway.server.submission.SubmissionResponses;
import org.jspecify.annotations.Nullable;

/** What the operator does with submissions, over HTTP. */
public final class DecisionResource implements DecisionApi {
    private static final String ADDRESS = "/v1/submissions/%s/row-results?pending=%s&limit=%d&cursor=%s";
    private static final MediaType CSV = new MediaType("text", "csv");
    private static final List<Variant> FORMS =
            Variant.mediaTypes(MediaType.APPLICATION_JSON_TYPE, CSV).build();

    private final ClaimsAndOutcomes decisions;
    private final RowReports rowReports;
    private final RowResultReader rowResults;
    private final SubmissionReader reader;
    private final Downloads downloads;

    public DecisionResource(
            ClaimsAndOutcomes decisions,
            RowReports rowReports,
            RowResultReader rowResults,
            SubmissionReader reader,
            Downloads downloads) {
        this.decisions = decisions;
        this.rowReports = rowReports;
        this.rowResults = rowResults;
        this.reader = reader;
        this.downloads = downloads;
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

    @Override
    public Response submitRowResults(Caller caller, String id, InputStream body) {
        return SubmissionResponses.changed(rowReports.report(caller, UUID.fromString(id), body), reader);
    }

    @Override
    public Response validateRowResults(Caller caller, String id, InputStream body) {
        // as JSON or CSV, as the caller accepts
        return Response.ok(rowReports.validate(caller, UUID.fromString(id), body))
                .build();
    }

    @Override
    public Response listRowResults(
            Caller caller, Request asked, String id, Boolean pending, Integer limit, @Nullable String cursor) {
        Submission submission = rowResults.find(caller, UUID.fromString(id));
        Variant form = asked.selectVariant(FORMS);
        return form != null && form.getMediaType().equals(CSV)
                ? csv(caller, submission, pending)
                : page(submission, pending, limit, cursor);
    }

    private Response csv(Caller caller, Submission submission, boolean pending) {
        downloads.record(caller, submission, "the results of rows");
        StreamingOutput rows = target -> rowResults.writeCsv(submission, pending, target);
        return Response.ok(rows, CSV).build();
    }

    private Response page(Submission submission, boolean pending, int limit, @Nullable String cursor) {
        RowResultPage page = rowResults.page(submission, pending, limit, cursor);
        Response.ResponseBuilder answer = Response.ok(page, MediaType.APPLICATION_JSON_TYPE);
        return page.next() == null
                ? answer.build()
                : answer.header(
                                HttpHeaders.LINK,
                                "<" + ADDRESS.formatted(submission.id(), pending, limit, page.next())
                                        + ">; rel=\"next\"")
                        .build();
    }

    @Override
    public Response downloadRowResults(Caller caller, String id, String sha256) {
        Submission submission = reader.find(caller, UUID.fromString(id));
        Instalment instalment = rowResults.instalment(submission, sha256);
        reader.requireContent(submission);
        downloads.record(caller, submission, "the instalment " + sha256);
        StreamingOutput bytes = target -> rowResults.writeInstalment(submission, instalment, target);
        return Responses.download("text/csv", bytes, instalment.size(), sha256, name(submission, sha256) + ".csv");
    }

    @Override
    public Response downloadRowResultsReceipt(Caller caller, String id, String sha256) {
        Submission submission = reader.find(caller, UUID.fromString(id));
        byte[] receipt = rowResults.receipt(submission, rowResults.instalment(submission, sha256));
        return Responses.download("application/pkcs7-mime", receipt, name(submission, sha256) + ".p7m");
    }

    private static String name(Submission submission, String sha256) {
        return submission.id() + "-" + sha256.substring(0, 16);
    }
}
