package org.adtgateway.server.fileformat;

import java.time.Instant;

/** The rules across the columns and rows of an ADT file. */
final class ThresholdRules implements RowRules {
    private static final long AS_SOON_AS_APPLIED = Long.MIN_VALUE;

    private final Findings findings;
    private final UserIds userIds;
    private final SeenKeys seen;
    private final long now;

    private final int userId;
    private final int variant;
    private final int period;
    private final int warning;
    private final int quarantine;
    private final int effectiveFrom;
    private final int effectiveTo;
    private final int variants;

    private final Rule notPermitted;
    private final Rule aboveQuarantine;
    private final Rule high;
    private final long highPercent;
    private final Rule zero;
    private final Rule fromPast;
    private final Rule order;
    private final Rule toPast;
    private final Rule duplicate;

    ThresholdRules(FileFormat format, Findings findings, UserIds userIds, SeenKeys seen, Instant now) {
        this.findings = findings;
        this.userIds = userIds;
        this.seen = seen;
        this.now = now.getEpochSecond();
        this.userId = format.column("UserID", Column.Type.STRING);
        this.variant = format.listedColumn("ServiceReferenceVariant");
        this.period = format.column("PeriodHours", Column.Type.INTEGER);
        this.warning = format.column("WarningThreshold", Column.Type.INTEGER);
        this.quarantine = format.column("QuarantineThreshold", Column.Type.INTEGER);
        this.effectiveFrom = format.column("EffectiveFrom", Column.Type.DATETIME);
        this.effectiveTo = format.column("EffectiveTo", Column.Type.DATETIME);
        this.variants = format.columns().get(variant).values().size();
        this.notPermitted = format.refusal("adt.user-id.not-permitted");
        this.aboveQuarantine = format.rule("adt.warning-threshold.above-quarantine");
        this.high = format.rule("adt.warning-threshold.high");
        this.highPercent = high.parameter("percent");
        this.zero = format.rule("adt.quarantine-threshold.zero");
        this.fromPast = format.rule("adt.effective-from.past");
        this.order = format.rule("adt.effective-to.order");
        this.toPast = format.rule("adt.effective-to.past");
        this.duplicate = format.rule("adt.row.duplicate");
    }

    @Override
    public void check(Row row) {
        checkUserId(row);
        checkThresholds(row);
        checkTimes(row);
        checkRepetition(row);
    }

    private void checkUserId(Row row) {
        if (row.present[userId]
                && !(Eui64.isIn(row, userId) && userIds.permits(Eui64.bitsAt(row.bytes, row.from(userId))))
                && findings.counts(notPermitted)) {
            findings.describe(notPermitted, row, userId, userIds.remedy(notPermitted));
        }
    }

    private void checkThresholds(Row row) {
        if (!row.present[quarantine]) {
            return;
        }
        double most = row.value[quarantine];
        if (most == 0) {
            findings.column(zero, row, quarantine);
        }
        if (!row.present[warning]) {
            return;
        }
        double warn = row.value[warning];
        if (warn > most) {
            findings.column(aboveQuarantine, row, warning);
        } else if (warn * 100 > most * highPercent) {
            findings.column(high, row, warning);
        }
    }

    private void checkTimes(Row row) {
        if (row.present[effectiveFrom] && row.value[effectiveFrom] < now) {
            findings.column(fromPast, row, effectiveFrom);
        }
        if (!row.present[effectiveTo]) {
            return;
        }
        if (row.present[effectiveFrom] && row.value[effectiveTo] <= row.value[effectiveFrom]) {
            findings.column(order, row, effectiveTo);
        } else if (row.value[effectiveTo] <= now) {
            findings.column(toPast, row, effectiveTo);
        }
    }

    private void checkRepetition(Row row) {
        if (!row.present[userId]
                || !Eui64.isIn(row, userId)
                || !row.present[variant]
                || !row.present[period]
                || !row.valid[effectiveFrom]) {
            return;
        }
        long first = seen.firstPlace(
                Eui64.bitsAt(row.bytes, row.from(userId)),
                row.value[period] * variants + row.value[variant],
                row.present[effectiveFrom] ? row.value[effectiveFrom] : AS_SOON_AS_APPLIED,
                RowPlace.of(row, 0));
        if (first != SeenKeys.NEW && findings.counts(duplicate)) {
            findings.describe(
                    duplicate,
                    row,
                    variant,
                    "The earlier row is " + RowPlace.describe(first) + "; this is "
                            + RowPlace.describe(RowPlace.of(row, 0)) + ". " + duplicate.remedy());
        }
    }
}
