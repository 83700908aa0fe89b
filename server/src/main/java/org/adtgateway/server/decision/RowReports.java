package org.adtgateway.server.decision;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.BiFunction;
import org.adtgateway.api.Format;
import org.adtgateway.api.SubmissionStatus;
import org.adtgateway.api.ValidationReport;
import org.adtgateway.checks.fileformat.FileFormats;
import org.adtgateway.checks.fileformat.FileLimits;
import org.adtgateway.checks.fileformat.FileReport;
import org.adtgateway.checks.fileformat.FileType;
import org.adtgateway.checks.fileformat.RequestIndex;
import org.adtgateway.checks.fileformat.RowResultCheck;
import org.adtgateway.server.evidence.AuditLog;
import org.adtgateway.server.evidence.ReceiptIssuer;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.http.Spool;
import org.adtgateway.server.http.UnreadBody;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.submission.ActResult;
import org.adtgateway.server.submission.Limits;
import org.adtgateway.server.submission.ReceiptContents;
import org.adtgateway.server.submission.ReceiptContents.RowResultsInstalment;
import org.adtgateway.server.submission.RowCounts;
import org.adtgateway.server.submission.RowResultDao;
import org.adtgateway.server.submission.RowResultDao.Instalment;
import org.adtgateway.server.submission.Submission;
import org.adtgateway.server.submission.SubmissionReader;
import org.adtgateway.server.submission.Transition;
import org.adtgateway.server.submission.Transitions;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The DCC reports what became of rows, in instalments. An instalment is taken in and judged first; then, with the submission locked, it is compared
 * with the results that stand, and stored as a whole or not at all.
 */
public final class RowReports {
    /** Changes of one submission, so that its history stays readable; then one more instalment ends it. */
    private static final int MAX_VERSION = 10_000;

    private final Jdbi jdbi;
    private final SubmissionReader store;
    private final RequestIndexes indexes;
    private final FileFormats formats;
    private final FileLimits fileLimits;
    private final UnreadBody bodies;
    private final Limits limits;
    private final ReceiptIssuer receipts;
    private final Runnable afterCommit;
    private final Clock clock;

    /** @param afterCommit called when there is a new event */
    public RowReports(
            Jdbi jdbi,
            SubmissionReader store,
            RequestIndexes indexes,
            FileFormats formats,
            FileLimits fileLimits,
            UnreadBody bodies,
            Limits limits,
            ReceiptIssuer receipts,
            Runnable afterCommit,
            Clock clock) {
        this.jdbi = jdbi;
        this.store = store;
        this.indexes = indexes;
        this.formats = formats;
        this.fileLimits = fileLimits;
        this.bodies = bodies;
        this.limits = limits;
        this.receipts = receipts;
        this.afterCommit = afterCommit;
        this.clock = clock;
    }

    /**
     * Records the results of an instalment. Where none is new, it changes nothing.
     *
     * @throws ProblemException NOT_FOUND, FILE_TOO_LARGE, NOT_DECIDABLE, ROW_RESULTS_INVALID; ROW_RESULTS_MISSING after too many instalments
     */
    ActResult report(Caller operator, UUID id, InputStream body) {
        return taken(operator, id, body, (found, instalment) -> {
            if (isStored(found, instalment)) {
                return new ActResult(store.find(operator, id), true);
            }
            // it may have been claimed while the body came
            Submission submission = found.status() == SubmissionStatus.PROCESSING ? found : store.find(operator, id);
            requireRows(submission);
            requireInProgress(submission);
            ActResult result = indexes.with(submission, index -> report(operator, submission, instalment, index));
            if (!result.replayed()) {
                afterCommit.run();
                AuditLog.changed(
                        Transition.REPORT_ROWS.event(), submission.id(), submission.partyId(), submission.fileType());
            }
            return result;
        });
    }

    /**
     * Checks an instalment as {@link #report} does, and keeps nothing.
     *
     * @throws ProblemException NOT_FOUND, FILE_TOO_LARGE; ROW_RESULTS_INVALID for a file that has no results of rows
     */
    ValidationReport validate(Caller operator, UUID id, InputStream body) {
        return taken(operator, id, body, (submission, instalment) -> {
            requireRows(submission);
            store.requireContent(submission);
            return indexes.with(submission, index -> {
                RowResultCheck check = check(index, instalment);
                compare(submission, check, instalment);
                FileReport report = check.report();
                return ValidationReport.builder()
                        .accepted(report.accepted())
                        .fileType(submission.fileType())
                        .fileSha256(sha256(instalment))
                        .fileSize(instalment.size())
                        .format(new Format(formats.rowResultsName(), formats.rowResultsVersion()))
                        .rowCount(report.rowCount())
                        .violations(report.violations())
                        .totals(report.totals())
                        .build();
            });
        });
    }

