package org.adtgateway.checks.fileformat;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.adtgateway.checks.violation.Violation;
import org.jspecify.annotations.Nullable;

/** The rules across columns and rows of an instalment of row results: each names a row of the file, once. */
final class RowResultRules implements CrossRowRules {
    private static final int PAGE_BITS = 12;
    private static final int IN_PAGE = (1 << PAGE_BITS) - 1;

    private final int requestId;
    private final int outcome;
    private final int at;
    private final int note;
    private final List<RowResult.Outcome> outcomes;
    private final Rule form;
    private final Rule unknown;
    private final Rule duplicate;
    private final Rule contradiction;
    private final Rule missing;
    private final Rule differs;
    private final @Nullable RequestIndex index;
    private final ViolationCollector findings;
    /** Where the instalment names each row of the file first; pages of rows that it does not name are absent. */
    private final long[] @Nullable [] places;

    private final long[] counts = new long[RowResult.Outcome.values().length + 1];
    private @Nullable Sink sink;

    /** Hears of each result that can stand. */
    interface Sink {
        void result(int row, RowResult result, long place);
    }

    /**
     * The rules for one instalment.
     *
     * @param index of the file; null where only the document is to be judged
     * @throws IllegalArgumentException if the document lacks a column or a rule that the code needs
     */
    RowResultRules(FileFormat format, @Nullable RequestIndex index, ViolationCollector findings) {
        this.requestId = format.column("RequestID", Column.Type.STRING);
        this.outcome = format.column("Outcome", Column.Type.STRING);
        this.at = format.column("At", Column.Type.DATETIME);
        this.note = format.column("Note", Column.Type.STRING);
        this.outcomes = format.columns().get(outcome).values().stream()
                .map(RowResultRules::known)
                .toList();
        if (outcomes.isEmpty()) {
            throw new IllegalArgumentException("the column Outcome must have an enum");
        }
        this.form = format.rule("rr.request-id.format");
        this.unknown = format.rule("rr.request-id.unknown");
        this.duplicate = format.rule("rr.request-id.duplicate");
        this.contradiction = format.rule("rr.request-id.contradiction");
        this.missing = format.rule("rr.outcome.missing");
        this.differs = format.rule("rr.outcome.differs");
        for (Rule rule : List.of(form, unknown, duplicate, contradiction, missing, differs)) {
            if (rule.severity() != Violation.Severity.ERROR) {
                throw new IllegalArgumentException("the rule " + rule.id() + " must have the severity ERROR");
            }
        }
        format.requireUniqueKey("RequestID");
        this.index = index;
        this.findings = findings;
        this.places = new long[index == null ? 0 : (index.size() >>> PAGE_BITS) + 1][];
    }

    private static RowResult.Outcome known(String value) {
        return Arrays.stream(RowResult.Outcome.values())
                .filter(each -> each.name().equals(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the column Outcome has the value " + value
                        + ", which the contract does not know; known are "
                        + Arrays.toString(RowResult.Outcome.values())));
    }

    /** From now on the results go there, and the rows are not judged again. */
    void collectInto(Sink target) {
        sink = target;
    }

    @Override
    public void check(Row row) {
        if (sink == null && row.length(outcome) == 0 && row.length(at) + row.length(note) > 0) {
            findings.row(missing, row, null);
        }
        if (!row.present[requestId] || index == null) {
            return;
        }
        DuisRequestId request = row.request;
        if (!request.read(row.bytes, row.from(requestId), row.to(requestId))) {
            findings.column(form, row, requestId);
            return;
        }
        int found = request.counterFits ? index.rowOf(request) : 0;
        if (sink != null) {
            if (found != 0 && row.present[outcome]) {
                sink.result(found, result(row), place(row));
            }
        } else if (found == 0) {
            if (findings.counts(unknown)) {
                findings.describe(unknown, row, requestId, null, null);
            }
        } else {
            note(row, found);
        }
    }

    private RowResult result(Row row) {
        Instant time = row.present[at] ? Instant.ofEpochSecond(row.value[at]) : null;
        return new RowResult(outcomes.get((int) row.value[outcome]), time, row.text(note));
    }

    /** Notes that the instalment names the row of the file, or reports that it did before. */
    private void note(Row row, int found) {
        long[] page = places[found >>> PAGE_BITS];
        if (page == null) {
            page = new long[1 << PAGE_BITS];
            places[found >>> PAGE_BITS] = page;
        }
        long place = place(row);
        long first = page[found & IN_PAGE];
        if (first == 0) {
            page[found & IN_PAGE] = place;
            if (row.present[outcome]) {
                counts[outcomes.get((int) row.value[outcome]).code()]++;
            }
            return;
        }
        int one = PackedPosition.tag(first);
        int other = PackedPosition.tag(place);
        boolean contradicts = one != 0 && other != 0 && one != other;
        Rule rule = contradicts ? contradiction : duplicate;
        if (findings.counts(rule)) {
            String detail = PackedPosition.both(first, place)
                    + (contradicts
                            ? " The first says " + outcomes.get(one - 1) + ", the second " + outcomes.get(other - 1)
                                    + "."
                            : "");
            findings.describe(rule, row, requestId, detail, null);
        }
    }

    private long place(Row row) {
        return PackedPosition.of(row, row.present[outcome] ? (int) row.value[outcome] + 1 : 0);
    }

    /** Reports a line whose row has another result already. */
    void differs(long place, RowResult.Outcome said, RowResult standing) {
        if (findings.countsLate(differs)) {
            findings.describeLate(differs, place, outcome, said.name(), "It is " + standing + ".");
        }
    }

    /** Returns how many results there are of each outcome, in their order. */
    Map<RowResult.Outcome, Long> counts() {
        Map<RowResult.Outcome, Long> byOutcome = new EnumMap<>(RowResult.Outcome.class);
        for (RowResult.Outcome each : RowResult.Outcome.values()) {
            byOutcome.put(each, counts[each.code()]);
        }
        return byOutcome;
    }

    @Override
    public void end() {
        // each row has been judged when it was read
    }

    @Override
    public SortedSet<String> userIds() {
        return Collections.emptySortedSet();
    }
}
