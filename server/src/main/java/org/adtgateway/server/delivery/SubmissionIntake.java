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
                return writer.store(received(act, id, now, check(act), firstChunk));
            }
            if (writer.isStored(act.name())) {
                return Optional.empty();
            }
            CompletableFuture<Checked> check = CompletableFuture.supplyAsync(() -> check(act), checks);
            return writer.storeInChunks(
                    id, in, check::isCompletedExceptionally, () -> received(act, id, now, resultOf(check), firstChunk));
        } catch (IOException e) {
            throw new UncheckedIOException("the spooled file cannot be read again", e);
        }
    }

    /** What the check of a good file leaves: its report, and the pages by which its Request IDs are found. */
    private record Checked(FileReport report, RequestIdPages requestIds) {}

    private Checked check(VerifiedAct act) {
        RequestIdCollector named = new RequestIdCollector(requestIds);
        FileReport report =
                contentCheck.accepted(act.form().fileType(), act.form().file(), act.signer(), named);
        return new Checked(report, named.pages());
    }

    private static Checked resultOf(CompletableFuture<Checked> check) {
        try {
            return check.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private Received received(VerifiedAct act, UUID id, Instant now, Checked checked, byte[] firstChunk) {
        SubmissionForm form = act.form();
        FileReport report = checked.report();
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
                checked.requestIds(),
                EventFactory.actor(act.caller()));
    }
}
