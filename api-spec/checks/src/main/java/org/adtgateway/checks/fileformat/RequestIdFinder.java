package org.adtgateway.checks.fileformat;

import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Looks which of some Request IDs an Exit Quarantine file names, in either case. */
final class RequestIdFinder implements CrossRowRules {
    private final int requestId;
    private final Set<String> missing = new TreeSet<>();

    RequestIdFinder(FileFormat format, Collection<String> requestIds) {
        this.requestId = format.column("RequestID", Column.Type.STRING);
        requestIds.forEach(id -> missing.add(id.toUpperCase(Locale.ROOT)));
    }

    @Override
    public void check(Row row) {
        missing.remove(row.text(requestId).toUpperCase(Locale.ROOT));
    }

    @Override
    public void end() {
        // what was not seen by now is missing
    }

    @Override
    public SortedSet<String> userIds() {
        return Collections.emptySortedSet();
    }

    /** In upper case. */
    Set<String> missing() {
        return missing;
    }
}
