package org.adtgateway.server.decision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.adtgateway.checks.fileformat.ExitQuarantineRows;
import org.adtgateway.checks.fileformat.RequestId;
import org.adtgateway.checks.fileformat.RequestIndex;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.submission.Submission;
import org.adtgateway.server.submission.SubmissionReader;
import org.jspecify.annotations.Nullable;

/**
 * Finds rows of stored files by their requests. The index of a large file is made of the stored file by the first call that needs it, and kept for the
 * next ones: a file never changes. Work on files of a million rows together is done one after the other, so that it takes the memory of one. What
 * takes little memory waits for nobody: a small file, and a few rows of a large one.
 */
public final class RequestIndexes {
    private static final int ROWS_AT_ONCE = 1_000_000;
    private static final int ROWS_KEPT = 1_000_000;
    /** A file of so many rows is small: its index is less than what a call takes anyway, and is made in a moment. */
    private static final int SMALL = 10_000;

    private static final int PATIENCE_SECONDS = 30;

    private final SubmissionReader store;
    private final int maxLineLength;
    private final Semaphore rows = new Semaphore(ROWS_AT_ONCE, true);
    private final Map<UUID, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);

    /** Memory that becomes short takes an index back. */
    private record Kept(SoftReference<RequestIndex> index, int rows) {}

    /** @param maxLineLength bytes of one row of a file */
    public RequestIndexes(SubmissionReader store, int maxLineLength) {
        this.store = store;
        this.maxLineLength = maxLineLength;
    }

    /**
     * Does something with the index of a file.
     *
     * @throws ProblemException OVERLOADED where others are at work for too long
     */
    <T> T with(Submission submission, Function<RequestIndex, T> work) {
        if (submission.rowCount() <= SMALL) {
            return work.apply(read(submission));
        }
        int share = (int) Math.min(submission.rowCount(), ROWS_AT_ONCE);
        try {
            if (!rows.tryAcquire(share, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        }
        try {
            RequestIndex found = find(submission.id());
            return work.apply(found == null ? keep(submission) : found);
        } finally {
            rows.release(share);
        }
    }

    private static ProblemException busy() {
        return new ProblemException(
                ProblemCode.OVERLOADED,
                "The service is busy with other results of rows. Nothing was done; send the same request again after Retry-After.");
    }

    /** Returns the rows of a few requests, from 1, without an index; requests that the file does not name have none. */
    Map<RequestId, Integer> rowsOf(Submission submission, Set<RequestId> requests) {
        Map<RequestId, Integer> found = new HashMap<>();
        try {
            ExitQuarantineRows rows = rows(submission, ExitQuarantineRows.Place.START);
            while (found.size() < requests.size() && rows.next()) {
                boolean unused = rows.request((originator, target, counter) -> {
                    RequestId request = new RequestId(originator, target, counter);
                    if (requests.contains(request)) {
                        found.put(request, rows.number());
                    }
                });
            }
            return found;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private RequestIndex read(Submission submission) {
        try {
            return new RequestIndex(rows(submission, ExitQuarantineRows.Place.START));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static UncheckedIOException unreadable(IOException cause) {
        return new UncheckedIOException("the stored file cannot be read", cause);
    }

    /** Walks through the rows of a stored file. */
    ExitQuarantineRows rows(Submission submission, ExitQuarantineRows.Place from) throws IOException {
        return new ExitQuarantineRows(offset -> store.openFile(submission.id(), offset), from, maxLineLength);
    }

    private @Nullable RequestIndex find(UUID id) {
        synchronized (kept) {
            Kept entry = kept.get(id);
            return entry == null ? null : entry.index().get();
        }
    }

    private RequestIndex keep(Submission submission) {
        makeRoom(submission);
        RequestIndex index = read(submission);
        synchronized (kept) {
            kept.put(submission.id(), new Kept(new SoftReference<>(index), index.size()));
        }
        return index;
    }

    /** Lets indexes go that were not used for longest, before another one is made: together they would take the memory of two. */
    private void makeRoom(Submission submission) {
        synchronized (kept) {
            kept.remove(submission.id());
            long total = submission.rowCount()
                    + kept.values().stream().mapToLong(Kept::rows).sum();
            Iterator<Kept> eldest = kept.values().iterator();
            while (total > ROWS_KEPT && eldest.hasNext()) {
                total -= eldest.next().rows();
                eldest.remove();
            }
        }
    }
}
