package org.adtgateway.server.submission;

import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.adtgateway.api.Actor;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Stores submissions, each with its bytes, receipt and event, once and durably. Files of one chunk that arrive together share a statement and a
 * commit ({@link GroupCommit}, adr/0015); a larger file has a transaction of its own, which may begin before its rows are checked (adr/0017).
 */
public final class SubmissionWriter {
    /** The size of a chunk of a stored file. */
    public static final int CHUNK_BYTES = 256 * 1024;

    private static final int MAX_GROUP = 32;

    private final Jdbi jdbi;
    private final GroupCommit<Received, Optional<Submission>> groups;

    public SubmissionWriter(Jdbi jdbi) {
        this.jdbi = jdbi;
        this.groups = new GroupCommit<>(
                group -> jdbi.withHandle(handle -> insert(handle, group)), SubmissionWriter::isRefusal, MAX_GROUP);
    }

    /**
     * Stores a group by one statement. A statement does not see what it stores itself: where two have the same content, each is stored by a statement of
     * its own, so that the later one names the earlier one ({@code same_content}).
     */
    private static List<Optional<Submission>> insert(Handle handle, List<Received> group) {
        SubmissionDao dao = new SubmissionDao(handle);
        long contents = group.stream()
                .map(each -> each.submission().partyId() + each.submission().fileSha256())
                .distinct()
                .count();
        if (contents == group.size()) {
            return dao.insert(group);
        }
        return handle.inTransaction(transaction -> {
            Map<UUID, Optional<Submission>> stored = new HashMap<>();
            group.stream()
                    .sorted(Comparator.comparing(each -> each.submission().act()))
                    .forEach(each -> stored.put(
                            each.submission().id(), dao.insert(List.of(each)).get(0)));
            return group.stream()
                    .map(each ->
                            Objects.requireNonNull(stored.get(each.submission().id())))
                    .toList();
        });
    }

    /**
     * Holds a submission that is to be stored.
     *
     * @param firstChunk of its bytes; most files have no second one
     * @param requestIds by which an Exit Quarantine file of one chunk is found at once
     * @param actor who sent it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Received(
            Submission submission,
            byte[] signature,
            byte[] receipt,
            byte[] firstChunk,
            RequestIdPages requestIds,
            Actor actor) {
        Received keyedWithSigner() {
            return new Received(submission.keyedWithSigner(), signature, receipt, firstChunk, requestIds, actor);
        }
    }

    /** Stores a submission of one chunk. Returns nothing, and changes nothing, where the same act was stored before. */
    public Optional<Submission> store(Received received) {
        Optional<Submission> stored = groups.store(received);
        return stored.isEmpty() && isKeyOfAnotherSigner(received) ? groups.store(received.keyedWithSigner()) : stored;
    }

    private boolean isKeyOfAnotherSigner(Received received) {
        return jdbi.withHandle(handle -> new SubmissionDao(handle).isKeyOfAnotherSigner(received.submission()));
    }

    /** Returns whether this very act is stored, so that a large file need not be checked again. */
    public boolean isStored(Act act) {
        return jdbi.withHandle(handle -> new SubmissionDao(handle).isStored(act));
    }

    /** Returns how many submissions wait for the next statement. */
    public int queued() {
        return groups.waiting();
    }

    /**
     * Stores a submission of several chunks. Chunks are written while the rows are still being checked, as the submission itself, whose receipt
     * states the rows, has to wait for that check; a refusal ends the transaction with nothing stored.
     *
     * @param rest the file after its first chunk
     * @param refused whether the check has failed by now, so that no more needs to be written
     * @param received waits for the check; throws its refusal
     * @return nothing, with nothing changed, where the same act was stored before
     */
    public Optional<Submission> storeInChunks(
            UUID id, InputStream rest, BooleanSupplier refused, Supplier<Received> received) throws IOException {
        return jdbi.inTransaction(handle -> {
            SubmissionDao dao = new SubmissionDao(handle);
            writeChunks(dao, id, rest, refused);
            return insertLast(handle, dao, received.get());
        });
    }

    private static void writeChunks(SubmissionDao dao, UUID id, InputStream rest, BooleanSupplier refused)
            throws IOException {
        dao.expectChunksFirst();
        byte[] chunk = rest.readNBytes(CHUNK_BYTES);
        for (int position = 1; chunk.length > 0 && !refused.getAsBoolean(); position++) {
            dao.insertChunk(id, position, chunk);
            chunk = rest.readNBytes(CHUNK_BYTES);
        }
    }

    private static Optional<Submission> insertLast(Handle handle, SubmissionDao dao, Received received) {
        Optional<Submission> stored = dao.insert(List.of(received)).get(0);
        if (stored.isEmpty() && dao.isKeyOfAnotherSigner(received.submission())) {
            stored = dao.insert(List.of(received.keyedWithSigner())).get(0);
        }
        if (stored.isEmpty()) {
            // the same act, by another call at the same time
            handle.rollback();
        }
        return stored;
    }

    /** Returns whether the database works and refused what it was given: SQLSTATE class 22, data, or 23, integrity. */
    private static boolean isRefusal(RuntimeException failure) {
        return failure.getCause() instanceof SQLException cause
                && cause.getSQLState() != null
                && cause.getSQLState().matches("2[23].*");
    }
}
