package org.adtgateway.checks.fileformat;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;

/** The rules across columns and rows of an Anomaly Detection Thresholds File. */
final class AdtRules implements CrossRowRules {
    /** EffectiveFrom left empty, in the key of a row: no time of the years 0 to 9999. */
    private static final long AT_ONCE = Long.MIN_VALUE;

    private final int userId;
    private final int variant;
    private final boolean variantsAreListed;
    private final int period;
    private final int warning;
    private final int quarantine;
    private final int from;
    private final int to;

    private final Rule notPermitted;
    private final Rule aboveQuarantine;
    private final Rule high;
    private final double highShare;
    private final Rule zero;
    private final Rule fromPast;
    private final Rule order;
    private final Rule toPast;
    private final Rule duplicate;

    private final UserIdPolicy userIds;
    private final long now;
    private final ViolationCollector findings;
    private final DuplicateFinder keys = new DuplicateFinder(new SecureRandom().nextLong());
    /** Those of a document that lists none. */
    private final Map<String, Long> newVariants = new HashMap<>();

    AdtRules(FileFormat format, UserIdPolicy userIds, Instant now, ViolationCollector findings) {
        this.userId = format.column("UserID", Column.Type.STRING);
        this.variant = format.column("ServiceReferenceVariant", Column.Type.STRING);
        this.variantsAreListed = !format.columns().get(variant).values().isEmpty();
        this.period = format.column("PeriodHours", Column.Type.INTEGER);
        this.warning = format.column("WarningThreshold", Column.Type.INTEGER);
        this.quarantine = format.column("QuarantineThreshold", Column.Type.INTEGER);
        this.from = format.column("EffectiveFrom", Column.Type.DATETIME);
        this.to = format.column("EffectiveTo", Column.Type.DATETIME);
        this.notPermitted = format.rule("adt.user-id.not-permitted");
        this.aboveQuarantine = format.rule("adt.warning-threshold.above-quarantine");
        this.high = format.rule("adt.warning-threshold.high");
        this.highShare = high.parameter("percent") / 100.0;
        this.zero = format.rule("adt.quarantine-threshold.zero");
        this.fromPast = format.rule("adt.effective-from.past");
        this.order = format.rule("adt.effective-to.order");
        this.toPast = format.rule("adt.effective-to.past");
        this.duplicate = format.rule("adt.row.duplicate");
        format.requireUniqueKey("UserID", "ServiceReferenceVariant", "PeriodHours", "EffectiveFrom");
        this.userIds = userIds;
        this.now = now.getEpochSecond();
        this.findings = findings;
    }

    @Override
    public void check(Row row) {
        thresholds(row);
        times(row);
        if (row.present[userId]) {
            boolean permitted = Eui64.is(row.bytes, row.from(userId), row.to(userId))
                    && userIds.permits(Eui64.bitsAt(row.bytes, row.from(userId)));
            if (!permitted && findings.counts(notPermitted)) {
                findings.describe(notPermitted, row, userId, userIds.describe(), null);
            }
            if (permitted && row.present[variant] && row.present[period] && row.valid[from]) {
                keys.add(
                        Eui64.bitsAt(row.bytes, row.from(userId)),
                        row.present[from] ? row.value[from] : AT_ONCE,
                        (row.value[period] << 32) | variant(row),
                        PackedPosition.of(row, 0));
            }
        }
    }

    private void thresholds(Row row) {
        if (!row.present[quarantine]) {
            return;
        }
        long limit = row.value[quarantine];
        if (limit == 0 && findings.counts(zero)) {
            findings.describe(zero, row, quarantine, null, null);
        }
        if (!row.present[warning]) {
            return;
        }
        long first = row.value[warning];
        if (first > limit) {
            if (findings.counts(aboveQuarantine)) {
                findings.describe(aboveQuarantine, row, warning, "QuarantineThreshold is " + limit + ".", null);
            }
        } else if (limit > 0 && first / (double) limit > highShare && findings.counts(high)) {
            findings.describe(high, row, warning, "QuarantineThreshold is " + limit + ".", null);
        }
    }

    private void times(Row row) {
        boolean begins = row.present[from];
        boolean ends = row.present[to];
        if (begins && row.value[from] < now && findings.counts(fromPast)) {
            findings.describe(fromPast, row, from, null, null);
        }
        if (begins && ends && row.value[to] <= row.value[from]) {
            if (findings.counts(order)) {
                findings.describe(order, row, to, "EffectiveFrom is " + row.text(from) + ".", null);
            }
        } else if (ends && row.value[to] <= now && findings.counts(toPast)) {
            findings.describe(toPast, row, to, null, null);
        }
    }

    @Override
    public void end() {
        keys.tellRepeated((user, begin, service, firstPlace, place) -> {
            if (findings.countsLate(duplicate)) {
                findings.describeLate(
                        duplicate, place, ViolationCollector.WHOLE_ROW, "", PackedPosition.both(firstPlace, place));
            }
        });
    }

    /** A number for each variant. It is a label: its text counts and nothing else. */
    private long variant(Row row) {
        return variantsAreListed
                ? row.value[variant]
                : newVariants.computeIfAbsent(row.text(variant), text -> (long) newVariants.size());
    }

    @Override
    public SortedSet<String> userIds() {
        return userIds.named();
    }
}
