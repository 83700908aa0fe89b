package org.adtgateway.server.delivery;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.adtgateway.api.EventType;
import org.adtgateway.checks.fileformat.FileType;
import org.adtgateway.checks.signature.ParsedSignature;
import org.adtgateway.server.act.RefusalAudit;
import org.adtgateway.server.act.SignedActVerifier;
import org.adtgateway.server.evidence.AuditLog;
import org.adtgateway.server.http.Multipart;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.identity.RegisteredCertificate;
import org.adtgateway.server.metrics.Metrics;
import org.adtgateway.server.submission.ActResult;
import org.adtgateway.server.submission.Limits;
import org.adtgateway.server.submission.Submission;

/** Accepts a signed file, once, or refuses it with every reason: the main job, from top to bottom. */
public final class Submissions {
    private final KnownActs knownActs;
    private final SignedActVerifier signedActs;
    private final SubmissionIntake intake;
    private final RefusalAudit refusals;
    private final Runnable afterCommit;
    private final Limits limits;
    private final SubmissionPermission permission;
    private final Metrics metrics;
    private final Clock clock;

    /**
     * @param afterCommit called when there is a new event
     */
    public Submissions(
            KnownActs knownActs,
            SignedActVerifier signedActs,
            SubmissionIntake intake,
            RefusalAudit refusals,
            Runnable afterCommit,
            Limits limits,
            SubmissionPermission permission,
            Metrics metrics,
            Clock clock) {
        this.knownActs = knownActs;
        this.signedActs = signedActs;
        this.intake = intake;
        this.refusals = refusals;
        this.afterCommit = afterCommit;
        this.limits = limits;
        this.permission = permission;
        this.metrics = metrics;
        this.clock = clock;
        metrics.expectSubmissions(
                Arrays.stream(FileType.values()).map(FileType::name).toList());
    }

    /**
     * Submits a signed file. When this returns, bytes, signature, event and receipt are durable.
     *
     * @throws ProblemException for the first check that fails, in the order of the contract; then nothing was stored but an audit entry
     */
    public ActResult submit(Caller caller, Multipart unread) {
        try (SubmissionForm form = refusals.auditing(caller, () -> SubmissionForm.read(unread, limits, true))) {
            return counted(form.fileType(), () -> refusals.auditing(caller, form::digests, () -> submit(caller, form)));
        }
    }

    private ActResult counted(FileType type, Supplier<ActResult> submission) {
        try {
            ActResult receipted = submission.get();
            metrics.submission(type.name(), receipted.replayed() ? Metrics.Result.REPEATED : Metrics.Result.ACCEPTED);
            return receipted;
        } catch (RuntimeException failure) {
            boolean refused = failure instanceof ProblemException problem
                    && problem.code().status() < 500;
            metrics.submission(type.name(), refused ? Metrics.Result.REFUSED : Metrics.Result.FAILED);
            throw failure;
        }
    }

    private ActResult submit(Caller caller, SubmissionForm form) {
        ParsedSignature claim = signedActs.parse(form.signature().orElseThrow().bytes());
        // what the database keeps of an instant, so that the receipt and every later reading agree
        Instant receivedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Optional<Submission> stored;
        try {
            permission.require(caller, form);
            RegisteredCertificate signer = signedActs.verify(caller, claim, form.file(), receivedAt);
            stored = intake.accept(new VerifiedAct(caller, form, claim, signer, receivedAt));
        } catch (ProblemException refusal) {
            // an act that was accepted stays accepted, whatever became of permissions, limits, formats or its
            // certificate since
            return replay(knownAct(caller, claim, form).orElseThrow(() -> refusal), form);
        }
        if (stored.isEmpty()) {
            return replay(knownAct(caller, claim, form).orElseThrow(), form);
        }
        Submission submission = stored.get();
        afterCommit.run();
        AuditLog.changed(EventType.RECEIVED, submission.id(), submission.partyId(), submission.fileType());
        return new ActResult(submission, false);
    }

    private Optional<Submission> knownAct(Caller caller, ParsedSignature claim, SubmissionForm form) {
        return knownActs.find(caller, claim, form.file());
    }

    /** The same act again is the first submission, unless it now comes with something else around it. */
    private static ActResult replay(Submission first, SubmissionForm form) {
        List<String> differences = form.differencesFrom(first);
        if (!differences.isEmpty()) {
            throw new ProblemException(
                            ProblemCode.SUBMISSION_DIFFERS,
                            "This signed file is already submission " + first.id() + ", but then "
                                    + String.join(" and ", differences)
                                    + " had another value. Sign the file again to submit it with other references.")
                    .with(problem -> problem.submissionId(first.id().toString()).differences(differences));
        }
        return new ActResult(first, true);
    }
}
