package org.adtgateway.server.fileformat;

import java.util.List;

/** The rules across the columns and rows of an Exit Quarantine file. */
final class ActionRules implements RowRules {
    /** A spreadsheet keeps so many digits of a number. */
    private static final int SPREADSHEET_DIGITS = 15;
    /** From so many zeros on, chance is no likely reason for them. */
    private static final int SUSPECT_ZEROS = 3;

    private final Findings findings;
    private final UserIds userIds;
    private final SeenKeys seen;

    private final int eventRef;
    private final int requestId;
    private final int action;
    private final List<String> actions;

    private final Rule rounded;
    private final Rule counter;
    private final Rule notPermitted;
    private final Rule duplicate;
    private final Rule contradiction;

    ActionRules(FileFormat format, Findings findings, UserIds userIds, SeenKeys seen) {
        this.findings = findings;
        this.userIds = userIds;
        this.seen = seen;
        this.eventRef = format.column("QuarantineEventRef", Column.Type.STRING);
        this.requestId = format.column("RequestID", Column.Type.STRING);
        this.action = format.listedColumn("Action");
        this.actions = format.columns().get(action).values();
        this.rounded = format.rule("eq.event-ref.rounded");
        this.counter = format.refusal("eq.request-id.counter");
        this.notPermitted = format.refusal("eq.request-id.not-permitted");
        this.duplicate = format.rule("eq.request-id.duplicate");
        this.contradiction = format.rule("eq.request-id.contradiction");
    }

    @Override
    public void check(Row row) {
        if (row.present[eventRef] && isRounded(row)) {
            findings.column(rounded, row, eventRef);
        }
        if (row.present[requestId]) {
            checkRequestId(row);
        }
    }

    private boolean isRounded(Row row) {
        int end = row.to(eventRef);
        int rest = row.from(eventRef) + SPREADSHEET_DIGITS;
        if (end - rest < SUSPECT_ZEROS) {
            return false;
        }
        for (int i = rest; i < end; i++) {
            if (row.bytes[i] != '0') {
                return false;
            }
        }
        return true;
    }

    private void checkRequestId(Row row) {
        byte[] bytes = row.bytes;
        int from = row.from(requestId);
        int to = row.to(requestId);
        boolean hasForm = RequestId.isAt(bytes, from, to);
        if (hasForm && !RequestId.counterFits(bytes, from, to)) {
            findings.column(counter, row, requestId);
            return;
        }
        if (!hasForm || !userIds.permits(RequestId.originator(bytes, from))) {
            if (findings.counts(notPermitted)) {
                findings.describe(notPermitted, row, requestId, userIds.remedy(notPermitted));
            }
        }
        if (hasForm && row.present[action]) {
            checkRepetition(row, bytes, from, to);
        }
    }

    private void checkRepetition(Row row, byte[] bytes, int from, int to) {
        long place = RowPlace.of(row, row.value[action]);
        long first = seen.firstPlace(
                RequestId.originator(bytes, from),
                RequestId.target(bytes, from),
                RequestId.counter(bytes, from, to),
                place);
        if (first == SeenKeys.NEW) {
            return;
        }
        Rule broken = RowPlace.note(first) == RowPlace.note(place) ? duplicate : contradiction;
        if (findings.counts(broken)) {
            findings.describe(
                    broken,
                    row,
                    requestId,
                    "The earlier row is " + described(first) + "; this is " + described(place) + ". "
                            + broken.remedy());
        }
    }

    private String described(long place) {
        return RowPlace.describe(place) + " with " + actions.get((int) RowPlace.note(place));
    }
}
