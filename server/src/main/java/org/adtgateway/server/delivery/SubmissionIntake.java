package org.adtgateway.server.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.adtgateway.api.SubmissionStatus;
import org.adtgateway.checks.fileformat.FileReport;
import org.adtgateway.checks.fileformat.RequestId;
import org.adtgateway.server.act.ContentCheck;
import org.adtgateway.server.act.SignatureVerdicts;
import org.adtgateway.server.evidence.ReceiptIssuer;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.submission.EventFactory;
import org.adtgateway.server.submission.ReceiptContents;
import org.adtgateway.server.submission.RequestIdCollector;
import org.adtgateway.server.submission.RequestIdHash;
import org.adtgateway.server.submission.RequestIdPages;
import org.adtgateway.server.submission.Submission;
import org.adtgateway.server.submission.SubmissionWriter;
import org.adtgateway.server.submission.SubmissionWriter.Received;

/**
 * Checks the content of a verified act and has it stored with its receipt, once. A file of one chunk is checked and then stored; a larger one is
 * written while its rows are still being checked, and taken back if they are refused (adr/0017).
 */
public final class SubmissionIntake {
    private final SubmissionWriter writer;
    private final ContentCheck contentCheck;
    private final RequestIdHash requestIds;
    private final ReceiptIssuer receipts;
    private final Executor checks;

    /** @param checks runs the checks of large files beside their callers */
    public SubmissionIntake(
            SubmissionWriter writer,
            ContentCheck contentCheck,
            RequestIdHash requestIds,
            ReceiptIssuer receipts,
            Executor checks) {
        this.writer = writer;
        this.requestIds = requestIds;
        this.contentCheck = contentCheck;
        this.receipts = receipts;
        this.checks = checks;
    }

    /**
     * Accepts an act; it is durable when this returns. Empty where the same act was stored before: then this changed nothing, and its rows may not
     * have been checked.
     *
     * @throws ProblemException SIGNER_NOT_PERMITTED, CONTENT_INVALID; then nothing was stored
     */
    Optional<Submission> accept(VerifiedAct act) {
        Instant now = act.receivedAt();
        UUID id = Submission.newId(now);
        try (InputStream in = act.form().file().open()) {
            byte[] firstChunk = in.readNBytes(SubmissionWriter.CHUNK_BYTES);
            if (firstChunk.length == act.form().file().size()) {
                RequestIdCollector named = new RequestIdCollector(requestIds);
                FileReport report = check(act, named);
                return writer.store(received(act, id, now, report, firstChunk, named.pages()));
            }
            if (writer.isStored(act.name())) {
                return Optional.empty();
            }
            // its Request IDs are indexed in the background, as that would make its sender wait for about a third
            // longer
            CompletableFuture<FileReport> check =
                    CompletableFuture.supplyAsync(() -> check(act, (originator, target, counter) -> {}), checks);
            return writer.storeInChunks(
                    id,
                    in,
                    check::isCompletedExceptionally,
                    () -> received(act, id, now, reportOf(check), firstChunk, RequestIdPages.NONE));
        } catch (IOException e) {
            throw new UncheckedIOException("the spooled file cannot be read again", e);
        }
    }

    private FileReport check(VerifiedAct act, RequestId.Listener named) {
        return contentCheck.accepted(act.form().fileType(), act.form().file(), act.signer(), named);
    }

    private static FileReport reportOf(CompletableFuture<FileReport> check) {
        try {
            return check.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private Received received(
            VerifiedAct act, UUID id, Instant now, FileReport report, byte[] firstChunk, RequestIdPages requests) {
        SubmissionForm form = act.form();
        Submission submission = new Submission(
                id,
                act.name().attributesSha256(),
                act.caller().party().id(),
                form.fileType(),
                SubmissionStatus.RECEIVED,
                1,
                form.file().fileName(),
                form.file().size(),
                form.file().sha256(),
                report.rowCount(),
                List.copyOf(report.userIds()),
                form.signature().orElseThrow().sha256(),
                SignatureVerdicts.signer(act.signer()),
                act.claim().signingTime(),
                form.serviceRequestReference(),
                form.clientReference(),
                form.incidentReference(),
                now,
                now,
                ContentCheck.warnings(report),
                null);
        return new Received(
                submission,
                form.signature().orElseThrow().bytes(),
                receipts.issue(ReceiptContents.of(submission)),
                firstChunk,
                requests,
                EventFactory.actor(act.caller()));
    }
}
