package org.adtgateway.checks.fileformat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks one instalment of row results against its format and against the file whose rows it is about. The instalment is read twice, first to judge
 * it and then for its results, so that it never stands in memory whole. Takes up to 8 bytes of memory for each row of the file, beside the index.
 */
public final class RowResultCheck {
    private final FileFormats formats;
    private final FileLimits limits;
    private final RequestIndex index;
    private final ViolationCollector findings;
    private final RowResultRules rules;
    private final FileReport judged;
    private boolean hasOthers;

    /**
     * Reads an instalment and judges it.
     *
     * @param index of the file
     * @param instalment the caller closes it
     * @throws IOException if the bytes cannot be read; never for what they are
     */
    public RowResultCheck(FileFormats formats, FileLimits limits, RequestIndex index, InputStream instalment)
            throws IOException {
        this.formats = formats;
        this.limits = limits;
        this.index = index;
        FileFormat format = formats.rowResults().format();
        this.findings = new ViolationCollector(format, limits.maxViolations());
        this.rules = new RowResultRules(format, index, findings);
        this.judged = new FileChecker(formats, limits).check(instalment, formats.rowResults(), rules, findings);
    }

    /**
     * A result in the instalment.
     *
     * @param row of the file, from 1
     * @param place in the instalment, for {@link #differs}
     */
    public record Reported(int row, RowResult result, long place) {}

    /** Takes some results, in the order of the rows of the file; the list is the receiver's. */
    public interface Receiver {
        void take(List<Reported> results) throws IOException;
    }

    /**
     * Reads the instalment again, and hands its results on in portions.
     *
     * @param size results of a portion, at most
     * @throws IOException if the bytes cannot be read
     */
    public void eachPortion(InputStream instalment, int size, Receiver receiver) throws IOException {
        ViolationCollector known = new ViolationCollector(formats.rowResults().format(), 1);
        RowResultRules again = new RowResultRules(formats.rowResults().format(), index, known);
        Portions portions = new Portions(size, receiver);
        again.collectInto(portions);
        new FileChecker(formats, limits).check(instalment, formats.rowResults(), again, known);
        portions.finish();
    }

    /** Adds the violation that the row of the file has another result already. */
    public void differs(Reported reported, RowResult standing) {
        rules.differs(reported.place(), reported.result().outcome(), standing);
        hasOthers = true;
    }

    /** Returns whether nothing was found so far. */
    public boolean isAccepted() {
        return judged.accepted() && !hasOthers;
    }

    /** Returns all that was found so far. */
    public FileReport report() {
        return findings.report(judged.rowCount(), Collections.emptySortedSet());
    }

    /** Returns how many results of each outcome the instalment holds, in the order of the outcomes. */
    public Map<RowResult.Outcome, Long> counts() {
        return rules.counts();
    }

    /** Puts results together. */
    private static final class Portions implements RowResultRules.Sink {
        private final int size;
        private final Receiver receiver;
        private List<Reported> results = new ArrayList<>();
        private @Nullable IOException failure;

        Portions(int size, Receiver receiver) {
            this.size = size;
            this.receiver = receiver;
        }

        @Override
        public void result(int row, RowResult result, long place) {
            results.add(new Reported(row, result, place));
            if (results.size() == size) {
                hand();
            }
        }

        private void hand() {
            if (failure != null || results.isEmpty()) {
                return;
            }
            results.sort(Comparator.comparingInt(Reported::row));
            try {
                receiver.take(results);
            } catch (IOException e) {
                failure = e;
            }
            results = new ArrayList<>();
        }

        void finish() throws IOException {
            hand();
            if (failure != null) {
                throw failure;
            }
        }
    }
}
