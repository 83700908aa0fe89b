package org.adtgateway.server.decision;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.adtgateway.api.Outcome;
import org.adtgateway.api.OutcomeDecision;
import org.adtgateway.api.OutcomeRequest;
import org.adtgateway.api.RowOutcome;
import org.adtgateway.checks.fileformat.FileType;
import org.adtgateway.server.act.ContentCheck;
import org.adtgateway.server.evidence.AuditLog;
import org.adtgateway.server.evidence.ReceiptIssuer;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.submission.ActResult;
import org.adtgateway.server.submission.OutcomeDao;
import org.adtgateway.server.submission.Reason;
import org.adtgateway.server.submission.ReceiptContents;
import org.adtgateway.server.submission.Submission;
import org.adtgateway.server.submission.SubmissionReader;
import org.adtgateway.server.submission.Transition;
import org.adtgateway.server.submission.Transitions;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The DCC takes a submission up and says what became of it. */
public final class ClaimsAndOutcomes {
    private final Jdbi jdbi;
    private final SubmissionReader store;
    private final ContentCheck contentCheck;
    private final ReceiptIssuer receipts;
    private final Runnable afterCommit;
    private final Clock clock;

    /** @param afterCommit called when there is a new event */
    public ClaimsAndOutcomes(
            Jdbi jdbi,
            SubmissionReader store,
            ContentCheck contentCheck,
            ReceiptIssuer receipts,
            Runnable afterCommit,
            Clock clock) {
        this.jdbi = jdbi;
        this.store = store;
        this.contentCheck = contentCheck;
        this.receipts = receipts;
        this.afterCommit = afterCommit;
        this.clock = clock;
    }

    /**
     * Takes a submission up. Of several who try, exactly one succeeds, so the answer says whose work it is; a repetition is refused like
     * anyone else's, and the events name the certificate that claimed it.
     *
     * @param note for people, to be read in the claim and in its event
     * @throws ProblemException NOT_FOUND, NOT_CLAIMABLE; INVALID_PARAMETER for a note with control characters
     */
    Submission claim(Caller operator, UUID id, @Nullable String note) {
        return change(operator, id, Transition.CLAIM, note, "note");
    }

    /**
     * Hands a claim back, whichever certificate of an operator made it.
     *
     * @throws ProblemException NOT_FOUND, NOT_RELEASABLE; INVALID_PARAMETER for a reason with control characters
     */
    Submission release(Caller operator, UUID id, String reason) {
        return change(operator, id, Transition.RELEASE, reason, "reason");
    }

    private Submission change(
            Caller operator, UUID id, Transition transition, @Nullable String words, String nameOfWords) {
        if (words != null && !Reason.isValid(words)) {
            throw new ProblemException(
                    ProblemCode.INVALID_PARAMETER,
                    "'" + nameOfWords + "' must be 1 to 500 characters without control characters.");
        }
        Submission submission = store.find(operator, id);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        boolean changed =
                jdbi.withHandle(handle -> Transitions.apply(handle, submission, transition, operator, now, words));
        if (!changed) {
            throw Transitions.refusal(transition, store.find(operator, id));
        }
        afterCommit.run();
        AuditLog.changed(transition.event(), submission.id(), submission.partyId(), submission.fileType());
        return submission.after(transition, now);
    }

