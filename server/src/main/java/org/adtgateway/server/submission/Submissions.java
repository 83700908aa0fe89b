package org.adtgateway.server.submission;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.adtgateway.fileformat.FileReport;
import org.adtgateway.fileformat.FileType;
import org.adtgateway.server.evidence.AuditLog;
import org.adtgateway.server.evidence.Event;
import org.adtgateway.server.evidence.Receipts;
import org.adtgateway.server.http.Multipart;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.identity.RegisteredCertificate;
import org.adtgateway.server.metrics.Metrics;
import org.adtgateway.server.signature.SignatureClaim;
import org.adtgateway.server.submission.SubmissionDao.Received;
import org.jdbi.v3.core.Jdbi;

/** The main job: a signed file is taken in, once, or refused with every reason. */
public final class Submissions {
    private static final int CHUNK_BYTES = 256 * 1024;
    private static final int LARGEST_GROUP = 32;

    private final Jdbi jdbi;
    private final GroupCommit<Received, Optional<Submission>> small;
    private final SignedActs signedActs;
    private final ContentCheck contentCheck;
    private final Receipts receipts;
    private final Refusals refusals;
    private final Runnable afterCommit;
    private final Limits limits;
    private final Metrics metrics;
    private final Clock clock;

    /**
     * Connects the parts.
     *
     * @param afterCommit called when there is a new event
     */
    public Submissions(
            Jdbi jdbi,
            SignedActs signedActs,
            ContentCheck contentCheck,
            Receipts receipts,
            Refusals refusals,
            Runnable afterCommit,
            Limits limits,
            Metrics metrics,
            Clock clock) {
        this.jdbi = jdbi;
        this.small = new GroupCommit<>(
                group -> jdbi.withHandle(handle -> new SubmissionDao(handle).insert(group)),
                Submissions::isRefusal,
                LARGEST_GROUP);
        this.signedActs = signedActs;
        this.contentCheck = contentCheck;
        this.receipts = receipts;
        this.refusals = refusals;
        this.afterCommit = afterCommit;
        this.limits = limits;
        this.metrics = metrics;
        this.clock = clock;
        metrics.expectSubmissions(
                Arrays.stream(FileType.values()).map(FileType::name).toList());
    }

    /**
     * A submission as it was acknowledged.
     *
     * @param replayed the act was stored before; this call changed nothing
     */
    record Receipted(Submission submission, boolean replayed) {}

    /**
     * Takes a signed file in. When this returns, bytes, signature, event and receipt are durable.
     *
     * @throws ProblemException for the first check that fails, in the order of the contract; then nothing was stored but an audit entry
     */
    Receipted submit(Caller caller, Multipart unread) {
        try (SubmissionForm form = refusals.auditing(caller, () -> SubmissionForm.read(unread, limits, true))) {
            return counted(form.fileType(), () -> refusals.auditing(caller, form, () -> submit(caller, form)));
        }
    }

    private Receipted counted(FileType type, Supplier<Receipted> submission) {
        try {
            Receipted receipted = submission.get();
            metrics.submission(type.name(), receipted.replayed() ? Metrics.Result.REPEATED : Metrics.Result.ACCEPTED);
            return receipted;
        } catch (RuntimeException failure) {
            boolean refused = failure instanceof ProblemException problem
                    && problem.code().status() < 500;
            metrics.submission(type.name(), refused ? Metrics.Result.REFUSED : Metrics.Result.FAILED);
            throw failure;
        }
    }

