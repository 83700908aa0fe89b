package org.adtgateway.checks.fileformat;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.adtgateway.checks.violation.Violation;
import org.adtgateway.checks.violation.ViolationTotals;

/**
 * All that was found in a file.
 *
 * @param rowCount rows of data that were read, faulty ones included
 * @param userIds the User IDs in the file, of those that the signer may act for, in upper case
 * @param violations in the order of the file, as many as {@link FileLimits#maxViolations} allows; warnings give way to errors
 * @param totals of all violations, the ones that are not listed included
 */
public record FileReport(long rowCount, SortedSet<String> userIds, List<Violation> violations, ViolationTotals totals) {

    public FileReport {
        userIds = Collections.unmodifiableSortedSet(new TreeSet<>(userIds));
        violations = List.copyOf(violations);
    }

    /** Returns whether the file is free of errors; it may have warnings. */
    public boolean accepted() {
        return totals.errors() == 0;
    }
}
