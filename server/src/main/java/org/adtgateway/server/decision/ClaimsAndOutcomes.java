package org.adtgateway.server.decision;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.adtgateway.api.Outcome;
import org.adtgateway.api.OutcomeDecision;
import org.adtgateway.api.OutcomeRequest;
import org.adtgateway.api.RowOutcome;
import org.adtgateway.api.SubmissionStatus;
import org.adtgateway.checks.fileformat.FileType;
import org.adtgateway.checks.fileformat.RequestId;
import org.adtgateway.checks.fileformat.RowResult;
import org.adtgateway.server.evidence.AuditLog;
import org.adtgateway.server.evidence.ReceiptIssuer;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.submission.ActResult;
import org.adtgateway.server.submission.OutcomeDao;
import org.adtgateway.server.submission.Reason;
import org.adtgateway.server.submission.ReceiptContents;
import org.adtgateway.server.submission.RowCounts;
import org.adtgateway.server.submission.RowResultDao;
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
    private final RequestIndexes indexes;
    private final ReceiptIssuer receipts;
    private final Runnable afterCommit;
    private final Clock clock;

    /** @param afterCommit called when there is a new event */
    public ClaimsAndOutcomes(
            Jdbi jdbi,
            SubmissionReader store,
            RequestIndexes indexes,
            ReceiptIssuer receipts,
            Runnable afterCommit,
            Clock clock) {
        this.jdbi = jdbi;
        this.store = store;
        this.indexes = indexes;
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
        requireWords(note, "note");
        Submission submission = store.find(operator, id);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return changed(
                operator,
                submission,
                Transition.CLAIM,
                jdbi.withHandle(
                        handle -> Transitions.apply(handle, submission, Transition.CLAIM, operator, now, note)));
    }

    /**
     * Hands a claim back, whichever certificate of an operator made it, as long as no row has a result.
     *
     * @throws ProblemException NOT_FOUND, NOT_RELEASABLE; INVALID_PARAMETER for a reason with control characters
     */
    Submission release(Caller operator, UUID id, String reason) {
        requireWords(reason, "reason");
        Submission submission = store.find(operator, id);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return changed(operator, submission, Transition.RELEASE, jdbi.inTransaction(transaction -> {
            Submission current = Transitions.lock(transaction, submission);
            if (current.status() == SubmissionStatus.PROCESSING
                    && new RowResultDao(transaction).counts(id).isPresent()) {
                throw new ProblemException(
                                ProblemCode.NOT_RELEASABLE,
                                "Rows of submission " + id
                                        + " have results, which stand, so that its claim can no longer be"
                                        + " released. Any operator may report the remaining rows and record the outcome.")
                        .with(problem -> problem.submissionId(id.toString()).currentStatus(current.status()));
            }
            return Transitions.apply(transaction, current, Transition.RELEASE, operator, now, reason);
        }));
    }

    private static void requireWords(@Nullable String words, String name) {
        if (words != null && !Reason.isValid(words)) {
            throw new ProblemException(
                    ProblemCode.INVALID_PARAMETER,
                    "'" + name + "' must be 1 to 500 characters without control characters.");
        }
    }

    private Submission changed(
            Caller operator, Submission before, Transition transition, Optional<Submission> changed) {
        Submission after =
                changed.orElseThrow(() -> Transitions.refusal(transition, store.find(operator, before.id())));
        afterCommit.run();
        AuditLog.changed(transition.event(), after.id(), after.partyId(), after.fileType());
        return after;
    }

    /**
     * Records the outcome. The same outcome again changes nothing; another one is refused.
     *
     * @throws ProblemException NOT_FOUND, REASON_REQUIRED, OUTCOME_INVALID, ROW_RESULTS_MISSING, NOT_DECIDABLE
     */
    ActResult decide(Caller operator, UUID id, OutcomeRequest request) {
        List<RowOutcome> rowOutcomes = request.rowOutcomes() == null ? List.of() : request.rowOutcomes();
        Transition transition = Transition.to(request.outcome());
        Submission submission = store.find(operator, id);
        check(submission, request.outcome(), request.reason(), rowOutcomes);
        Optional<Outcome> earlier = store.outcome(id);
        if (earlier.isPresent()) {
            return repeated(submission, transition, earlier.get(), request);
        }
        Map<Integer, RowOutcome> rows = rows(submission, rowOutcomes);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Optional<Submission> changed = jdbi.inTransaction(transaction -> {
            Submission current = Transitions.lock(transaction, submission);
            if (current.status() != SubmissionStatus.PROCESSING) {
                return Optional.empty();
            }
            // whether rows remain, which the receipt states, is known only now
            boolean incomplete = current.fileType() == FileType.EXIT_QUARANTINE
                    && settleRows(new RowResultDao(transaction), current, request, rows);
            Outcome outcome = Outcome.builder()
                    .outcome(request.outcome())
                    .decidedAt(now)
                    .reason(request.reason())
                    .rowOutcomes(rowOutcomes.isEmpty() ? null : rowOutcomes)
                    .incomplete(incomplete ? true : null)
                    .build();
            byte[] receipt = receipts.issue(
                    ReceiptContents.of(current, outcome, operator.party().id()));
            transaction
                    .attach(OutcomeDao.class)
                    .insert(id, request.outcome(), request.reason(), rowOutcomes, incomplete, now, receipt);
            return Transitions.apply(transaction, current, transition, operator, now, request.reason());
        });
        if (changed.isPresent()) {
            afterCommit.run();
            AuditLog.changed(transition.event(), submission.id(), submission.partyId(), submission.fileType());
            return new ActResult(changed.get(), false);
        }
        Submission found = store.find(operator, id);
        return store.outcome(id)
                .map(decided -> repeated(found, transition, decided, request))
                .orElseThrow(() -> Transitions.refusal(transition, found));
    }

    /**
     * Adds the rows of an outcome to the results that stand, and requires that an outcome which completes the file leaves none without, unless it says so.
     *
     * @return whether it completes the file and leaves some without
     */
    private static boolean settleRows(
            RowResultDao dao, Submission submission, OutcomeRequest outcome, Map<Integer, RowOutcome> rows) {
        RowCounts counts = dao.counts(submission.id()).orElse(RowCounts.NONE);
        Map<Integer, byte[]> blocks = dao.blocks(
                submission.id(), rows.keySet().stream().map(RowResultBlock::of).collect(Collectors.toSet()));
        for (Map.Entry<Integer, RowOutcome> row : rows.entrySet()) {
            RowResult standing = new RowResultBlock(blocks.get(RowResultBlock.of(row.getKey()))).get(row.getKey());
            RowOutcome said = row.getValue();
            if (standing == null) {
                counts = counts.with(said.outcome());
            } else if (RowOutcomes.shown(standing.outcome()) != said.outcome()) {
                throw invalid("'rowOutcomes' says " + said.outcome() + " of the request " + said.requestId()
                        + ", whose result is " + standing);
            }
        }
        long pending = submission.rowCount() - counts.reported();
        boolean incomplete = pending > 0 && outcome.outcome() == OutcomeDecision.COMPLETED;
        if (incomplete && !Boolean.TRUE.equals(outcome.incomplete())) {
            throw missing(submission, pending);
        }
        if (!rows.isEmpty()) {
            dao.put(submission.id(), counts);
        }
        return incomplete;
    }

    private static ProblemException missing(Submission submission, long pending) {
        return new ProblemException(
                        ProblemCode.ROW_RESULTS_MISSING,
                        pending + " of " + submission.rowCount()
                                + " rows have no result. Report them first, or say 'incomplete': true; GET /v1/submissions/"
                                + submission.id() + "/row-results?pending=true lists them.")
                .with(problem -> problem.pendingRows(pending));
    }

    private static ActResult repeated(Submission found, Transition transition, Outcome earlier, OutcomeRequest now) {
        if (isSame(earlier, now)) {
            return new ActResult(found, true);
        }
        throw Transitions.refusal(transition, found);
    }

    /** Returns whether a request would have led to this outcome, in whatever order it names the rows. */
    private static boolean isSame(Outcome earlier, OutcomeRequest now) {
        boolean left = Boolean.TRUE.equals(earlier.incomplete());
        return earlier.outcome() == now.outcome()
                && Objects.equals(earlier.reason(), now.reason())
                && (!left || Boolean.TRUE.equals(now.incomplete()))
                && set(earlier.rowOutcomes()).equals(set(now.rowOutcomes()));
    }

    private static Set<RowOutcome> set(@Nullable List<RowOutcome> rows) {
        return rows == null ? Set.of() : Set.copyOf(rows);
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

    /** Finds the rows of the file. Only where the outcome is new: by the time of a repetition the file may have been deleted. */
    private Map<Integer, RowOutcome> rows(Submission submission, List<RowOutcome> rowOutcomes) {
        if (rowOutcomes.isEmpty()) {
            return Map.of();
        }
        Map<RequestId, Integer> found = indexes.rowsOf(
                submission,
                rowOutcomes.stream()
                        .flatMap(each -> RequestId.parse(each.requestId()).stream())
                        .collect(Collectors.toSet()));
        Map<Integer, RowOutcome> rows = new TreeMap<>();
        List<RowOutcome> unknown = new ArrayList<>();
        for (RowOutcome each : rowOutcomes) {
            RequestId.parse(each.requestId())
                    .map(found::get)
                    .ifPresentOrElse(row -> rows.put(row, each), () -> unknown.add(each));
        }
        if (!unknown.isEmpty()) {
            throw invalid("'rowOutcomes' names " + unknown.size() + " not in the file, such as "
                    + unknown.get(0).requestId());
        }
        return rows;
    }

    private static ProblemException invalid(String fault) {
        return new ProblemException(ProblemCode.OUTCOME_INVALID, "The outcome is not valid: " + fault + ".");
    }
}
