package org.adtgateway.server.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.adtgateway.checks.fileformat.FileReport;
import org.adtgateway.server.act.ContentCheck;
import org.adtgateway.server.act.SignatureReport;
import org.adtgateway.server.act.SignedActVerifier;
import org.adtgateway.server.act.VerifiedAct;
import org.adtgateway.server.evidence.ReceiptIssuer;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.submission.EventFactory;
import org.adtgateway.server.submission.ReceiptContents;
import org.adtgateway.server.submission.Submission;
import org.adtgateway.server.submission.SubmissionDao;
import org.adtgateway.server.submission.SubmissionDao.Received;
import org.adtgateway.server.submission.SubmissionStatus;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Step 8 and what follows from it: a verified act whose rows are good is stored with its receipt, once. A small file is checked and then stored
 * together with others that come at the same time. A large one is written while its rows are still being checked, and taken back if they are
 * refused (adr/0017).
 */
public final class SubmissionWriter {
    private static final int CHUNK_BYTES = 256 * 1024;
    private static final int LARGEST_GROUP = 32;

    private final Jdbi jdbi;
    private final GroupCommit<Received, Optional<Submission>> small;
    private final ContentCheck contentCheck;
    private final ReceiptIssuer receipts;
    private final Executor checks;

    /**
     * Connects the parts.
     *
     * @param checks runs the checks of large files beside their callers
     */
    public SubmissionWriter(
            Jdbi jdbi, ContentCheck contentCheck, ReceiptIssuer receipts, Executor checks) {
        this.jdbi = jdbi;
        this.small = new GroupCommit<>(
                group -> jdbi.withHandle(handle -> new SubmissionDao(handle).insert(group)),
                SubmissionWriter::isRefusal,
                LARGEST_GROUP);
        this.contentCheck = contentCheck;
        this.receipts = receipts;
        this.checks = checks;
    }

    /**
     * Takes an act in; it is durable when this returns. Empty when the same act was stored before: then this changed nothing, and its rows may
     * not have been checked.
     *
     * @throws ProblemException SIGNER_NOT_PERMITTED, CONTENT_INVALID; then nothing was stored
     */
    Optional<Submission> take(VerifiedAct act) {
        Instant now = act.receivedAt();
        try (InputStream in = act.form().file().open()) {
            byte[] firstChunk = in.readNBytes(CHUNK_BYTES);
            if (firstChunk.length == act.form().file().size()) {
                return small.store(received(act, Submission.newId(now), now, check(act), firstChunk));
            }
            CompletableFuture<FileReport> check = CompletableFuture.supplyAsync(() -> check(act), checks);
            return jdbi.inTransaction(handle -> large(handle, act, now, check, firstChunk, in));
        } catch (IOException e) {
            throw new UncheckedIOException("the spooled file cannot be read again", e);
        }
    }

    /** Chunks first, as the submission, whose receipt tells of the rows, has to wait for the check; a refusal ends the transaction with nothing stored. */
    private Optional<Submission> large(
            Handle handle,
            VerifiedAct act,
            Instant now,
            CompletableFuture<FileReport> check,
            byte[] firstChunk,
            InputStream rest)
            throws IOException {
        SubmissionDao dao = new SubmissionDao(handle);
        if (dao.byAct(SignedActVerifier.id(act.claim()), act.caller().party().id())
                .isPresent()) {
            return Optional.empty();
        }
        UUID id = Submission.newId(now);
        dao.expectChunksFirst();
        byte[] chunk = rest.readNBytes(CHUNK_BYTES);
        for (int position = 1; chunk.length > 0 && !check.isCompletedExceptionally(); position++) {
            dao.insertChunk(id, position, chunk);
            chunk = rest.readNBytes(CHUNK_BYTES);
        }
        Optional<Submission> stored = dao.insert(List.of(received(act, id, now, reportOf(check), firstChunk)))
                .get(0);
        if (stored.isEmpty()) {
            // the same act, by another call at the same time
            handle.rollback();
        }
        return stored;
    }

    private FileReport check(VerifiedAct act) {
        return contentCheck.accepted(act.form().fileType(), act.form().file(), act.signer());
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

    private Received received(VerifiedAct act, UUID id, Instant now, FileReport report, byte[] firstChunk) {
        SubmissionForm form = act.form();
        Submission submission = new Submission(
                id,
                SignedActVerifier.id(act.claim()),
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
                SignatureReport.signer(act.signer()),
                act.claim().signingTime(),
                form.serviceRequestReference(),
                form.clientReference(),
                now,
                now,
                ContentCheck.warnings(report),
                null);
        return new Received(
                submission,
                form.signature().orElseThrow().bytes(),
                receipts.issue(ReceiptContents.of(submission)),
                firstChunk,
                EventFactory.actor(act.caller()));
    }

    /** The database is well, and refused what it was given: SQLSTATE class 22, data, or 23, integrity. */
    private static boolean isRefusal(RuntimeException failure) {
        return failure.getCause() instanceof SQLException cause
                && cause.getSQLState() != null
                && cause.getSQLState().matches("2[23].*");
    }
}
