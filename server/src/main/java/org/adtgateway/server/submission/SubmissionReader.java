package org.adtgateway.server.submission;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.adtgateway.api.ActKind;
import org.adtgateway.api.Outcome;
import org.adtgateway.api.RowOutcome;
import org.adtgateway.api.SubmissionCount;
import org.adtgateway.server.evidence.Event;
import org.adtgateway.server.evidence.EventDao;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.Caller;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Reads what is stored, for those who may see it: the owner, an operator, an auditor. To anyone else it does not exist. */
public final class SubmissionReader {
    private final Jdbi jdbi;
    private final RequestIdHash requestIds;
    private final Deadlines deadlines;
    private final Clock clock;

    public SubmissionReader(Jdbi jdbi, RequestIdHash requestIds, Deadlines deadlines, Clock clock) {
        this.jdbi = jdbi;
        this.requestIds = requestIds;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    /** A page of a list; whether more follow. */
    record Page(List<Submission> submissions, boolean more) {}

    /**
     * Returns the submission, where the caller may see it.
     *
     * @throws ProblemException NOT_FOUND, also for what the caller may not see
     */
    public Submission find(Caller caller, UUID id) {
        return jdbi.withHandle(handle -> new SubmissionDao(handle).find(id, caller.visibleOwner()))
                .orElseThrow(() -> absent("There is not a submission " + id + " that your Party may see."));
    }

    /** Returns the submissions of a Party whose signed attributes these are, whichever of its keys signed them; nearly always one at most. */
    public List<Submission> bySignedAttributes(String partyId, String attributesSha256) {
        return jdbi.withHandle(handle -> new SubmissionDao(handle).bySignedAttributes(partyId, attributesSha256));
    }

    /** Returns the newest submission of the same bytes by the same Party. */
    public Optional<UUID> sameContent(String partyId, String fileSha256) {
        return jdbi.withHandle(handle -> new SubmissionDao(handle).sameContent(partyId, fileSha256));
    }

    Page list(SubmissionFilter filter, int limit) {
        List<Submission> found = jdbi.withHandle(handle -> {
            SubmissionFilter resolved = resolved(handle, filter);
            return new SubmissionDao(handle).list(resolved, resolved.segments(deadlines, clock.instant()), limit + 1);
        });
        return found.size() > limit ? new Page(found.subList(0, limit), true) : new Page(found, false);
    }

    List<SubmissionCount> count(SubmissionFilter filter) {
        return jdbi.withHandle(handle -> {
            SubmissionFilter resolved = resolved(handle, filter);
            return new SubmissionDao(handle).count(resolved, resolved.segments(deadlines, clock.instant()));
        });
    }

    private SubmissionFilter resolved(Handle handle, SubmissionFilter filter) {
        return filter.requestId()
                .map(id -> filter.among(new RequestIdDao(handle).find(requestIds, id, filter.party())))
                .orElse(filter);
    }

    Optional<Withdrawal> withdrawal(UUID id) {
        return jdbi.withExtension(WithdrawalDao.class, dao -> dao.find(id));
    }

    /** Returns the event of the claim that stands, of a submission that was taken up. */
    Optional<Event> claim(UUID id) {
        return jdbi.withHandle(handle -> new EventDao(handle).lastClaim(id));
    }

    public Optional<Outcome> outcome(UUID id) {
        return jdbi.withExtension(OutcomeDao.class, dao -> dao.find(id));
    }

    /**
     * Returns how many rows have which result.
     *
     * @param outcome of the submission; one that an earlier version recorded has rows that nobody has counted
     */
    RowCounts rowCounts(UUID id, @Nullable Outcome outcome) {
        return jdbi.withHandle(handle -> new RowResultDao(handle).counts(id)).orElseGet(() -> counted(outcome));
    }

    private static RowCounts counted(@Nullable Outcome outcome) {
        RowCounts counts = RowCounts.NONE;
        if (outcome != null && outcome.rowOutcomes() != null) {
            for (RowOutcome row : outcome.rowOutcomes()) {
                counts = counts.with(row.outcome());
            }
        }
        return counts;
    }

    List<Event> history(Caller caller, UUID id) {
        find(caller, id);
        return jdbi.withHandle(handle -> new EventDao(handle).history(id));
    }

    /** Returns the receipt as issued. */
    byte[] receipt(Submission submission, ActKind of) {
        return switch (of) {
            case SUBMISSION ->
                jdbi.withHandle(handle -> new SubmissionDao(handle).receipt(submission.id()))
                        .orElseThrow();
            case WITHDRAWAL ->
                jdbi.withExtension(WithdrawalDao.class, dao -> dao.receipt(submission.id()))
                        .orElseThrow(() -> absentAct(submission, "withdrawn"));
            case OUTCOME ->
                jdbi.withExtension(OutcomeDao.class, dao -> dao.receipt(submission.id()))
                        .orElseThrow(() -> absentAct(submission, "decided"));
        };
    }

    /** Returns the signature as received. */
    byte[] signature(Submission submission, ActKind of) {
        return switch (of) {
            case SUBMISSION ->
                jdbi.withHandle(handle -> new SubmissionDao(handle).signature(submission.id()))
                        .orElseThrow();
            case WITHDRAWAL ->
                jdbi.withExtension(WithdrawalDao.class, dao -> dao.signature(submission.id()))
                        .orElseThrow(() -> absentAct(submission, "withdrawn"));
            case OUTCOME -> throw absent("An outcome carries no signature of a Party; its receipt proves it.");
        };
    }

    /** Returns the withdrawal instruction as received. */
    public byte[] instruction(Submission submission) {
        return jdbi.withExtension(WithdrawalDao.class, dao -> dao.instruction(submission.id()))
                .orElseThrow(() -> absentAct(submission, "withdrawn"));
    }

    /** Refuses what was purged; all that proves the submission can still be read. */
    public void requireContent(Submission submission) {
        jdbi.withHandle(handle -> new SubmissionDao(handle).purgedAt(submission.id()))
                .ifPresent(at -> {
                    throw absent("The content of submission " + submission.id() + " was deleted at " + at
                            + ", as its time was over. Its digests, signature and receipts are still here.");
                });
    }

    /** Writes the exact bytes of the file, a chunk at a time; no connection is held while the reader is slow. */
    void writeFile(UUID id, OutputStream target) throws IOException {
        int position = 0;
        while (true) {
            int next = position++;
            Optional<byte[]> chunk = jdbi.withHandle(handle -> new SubmissionDao(handle).chunk(id, next));
            if (chunk.isEmpty()) {
                return;
            }
            target.write(chunk.get());
        }
    }

    /** Reads the exact bytes of the file from one of them on, a chunk at a time; no connection is held in between. */
    public InputStream openFile(UUID id, long offset) {
        return new StoredFileInputStream(
                position -> jdbi.withHandle(handle -> new SubmissionDao(handle).chunk(id, position)), offset);
    }

    static ProblemException absentAct(Submission submission, String participle) {
        return absent(
                "Submission " + submission.id() + " was not " + participle + "; it is " + submission.status() + ".");
    }

    private static ProblemException absent(String detail) {
        return new ProblemException(ProblemCode.NOT_FOUND, detail);
    }
}
