package org.adtgateway.server.submission;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.adtgateway.checks.fileformat.ExitQuarantineRows;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has Exit Quarantine files found by their Request IDs that were stored without: those of several chunks, and those of an earlier version. One file
 * after the other, the newest first, in the background of one node at a time.
 */
public final class RequestIdIndexing {
    /** Names the lock of the node that is at it among the advisory locks of the database. */
    static final long LOCK = 0x4144545f52455149L; // "ADT_REQI"

    private static final Logger LOG = LoggerFactory.getLogger(RequestIdIndexing.class);
    private static final int BATCH = 100;
    private static final Duration UNTIL_NEXT_TRY = Duration.ofHours(1);

    private final Jdbi jdbi;
    private final SubmissionReader reader;
    private final RequestIdHash requestIds;
    private final int maxLineLength;
    private final Clock clock;
    /** When files failed that could not be read; they are passed over for a while. */
    private final Map<UUID, Instant> failures = new HashMap<>();

    /** @param maxLineLength bytes of one row of a file */
    public RequestIdIndexing(
            Jdbi jdbi, SubmissionReader reader, RequestIdHash requestIds, int maxLineLength, Clock clock) {
        this.jdbi = jdbi;
        this.reader = reader;
        this.requestIds = requestIds;
        this.maxLineLength = maxLineLength;
        this.clock = clock;
    }

    /** Adds all files that wait, unless another node is at it. */
    public void run() {
        if (!waiting(1).isEmpty()) {
            jdbi.useHandle(this::runLocked);
        }
    }

    private void runLocked(Handle handle) {
        RequestIdDao lock = new RequestIdDao(handle);
        if (!lock.tryLock(LOCK)) {
            return;
        }
        try {
            addAll();
        } finally {
            lock.unlock(LOCK);
        }
    }

    /** Looks again after each batch, as the newest ones come first. */
    private void addAll() {
        List<RequestIdDao.Waiting> batch;
        do {
            batch = waiting(BATCH);
            long added = batch.stream().filter(this::add).count();
            if (added > 0) {
                LOG.info("{} more files are found by their Request IDs now", added);
            }
        } while (batch.size() == BATCH && !Thread.currentThread().isInterrupted());
    }

    private List<RequestIdDao.Waiting> waiting(int limit) {
        Instant since = clock.instant().minus(UNTIL_NEXT_TRY);
        List<UUID> passedOver = failures.entrySet().stream()
                .filter(failure -> failure.getValue().isAfter(since))
                .map(Map.Entry::getKey)
                .toList();
        return jdbi.withHandle(handle -> new RequestIdDao(handle).waiting(passedOver, limit));
    }

    private boolean add(RequestIdDao.Waiting file) {
        try {
            RequestIdPages pages = read(file);
            return jdbi.inTransaction(
                    handle -> new RequestIdDao(handle).add(new RequestIdDao.OfSubmission(file.id(), pages)));
        } catch (RuntimeException e) {
            // where the database is what fails, this fails too, and ends the turn
            if (isWaiting(file.id()) && failures.put(file.id(), clock.instant()) == null) {
                LOG.error("submission {} cannot be found by its Request IDs, as its file cannot be read", file.id(), e);
            }
            return false;
        }
    }

    /** Not where it was purged meanwhile. */
    private boolean isWaiting(UUID id) {
        return jdbi.withHandle(handle -> new RequestIdDao(handle).isWaiting(id));
    }

    private RequestIdPages read(RequestIdDao.Waiting file) {
        RequestIdCollector named = new RequestIdCollector(requestIds);
        long rows = 0;
        try {
            ExitQuarantineRows walk = new ExitQuarantineRows(
                    offset -> reader.openFile(file.id(), offset), ExitQuarantineRows.Place.START, maxLineLength);
            while (walk.next()) {
                if (walk.request(named)) {
                    rows++;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (rows != file.rowCount()) {
            throw new IllegalStateException(rows + " of " + file.rowCount() + " rows have a Request ID");
        }
        return named.pages();
    }
}
