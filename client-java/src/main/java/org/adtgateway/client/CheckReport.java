package org.adtgateway.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway would say to a file, found by a dry run.
 *
 * @param accepted whether the file would be accepted
 * @param fileSha256 64 lower-case hexadecimal digits
 * @param formatName the format document that the file was checked by
 * @param signature null when no signature was sent along
 * @param violations the first 1,000; {@link #totals} counts all
 * @param sameActSubmissionId the submission that this very signature has already made
 * @param sameContentSubmissionId an earlier submission of the same bytes
 */
public record CheckReport(
        boolean accepted,
        FileType fileType,
        String fileSha256,
        long fileSize,
        String formatName,
        String formatVersion,
        long rowCount,
        @Nullable SignatureReport signature,
        List<Violation> violations,
        ViolationTotals totals,
        @Nullable String sameActSubmissionId,
        @Nullable String sameContentSubmissionId) {
    /** Copies the collections. */
    public CheckReport {
        violations = List.copyOf(violations);
    }
}