    /** Takes a body in before anything is locked or held; the submission is as it was when the body began. */
    private <T> T taken(Caller operator, UUID id, InputStream body, BiFunction<Submission, Spool, T> work) {
        Submission submission = store.find(operator, id);
        try (Spool instalment = bodies.read(body, limits.maxFileSize().toBytes(), ProblemCode.FILE_TOO_LARGE)) {
            return work.apply(submission, instalment);
        }
    }

    private static void requireInProgress(Submission submission) {
        if (submission.status() != SubmissionStatus.PROCESSING) {
            throw Transitions.refusal(Transition.REPORT_ROWS, submission);
        }
    }

    private static void requireRows(Submission submission) {
        if (submission.fileType() != FileType.EXIT_QUARANTINE) {
            throw new ProblemException(
                    ProblemCode.ROW_RESULTS_INVALID,
                    "Results of rows belong to Exit Quarantine files only; this is " + submission.fileType()
                            + ". Record its outcome instead.");
        }
    }

    private boolean isStored(Submission submission, Spool instalment) {
        return jdbi.withHandle(handle -> isStored(handle, submission, instalment));
    }

    private static boolean isStored(Handle handle, Submission submission, Spool instalment) {
        return new RowResultDao(handle)
                .instalment(submission.id(), sha256(instalment))
                .isPresent();
    }

    private RowResultCheck check(RequestIndex index, Spool instalment) {
        try (InputStream in = instalment.open()) {
            return new RowResultCheck(formats, fileLimits, index, in);
        } catch (IOException e) {
            throw new UncheckedIOException("the spooled instalment cannot be read again", e);
        }
    }

    private ActResult report(Caller operator, Submission submission, Spool instalment, RequestIndex index) {
        RowResultCheck check = check(index, instalment);
        if (!check.isAccepted()) {
            compare(submission, check, instalment);
            throw invalid(check);
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        byte[] receipt = receipts.issue(ReceiptContents.of(
                submission,
                new RowResultsInstalment(sha256(instalment), instalment.size(), RowOutcomes.counts(check.counts())),
                now,
                operator.party().id()));
        return jdbi.inTransaction(handle -> {
            Submission current = Transitions.lock(handle, submission);
            if (current.version() > submission.version() && isStored(handle, current, instalment)) {
                return new ActResult(current, true);
            }
            requireInProgress(current);
            RowResultDao dao = new RowResultDao(handle);
            RowCounts before = dao.counts(current.id()).orElse(RowCounts.NONE);
            RowResultStore results = new RowResultStore(dao, current.id());
            RowCounts after = results.add(check, instalment, before);
            if (!check.isAccepted()) {
                throw invalid(check);
            }
            if (after.equals(before)) {
                return new ActResult(current, true);
            }
            long pending = current.rowCount() - after.reported();
            if (current.version() >= MAX_VERSION && pending > 0) {
                throw tooMany(pending);
            }
            dao.put(current.id(), after);
            Submission changed = Transitions.reportRows(handle, current, operator, now, sha256(instalment))
                    .orElseThrow();
            results.keep(new Instalment(changed.version(), instalment.size()), instalment, receipt);
            return new ActResult(changed, false);
        });
    }

    private void compare(Submission submission, RowResultCheck check, Spool instalment) {
        jdbi.useHandle(
                handle -> new RowResultStore(new RowResultDao(handle), submission.id()).compare(check, instalment));
    }

    private static ProblemException tooMany(long pending) {
        return new ProblemException(
                        ProblemCode.ROW_RESULTS_MISSING,
                        "The submission has had " + MAX_VERSION
                                + " changes, which is the limit, and after this instalment "
                                + pending + " rows would have no result. Nothing of it was taken. Report all that"
                                + " remains in one instalment, which may be as large as the file, or record the outcome with 'incomplete': true.")
                .with(problem -> problem.pendingRows(pending));
    }

    private static ProblemException invalid(RowResultCheck check) {
        FileReport report = check.report();
        long errors = report.totals().errors();
        return new ProblemException(
                        ProblemCode.ROW_RESULTS_INVALID,
                        "The instalment has " + errors + (errors == 1 ? " fault" : " faults")
                                + "; 'violations' says where and what to do. Nothing of it was taken. Fix it and send it again.")
                .with(problem -> problem.violations(report.violations()).totals(report.totals()));
    }

    private static String sha256(Spool instalment) {
        return HexFormat.of().formatHex(instalment.sha256());
    }
}
