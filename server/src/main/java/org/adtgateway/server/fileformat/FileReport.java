package org.adtgateway.server.fileformat;

import java.util.List;
import java.util.SortedSet;

public record FileReport(long rowCount, SortedSet<String> userIds, List<Violation> violations, Totals totals) {
    public boolean accepted() {
        return totals.errors() == 0;
    }
}