    private Receipted submit(Caller caller, SubmissionForm form) {
        requirePermitted(caller, form.fileType());
        SignatureClaim claim = signedActs.parse(form.signature().orElseThrow().bytes());
        RegisteredCertificate signer;
        FileReport report;
        try {
            signer = signedActs.verify(caller, claim, form.file());
            report = contentCheck.accepted(form.fileType(), form.file(), signer);
        } catch (ProblemException refusal) {
            // an act that was accepted stays accepted, whatever became of its certificate or the formats since
            Submission first = known(caller, claim).orElseThrow(() -> refusal);
            signedActs.verifyAgain(claim, form.file(), first.signer().sha256());
            return replay(first, form);
        }

        Submission submission = submission(caller, form, claim, signer, report);
        byte[] receipt = receipts.issue(ReceiptStatements.of(submission));
        Optional<Submission> stored = store(caller, submission, form, receipt);
        if (stored.isEmpty()) {
            return replay(known(caller, claim).orElseThrow(), form);
        }
        afterCommit.run();
        AuditLog.moved(
                Event.Type.RECEIVED,
                submission.id(),
                submission.partyId(),
                submission.fileType().name());
        return new Receipted(stored.get(), false);
    }

    static void requirePermitted(Caller caller, FileType fileType) {
        if (!caller.party().fileTypes().contains(fileType.name())) {
            throw new ProblemException(
                    ProblemCode.FILE_TYPE_NOT_PERMITTED,
                    "The Party '" + caller.party().id() + "' is not registered to submit files of type " + fileType
                            + ". Ask the DCC to extend the registration.");
        }
    }

    private Optional<Submission> known(Caller caller, SignatureClaim claim) {
        return jdbi.withHandle(handle -> new SubmissionDao(handle)
                .byAct(SignedActs.id(claim), caller.party().id()));
    }

    /** The same act again is the first submission, unless it now comes with something else around it. */
    private static Receipted replay(Submission first, SubmissionForm form) {
        List<String> differences = form.differencesFrom(first);
        if (!differences.isEmpty()) {
            throw new ProblemException(
                            ProblemCode.SUBMISSION_DIFFERS,
                            "This signed file is already submission " + first.id() + ", but then "
                                    + String.join(" and ", differences)
                                    + " had another value. Sign the file anew to submit it with other references.")
                    .with("submissionId", first.id())
                    .with("differences", differences);
        }
        return new Receipted(first, true);
    }

    private Submission submission(
            Caller caller, SubmissionForm form, SignatureClaim claim, RegisteredCertificate signer, FileReport report) {
        // what the database keeps of an instant, so that the receipt and every later reading agree
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return new Submission(
                Submission.newId(now),
                SignedActs.id(claim),
                caller.party().id(),
                form.fileType(),
                SubmissionStatus.RECEIVED,
                1,
                form.file().fileName(),
                form.file().size(),
                form.file().sha256(),
                report.rowCount(),
                List.copyOf(report.userIds()),
                form.signature().orElseThrow().sha256(),
                SignatureReport.signer(signer),
                claim.signingTime(),
                form.serviceRequestReference(),
                form.clientReference(),
                now,
                now,
                ContentCheck.warnings(report),
                null);
    }

    /** Empty when the same act was stored before. */
    private Optional<Submission> store(Caller caller, Submission submission, SubmissionForm form, byte[] receipt) {
        byte[] signature = form.signature().orElseThrow().bytes();
        try (InputStream in = form.file().open()) {
            Received received =
                    new Received(submission, signature, receipt, in.readNBytes(CHUNK_BYTES), Events.actor(caller));
            if (received.firstChunk().length == form.file().size()) {
                return small.store(received);
            }
            return jdbi.inTransaction(handle -> {
                SubmissionDao dao = new SubmissionDao(handle);
                Optional<Submission> stored = dao.insert(List.of(received)).get(0);
                if (stored.isPresent()) {
                    int position = 1;
                    for (byte[] chunk = in.readNBytes(CHUNK_BYTES);
                            chunk.length > 0;
                            chunk = in.readNBytes(CHUNK_BYTES)) {
                        dao.insertChunk(submission.id(), position++, chunk);
                    }
                }
                return stored;
            });
        } catch (IOException e) {
            throw new UncheckedIOException("the spooled file cannot be read again", e);
        }
    }

    /** The database is well, and refused what it was given: SQLSTATE class 22, data, or 23, integrity. */
    private static boolean isRefusal(RuntimeException failure) {
        return failure.getCause() instanceof SQLException cause
                && cause.getSQLState() != null
                && cause.getSQLState().matches("2[23].*");
    }
}
