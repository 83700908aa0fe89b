package org.adtgateway.checks.fileformat;

import java.security.SecureRandom;
import java.util.List;
import java.util.SortedSet;

/** The rules across columns and rows of an Exit Quarantine file. */
final class ExitQuarantineRules implements CrossRowRules {
    /** Digits that a spreadsheet keeps of a number. */
    private static final int SPREADSHEET_DIGITS = 15;
    /** Digits from which on it is no chance that all after the 15th are zeros. */
    private static final int FEWEST_TO_DOUBT = 18;

    private final int eventRef;
    private final int requestId;
    /** False with a document that has another pattern, perhaps a looser one; whose request it is must be clear all the same. */
    private final boolean formIsChecked;

    private final int action;
    private final List<String> actions;
    private final Rule rounded;
    private final Rule form;
    private final Rule counter;
    private final Rule notPermitted;
    private final Rule duplicate;
    private final Rule contradiction;

    private final UserIdPolicy userIds;
    private final RequestId.Listener requests;
    private final ViolationCollector findings;
    private final DuplicateFinder keys = new DuplicateFinder(new SecureRandom().nextLong());

    ExitQuarantineRules(
            FileFormat format, UserIdPolicy userIds, RequestId.Listener requests, ViolationCollector findings) {
        this.eventRef = format.column("QuarantineEventRef", Column.Type.STRING);
        this.requestId = format.column("RequestID", Column.Type.STRING);
        List<String> patterns = format.columns().stream()
                .map(column -> String.valueOf(column.pattern()))
                .toList();
        this.formIsChecked = patterns.indexOf(BytePattern.REQUEST_ID) == requestId
                && patterns.lastIndexOf(BytePattern.REQUEST_ID) == requestId;
        this.action = format.column("Action", Column.Type.STRING);
        this.actions = format.columns().get(action).values();
        if (actions.isEmpty() || actions.size() >= PackedPosition.MOST_TAGS) {
            throw new IllegalArgumentException(
                    "the column Action must have an enum of 1 to " + (PackedPosition.MOST_TAGS - 1) + " values");
        }
        this.rounded = format.rule("eq.event-ref.rounded");
        this.form = format.rule("eq.request-id.format");
        this.counter = format.rule("eq.request-id.counter");
        this.notPermitted = format.rule("eq.request-id.not-permitted");
        this.duplicate = format.rule("eq.request-id.duplicate");
        this.contradiction = format.rule("eq.request-id.contradiction");
        format.requireUniqueKey("RequestID");
        this.userIds = userIds;
        this.requests = requests;
        this.findings = findings;
    }

    @Override
    public void check(Row row) {
        if (row.present[eventRef] && looksRounded(row) && findings.counts(rounded)) {
            findings.describe(rounded, row, eventRef, null, null);
        }
        if (row.present[requestId]) {
            request(row, row.from(requestId), row.to(requestId));
        }
    }

    private void request(Row row, int from, int to) {
        DuisRequestId request = row.request;
        if (!formIsChecked && !request.read(row.bytes, from, to)) {
            findings.column(form, row, requestId);
            return;
        }
        if (!request.counterFits) {
            findings.column(counter, row, requestId);
            return;
        }
        if (!userIds.permits(request.originator)) {
            if (findings.counts(notPermitted)) {
                findings.describe(notPermitted, row, requestId, userIds.describe(), null);
            }
            return;
        }
        requests.named(request.originator, request.target, request.counter);
        int tag = row.present[action] ? (int) row.value[action] + 1 : 0;
        keys.add(request.originator, request.target, request.counter, PackedPosition.of(row, tag));
    }

    @Override
    public void end() {
        keys.tellRepeated((originator, target, count, firstPlace, place) -> {
            int first = PackedPosition.tag(firstPlace);
            int second = PackedPosition.tag(place);
            boolean contradicts = first != 0 && second != 0 && first != second;
            Rule rule = contradicts ? contradiction : duplicate;
            if (findings.countsLate(rule)) {
                String text = new Eui64(originator) + ":" + new Eui64(target) + ":" + Long.toUnsignedString(count);
                String both = PackedPosition.both(firstPlace, place);
                String detail = contradicts
                        ? both + " The first says " + actions.get(first - 1) + ", the second " + actions.get(second - 1)
                                + "."
                        : both;
                findings.describeLate(rule, place, requestId, text, detail);
            }
        });
    }

    private boolean looksRounded(Row row) {
        int length = row.length(eventRef);
        if (length < FEWEST_TO_DOUBT) {
            return false;
        }
        for (int i = row.from(eventRef) + SPREADSHEET_DIGITS; i < row.to(eventRef); i++) {
            if (row.bytes[i] != '0') {
                return false;
            }
        }
        return true;
    }

    @Override
    public SortedSet<String> userIds() {
        return userIds.named();
    }
}
