package org.adtgateway.server.decision;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.adtgateway.checks.fileformat.RowResult;
import org.adtgateway.checks.fileformat.RowResultCheck;
import org.adtgateway.checks.fileformat.RowResultCheck.Reported;
import org.adtgateway.server.http.Spool;
import org.adtgateway.server.submission.RowCounts;
import org.adtgateway.server.submission.RowResultDao;
import org.adtgateway.server.submission.RowResultDao.Instalment;
import org.adtgateway.server.submission.SubmissionWriter;

/** The results of one submission that stand, a few blocks at a time in memory. Used in one transaction. */
final class RowResultStore {
    /** Results that are in memory at the same time. */
    private static final int PORTION = 32_768;
    /** Blocks that are in memory at the same time, and are read and written by one statement. */
    private static final int BLOCKS = 512;

    private final RowResultDao dao;
    private final UUID id;

    RowResultStore(RowResultDao dao, UUID id) {
        this.dao = dao;
        this.id = id;
    }

    /** Reports to the check which results of an instalment differ from those that stand. */
    void compare(RowResultCheck check, Spool instalment) {
        store(check, instalment, RowCounts.NONE, false);
    }

    /**
     * Adds the results of an instalment. Where the check hears of one that differs, the transaction must be rolled back.
     *
     * @param counts of those that stand
     * @return the counts with the new ones
     */
    RowCounts add(RowResultCheck check, Spool instalment, RowCounts counts) {
        return store(check, instalment, counts, true);
    }

    /**
     * Compares the results of an instalment with those that stand, and stores the new ones unless one differs.
     *
     * @param write false to compare only
     * @return the counts with the new ones
     */
    private RowCounts store(RowResultCheck check, Spool instalment, RowCounts counts, boolean write) {
        AtomicReference<RowCounts> sum = new AtomicReference<>(counts);
        try (InputStream in = instalment.open()) {
            check.eachPortion(in, PORTION, portion -> {
                for (List<List<Reported>> blocks : runs(portion)) {
                    sum.set(storeBlocks(check, blocks, Objects.requireNonNull(sum.get()), write));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("the spooled instalment cannot be read again", e);
        }
        return Objects.requireNonNull(sum.get());
    }

    /** Parts results that are in the order of their rows into those of each block, and these into runs. */
    private static List<List<List<Reported>>> runs(List<Reported> portion) {
        List<List<List<Reported>>> runs = new ArrayList<>();
        List<List<Reported>> run = new ArrayList<>();
        List<Reported> block = new ArrayList<>();
        for (Reported each : portion) {
            if (!block.isEmpty() && RowResultBlock.of(block.get(0).row()) != RowResultBlock.of(each.row())) {
                run.add(block);
                block = new ArrayList<>();
                if (run.size() == BLOCKS) {
                    runs.add(run);
                    run = new ArrayList<>();
                }
            }
            block.add(each);
        }
        run.add(block);
        runs.add(run);
        return runs;
    }

    private RowCounts storeBlocks(RowResultCheck check, List<List<Reported>> blocks, RowCounts counts, boolean write) {
        Map<Integer, byte[]> stored = dao.blocks(
                id,
                blocks.stream()
                        .map(each -> RowResultBlock.of(each.get(0).row()))
                        .toList());
        Map<Integer, byte[]> changed = new TreeMap<>();
        RowCounts sum = counts;
        for (List<Reported> results : blocks) {
            int number = RowResultBlock.of(results.get(0).row());
            RowResultBlock block = new RowResultBlock(stored.get(number));
            RowCounts before = sum;
            for (Reported reported : results) {
                RowResult standing = block.get(reported.row());
                if (standing == null && write) {
                    block.set(reported.row(), reported.result());
                    sum = sum.with(RowOutcomes.shown(reported.result().outcome()));
                } else if (standing != null && !standing.equals(reported.result())) {
                    check.differs(reported, standing);
                }
            }
            if (!sum.equals(before)) {
                changed.put(number, block.bytes());
            }
        }
        if (check.isAccepted() && !changed.isEmpty()) {
            dao.put(id, changed);
        }
        return sum;
    }

    /** Keeps an instalment: its bytes, and its receipt. */
    void keep(Instalment stored, Spool instalment, byte[] receipt) {
        try (InputStream in = instalment.open()) {
            byte[] chunk = in.readNBytes(SubmissionWriter.CHUNK_BYTES);
            dao.insert(id, stored, instalment.sha256(), receipt, chunk);
            chunk = in.readNBytes(SubmissionWriter.CHUNK_BYTES);
            for (int position = 1; chunk.length > 0; position++) {
                dao.insertChunk(id, stored.version(), position, chunk);
                chunk = in.readNBytes(SubmissionWriter.CHUNK_BYTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the spooled instalment cannot be read again", e);
        }
    }
}
