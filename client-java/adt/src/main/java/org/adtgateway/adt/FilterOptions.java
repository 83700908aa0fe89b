package org.adtgateway.adt;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.FileType;
import org.adtgateway.client.SubmissionFilter;
import org.adtgateway.client.SubmissionStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which submissions are meant; several add up. */
final class FilterOptions {
    @Option(
            names = "--type",
            paramLabel = "TYPE",
            completionCandidates = Choices.OfFileType.class,
            description = "ADT or EXIT_QUARANTINE.")
    private @Nullable FileType type;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            completionCandidates = Choices.OfStatus.class,
            description = "RECEIVED, WITHDRAWN, PROCESSING, COMPLETED or REJECTED.")
    private @Nullable SubmissionStatus status;

    @Option(names = "--user-id", paramLabel = "EUI64", description = "For this User ID.")
    private @Nullable String userId;

    @Option(names = "--client-reference", paramLabel = "TEXT", description = "With this reference of yours.")
    private @Nullable String clientReference;

    @Option(names = "--reference", paramLabel = "SMSR", description = "With this service request reference.")
    private @Nullable String reference;

    @Option(names = "--incident", paramLabel = "TEXT", description = "With this reference of an incident.")
    private @Nullable String incident;

    @Option(names = "--request-id", paramLabel = "ID", description = "Exit Quarantine files that name this Request ID.")
    private @Nullable String requestId;

    @Option(names = "--file-name", paramLabel = "NAME", description = "Of files with exactly this name.")
    private @Nullable String fileName;

    @Option(names = "--sha256", paramLabel = "HEX", description = "Of the file with this SHA-256.")
    private @Nullable String sha256;

    @Option(names = "--signature-sha256", paramLabel = "HEX", description = "With the signature of this SHA-256.")
    private @Nullable String signatureSha256;

    @Option(
            names = "--claimed-by",
            paramLabel = "HEX",
            description = "Taken up by the transport certificate with this SHA-256; 'me' for your own.")
    private @Nullable String claimedBy;

    @Option(names = "--overdue", description = "Open, though the time in which the DCC means to decide is over.")
    private boolean overdue;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Received at or after, such as 2026-11-01 or 2026-11-01T09:00:00Z.")
    private @Nullable String from;

    @Option(names = "--before", paramLabel = "TIME", description = "Received before.")
    private @Nullable String before;

    @Option(names = "--party", paramLabel = "ID", description = "Of this Party; for operators.")
    private @Nullable String party;

    /** Refuses what is no time, before the gateway is called. */
    void check(ZoneId zone) {
        if (from != null) {
            instant(from, zone);
        }
        if (before != null) {
            instant(before, zone);
        }
    }

    /** Returns the filter that these options describe. */
    SubmissionFilter filter(AdtGatewayClient client, ZoneId zone) {
        SubmissionFilter filter = SubmissionFilter.all();
        filter = type == null ? filter : filter.ofType(type);
        filter = status == null ? filter : filter.inStatus(status);
        filter = userId == null ? filter : filter.aboutUserId(userId);
        filter = clientReference == null ? filter : filter.withClientReference(clientReference);
        filter = reference == null ? filter : filter.withServiceRequestReference(reference);
        filter = incident == null ? filter : filter.withIncidentReference(incident);
        filter = requestId == null ? filter : filter.withRequestId(requestId);
        filter = fileName == null ? filter : filter.withFileName(fileName);
        filter = sha256 == null ? filter : filter.withFileSha256(sha256);
        filter = signatureSha256 == null ? filter : filter.withSignatureSha256(signatureSha256);
        filter = claimedBy == null ? filter : filter.claimedBy(certificate(claimedBy, client));
        filter = overdue ? filter.overdue(true) : filter;
        filter = from == null ? filter : filter.receivedFrom(instant(from, zone));
        filter = before == null ? filter : filter.receivedBefore(instant(before, zone));
        return party == null ? filter : filter.ofParty(party);
    }

    private static String certificate(String claimedBy, AdtGatewayClient client) {
        return claimedBy.equals("me") ? client.me().transportCertificate().sha256() : claimedBy;
    }

    private static Instant instant(String text, ZoneId zone) {
        try {
            return text.contains("T")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDate.parse(text).atStartOfDay(zone).toInstant();
        } catch (DateTimeParseException e) {
            throw new UsageException(
                    "Not a time: '" + text + "'; write 2026-11-01, or 2026-11-01T09:00:00Z (or +01:00 in place of Z)");
        }
    }
}
