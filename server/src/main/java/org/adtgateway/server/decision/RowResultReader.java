package org.adtgateway.server.decision;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.adtgateway.api.RowOutcome;
import org.adtgateway.api.RowOutcomeResult;
import org.adtgateway.api.RowResultPage;
import org.adtgateway.checks.fileformat.ExitQuarantineRows;
import org.adtgateway.checks.fileformat.ExitQuarantineRows.Place;
import org.adtgateway.checks.fileformat.FileType;
import org.adtgateway.checks.fileformat.RowResult;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.submission.RowResultDao;
import org.adtgateway.server.submission.RowResultDao.Instalment;
import org.adtgateway.server.submission.Submission;
import org.adtgateway.server.submission.SubmissionReader;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Reads what became of rows, in the order of the file, and the instalments that said so. No connection is held while a reader is slow. */
public final class RowResultReader {
    /** Rows that one page may walk through, so that no call takes long. */
    private static final int MOST_ROWS = 100_000;

    private static final int BLOCKS_AT_ONCE = 64;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Jdbi jdbi;
    private final SubmissionReader store;
    private final RequestIndexes indexes;

    public RowResultReader(Jdbi jdbi, SubmissionReader store, RequestIndexes indexes) {
        this.jdbi = jdbi;
        this.store = store;
        this.indexes = indexes;
    }

    /**
     * Returns a submission whose rows can be read.
     *
     * @throws ProblemException NOT_FOUND, also for a file that is not an Exit Quarantine file, or was purged
     */
    Submission find(Caller caller, UUID id) {
        Submission submission = store.find(caller, id);
        if (submission.fileType() != FileType.EXIT_QUARANTINE) {
            throw absent("Only an Exit Quarantine file has results of rows; submission " + id + " is "
                    + submission.fileType() + ".");
        }
        store.requireContent(submission);
        return submission;
    }

    /**
     * Writes all rows, or those without a result, as an instalment would have them.
     *
     * @throws ProblemException NOT_FOUND where the file was purged meanwhile
     * @throws IOException where the stored file has not all of its rows; like the other one, before the last bytes are written, so that no reader takes
     *     what there is for the whole
     */
    void writeCsv(Submission submission, boolean pending, OutputStream target) throws IOException {
        Results results = new Results(submission);
        ExitQuarantineRows rows = indexes.rows(submission, Place.START);
        OutputStream buffered = new BufferedOutputStream(target, BUFFER_BYTES);
        CsvWriter table = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(buffered, StandardCharsets.UTF_8);
        table.writeRecord("RequestID", "Outcome", "At", "Note");
        while (rows.next()) {
            RowResult result = results.of(rows);
            if (result == null) {
                table.writeRecord(rows.requestId(), "", "", "");
            } else if (!pending) {
                table.writeRecord(
                        rows.requestId(), result.outcome().name(), Objects.toString(result.at(), ""), result.note());
            }
        }
        requireWhole(submission, rows);
        table.flush();
        buffered.flush();
    }

    /** Requires that a walk that has come to the end has seen all rows. Rows and results are purged together, so that both were there until now. */
    private void requireWhole(Submission submission, ExitQuarantineRows rows) throws IOException {
        store.requireContent(submission);
        if (rows.number() != submission.rowCount()) {
            throw new IOException("the stored file of submission " + submission.id() + " has " + rows.number()
                    + " rows in place of " + submission.rowCount());
        }
    }

    /**
     * Returns a page of rows.
     *
     * @throws ProblemException INVALID_PARAMETER for a cursor that is not one of this submission; NOT_FOUND where the file was purged meanwhile
     */
    RowResultPage page(Submission submission, boolean pending, int limit, @Nullable String cursor) {
        try {
            Place from = cursor == null ? Place.START : RowCursor.parse(cursor, submission, store);
            Results results = new Results(submission);
            ExitQuarantineRows rows = indexes.rows(submission, from);
            List<org.adtgateway.api.RowResult> page = new ArrayList<>();
            int walked = 0;
            while (page.size() < limit && walked < MOST_ROWS && rows.next()) {
                walked++;
                RowResult result = results.of(rows);
                if (!pending || result == null) {
                    page.add(shown(rows, result));
                }
            }
            if (page.size() == limit || walked == MOST_ROWS) {
                store.requireContent(submission);
            } else {
                requireWhole(submission, rows);
            }
            boolean more = rows.number() < submission.rowCount();
            return new RowResultPage(page, more ? RowCursor.of(rows.place()) : null);
        } catch (IOException e) {
            throw new UncheckedIOException("the stored file cannot be read", e);
        }
    }

