package org.adtgateway.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A submission as the gateway described it at one moment.
 *
 * @param id names it for ever
 * @param partyId whose it is
 * @param version counts the states it has passed through
 * @param fileName as the supplier named it; informational only
 * @param fileSize in bytes
 * @param fileSha256 of the exact bytes received, 64 lower-case hexadecimal digits
 * @param signatureSha256 of the signature as received, likewise
 * @param rowCount rows of data in the file
 * @param userIds the User IDs that the file is about
 * @param signingTime as the signature states it
 * @param changedAt when it came into its present status
 * @param warnings left out of lists
 * @param replayed whether this answers the repetition of an act that had already been received
 */
public record Submission(
        String id,
        String partyId,
        FileType fileType,
        SubmissionStatus status,
        int version,
        @Nullable String fileName,
        long fileSize,
        String fileSha256,
        String signatureSha256,
        long rowCount,
        List<String> userIds,
        SignerCertificate signer,
        Instant signingTime,
        @Nullable String serviceRequestReference,
        @Nullable String clientReference,
        Instant receivedAt,
        Instant changedAt,
        List<SubmissionWarning> warnings,
        @Nullable Withdrawal withdrawal,
        @Nullable Outcome outcome,
        boolean replayed) {
    /** Copies the collections. */
    public Submission {
        userIds = List.copyOf(userIds);
        warnings = List.copyOf(warnings);
    }
}
