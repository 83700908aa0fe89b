package org.adtgateway.checks.fileformat;

import java.time.Instant;
import java.util.SortedSet;

/** The rules across columns and rows. One object serves one file. */
interface CrossRowRules {
    /** Judges a row that has a field for each column; a field that is not {@link Row#present} has been reported already, or is empty. */
    void check(Row row);

    /** Judges the rows together, after the last of them. */
    void end();

    /** Returns the User IDs that the file named, of those that the signer may act for. */
    SortedSet<String> userIds();

    /**
     * Returns the rules of a file type, for one file.
     *
     * @throws IllegalArgumentException if the document lacks a column or a rule that the code needs
     */
    static CrossRowRules of(
            FileType type,
            FileFormat format,
            UserIdPolicy permitted,
            Instant now,
            RequestId.Listener requests,
            ViolationCollector findings) {
        return switch (type) {
            case ADT -> new AdtRules(format, permitted, now, findings);
            case EXIT_QUARANTINE -> new ExitQuarantineRules(format, permitted, requests, findings);
        };
    }
}