    private static org.adtgateway.api.RowResult shown(ExitQuarantineRows rows, @Nullable RowResult result) {
        org.adtgateway.api.RowResult.Builder row =
                org.adtgateway.api.RowResult.builder().row((long) rows.number()).requestId(rows.requestId());
        return result == null
                ? row.build()
                : row.outcome(RowOutcomes.shown(result.outcome()))
                        .at(result.at())
                        .note(result.note().isEmpty() ? null : result.note())
                        .build();
    }

    /**
     * Returns an instalment by its digest, hex.
     *
     * @throws ProblemException NOT_FOUND
     */
    Instalment instalment(Submission submission, String sha256) {
        return jdbi.withHandle(handle -> new RowResultDao(handle).instalment(submission.id(), sha256))
                .orElseThrow(() -> absent("Submission " + submission.id()
                        + " has no such instalment; its events ROWS_REPORTED name those that there are."));
    }

    void writeInstalment(Submission submission, Instalment instalment, OutputStream target) throws IOException {
        Optional<byte[]> chunk = chunk(submission, instalment, 0);
        for (int position = 1; chunk.isPresent(); position++) {
            target.write(chunk.get());
            chunk = chunk(submission, instalment, position);
        }
    }

    private Optional<byte[]> chunk(Submission submission, Instalment instalment, int position) {
        return jdbi.withHandle(
                handle -> new RowResultDao(handle).chunk(submission.id(), instalment.version(), position));
    }

    byte[] receipt(Submission submission, Instalment instalment) {
        return jdbi.withHandle(handle -> new RowResultDao(handle).receipt(submission.id(), instalment.version()));
    }

    private static ProblemException absent(String detail) {
        return new ProblemException(ProblemCode.NOT_FOUND, detail);
    }

    /** The results of a file as one walks through its rows: those of instalments, and those of the outcome itself. */
    private final class Results {
        private final UUID id;
        private final Map<String, RowOutcomeResult> ofOutcome = new HashMap<>();
        private Map<Integer, RowResultBlock> window = Map.of();
        private int windowStart = -1;

        Results(Submission submission) {
            this.id = submission.id();
            store.outcome(id)
                    .map(outcome -> Objects.requireNonNullElse(outcome.rowOutcomes(), List.<RowOutcome>of()))
                    .ifPresent(rows -> rows.forEach(
                            row -> ofOutcome.put(row.requestId().toUpperCase(Locale.ROOT), row.outcome())));
        }

        @Nullable
        RowResult of(ExitQuarantineRows rows) {
            int number = RowResultBlock.of(rows.number());
            if (windowStart < 0 || number >= windowStart + BLOCKS_AT_ONCE) {
                windowStart = number;
                window = read(number);
            }
            RowResultBlock block = window.get(number);
            RowResult result = block == null ? null : block.get(rows.number());
            if (result != null || ofOutcome.isEmpty()) {
                return result;
            }
            RowOutcomeResult outcome = ofOutcome.get(rows.requestId().toUpperCase(Locale.ROOT));
            return outcome == null ? null : new RowResult(RowOutcomes.checked(outcome), null, "");
        }

        private Map<Integer, RowResultBlock> read(int first) {
            List<Integer> numbers =
                    IntStream.range(first, first + BLOCKS_AT_ONCE).boxed().toList();
            Map<Integer, RowResultBlock> blocks = new HashMap<>();
            jdbi.withHandle(handle -> new RowResultDao(handle).blocks(id, numbers))
                    .forEach((number, bytes) -> blocks.put(number, new RowResultBlock(bytes)));
            return blocks;
        }
    }
}