    /**
     * Records the outcome. The same outcome again changes nothing; another one is refused.
     *
     * @throws ProblemException NOT_FOUND, REASON_REQUIRED, OUTCOME_INVALID, NOT_DECIDABLE
     */
    ActResult decide(Caller operator, UUID id, OutcomeRequest request) {
        List<RowOutcome> rowOutcomes = request.rowOutcomes() == null ? List.of() : request.rowOutcomes();
        Transition transition = Transition.to(request.outcome());
        Submission submission = store.find(operator, id);
        check(submission, request.outcome(), request.reason(), rowOutcomes);
        Optional<Outcome> earlier = store.outcome(id);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Outcome outcome = Outcome.builder()
                .outcome(request.outcome())
                .decidedAt(now)
                .reason(request.reason())
                .rowOutcomes(rowOutcomes.isEmpty() ? null : rowOutcomes)
                .build();
        if (earlier.isPresent()) {
            return repeated(submission, transition, earlier.get(), outcome);
        }
        requireInFile(submission, rowOutcomes);
        byte[] receipt = receipts.issue(
                ReceiptContents.of(submission, outcome, operator.party().id()));
        boolean changed = jdbi.inTransaction(transaction -> {
            if (!Transitions.apply(transaction, submission, transition, operator, now, request.reason())) {
                return false;
            }
            transaction
                    .attach(OutcomeDao.class)
                    .insert(id, request.outcome(), request.reason(), rowOutcomes, now, receipt);
            return true;
        });
        if (changed) {
            afterCommit.run();
            AuditLog.changed(transition.event(), submission.id(), submission.partyId(), submission.fileType());
            return new ActResult(submission.after(transition, now), false);
        }
        Submission found = store.find(operator, id);
        return store.outcome(id)
                .map(decided -> repeated(found, transition, decided, outcome))
                .orElseThrow(() -> Transitions.refusal(transition, found));
    }

    private static ActResult repeated(Submission found, Transition transition, Outcome earlier, Outcome now) {
        if (isSame(earlier, now)) {
            return new ActResult(found, true);
        }
        throw Transitions.refusal(transition, found);
    }

    /** Returns whether both report the same, whenever it came and in whatever order. */
    private static boolean isSame(Outcome one, Outcome other) {
        return one.outcome() == other.outcome()
                && Objects.equals(one.reason(), other.reason())
                && rows(one).equals(rows(other));
    }

    private static Set<RowOutcome> rows(Outcome outcome) {
        return outcome.rowOutcomes() == null ? Set.of() : Set.copyOf(outcome.rowOutcomes());
    }

    private static void check(
            Submission submission, OutcomeDecision decision, @Nullable String reason, List<RowOutcome> rowOutcomes) {
        if (reason == null && decision == OutcomeDecision.REJECTED) {
            throw new ProblemException(
                    ProblemCode.REASON_REQUIRED, "Say in 'reason' why the submission is rejected; its owner reads it.");
        }
        if (reason != null && !Reason.isValid(reason)) {
            throw invalid("'reason' must be 1 to 500 characters without control characters");
        }
        if (!rowOutcomes.isEmpty() && submission.fileType() != FileType.EXIT_QUARANTINE) {
            throw invalid("'rowOutcomes' belong to Exit Quarantine files only; this is " + submission.fileType());
        }
        Set<String> seen = new HashSet<>();
        for (RowOutcome row : rowOutcomes) {
            if (!seen.add(row.requestId().toUpperCase(Locale.ROOT))) {
                throw invalid("'rowOutcomes' names the request " + row.requestId() + " twice");
            }
        }
        if (rowOutcomes.size() > submission.rowCount()) {
            throw invalid("'rowOutcomes' has more rows than the file");
        }
    }

    /** Only where the outcome is new: by the time of a repetition the file may have been deleted. */
    private void requireInFile(Submission submission, List<RowOutcome> rowOutcomes) {
        if (rowOutcomes.isEmpty()) {
            return;
        }
        Set<String> unknown = contentCheck.requestsNotIn(
                store.openFile(submission.id()),
                rowOutcomes.stream().map(RowOutcome::requestId).toList());
        if (!unknown.isEmpty()) {
            throw invalid("'rowOutcomes' names " + unknown.size() + " not in the file, such as "
                    + unknown.iterator().next());
        }
    }

    private static ProblemException invalid(String fault) {
        return new ProblemException(ProblemCode.OUTCOME_INVALID, "The outcome is not valid: " + fault + ".");
    }
}
