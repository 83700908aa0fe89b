package org.adtgateway.adt;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.FileType;
import org.adtgateway.client.SubmissionFilter;
import org.adtgateway.client.SubmissionStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which submissions are meant; several add up. */
final class FilterOptions {
    private static final String EUI = "[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2}){7}";
    static final Pattern EUI64 = Pattern.compile(EUI);
    static final Pattern REQUEST_ID = Pattern.compile(EUI + ":" + EUI + ":(?:0|[1-9][0-9]{0,19})");
    static final Pattern DIGEST = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern PARTY = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final String HEXADECIMAL = "64 characters of 0-9 and a-f";
    private static final String VISIBLE = "1 to 64 visible characters without blanks, such as SMSR-0012345";
    private static final String OWN = "me";

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

    @Option(
            names = "--incident",
            paramLabel = "TEXT",
            description = "Sent in for this incident: the number of its ticket, as it was given with the file.")
    private @Nullable String incident;

    @Option(
            names = "--request-id",
            paramLabel = "ID",
            description =
                    "Exit Quarantine files with a row for this Request ID, as it stands in their column RequestID.")
    private @Nullable String requestId;

    @Option(names = "--file-name", paramLabel = "NAME", description = "Of files with exactly this name.")
    private @Nullable String fileName;

    @Option(
            names = "--sha256",
            paramLabel = "HEX",
            description = "Of the file with exactly these bytes: their SHA-256, as sha256sum shows it.")
    private @Nullable String sha256;

    @Option(
            names = "--signature-sha256",
            paramLabel = "HEX",
            description = "Delivered with exactly this signature (FILE.p7s): its SHA-256, as sha256sum shows it.")
    private @Nullable String signatureSha256;

    @Option(
            names = "--claimed-by",
            paramLabel = "HEX",
            description =
                    "Claimed with this transport certificate: its SHA-256, as 'adt status --json' shows it; or 'me' for your own.")
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

    /** What a submission can be asked for by a word that was quoted. */
    enum Quoted {
        USER_ID,
        REFERENCE,
        INCIDENT,
        CLIENT_REFERENCE,
        FILE_NAME,
        REQUEST_ID,
        SHA256,
        SIGNATURE_SHA256
    }

    /** Refuses what cannot be right, before the gateway is called. */
    void check(ZoneId zone) {
        if (from != null) {
            instant(from, zone);
        }
        if (before != null) {
            instant(before, zone);
        }
        require("--user-id", userId, EUI64, "an EUI-64, such as 70-B3-D5-1F-30-00-A0-01");
        checkReferences(reference, incident, clientReference);
        require(
                "--request-id",
                requestId,
                REQUEST_ID,
                "two EUI-64 and a number, such as 70-B3-D5-1F-30-00-A0-08:00-07-81-FF-FE-00-12-34:1732352400001");
        require("--file-name", fileName, upTo(255), "1 to 255 characters");
        require("--sha256", sha256, DIGEST, HEXADECIMAL);
        require("--signature-sha256", signatureSha256, DIGEST, HEXADECIMAL);
        if (!OWN.equals(claimedBy)) {
            require("--claimed-by", claimedBy, DIGEST, HEXADECIMAL + ", or 'me'");
        }
        require("--party", party, PARTY, "an id such as northern-power, as 'adt me' shows yours");
    }

    private static Pattern upTo(int length) {
        return Pattern.compile(".{1," + length + "}", Pattern.DOTALL);
    }

    /** Refuses references of a submission that no gateway takes. */
    static void checkReferences(
            @Nullable String reference, @Nullable String incident, @Nullable String clientReference) {
        require("--reference", reference, DropFolder.REFERENCE, VISIBLE);
        require("--incident", incident, DropFolder.REFERENCE, VISIBLE);
        require("--client-reference", clientReference, upTo(256), "1 to 256 characters");
    }

    private static void require(String option, @Nullable String value, Pattern form, String words) {
        if (value != null && !form.matcher(value).matches()) {
            throw new UsageException(option + " is " + words + ", and not '" + value + "'");
        }
    }

    /** Tells whether these options exclude nothing. */
    boolean isEmpty() {
        return Stream.of(
                                type,
                                status,
                                userId,
                                clientReference,
                                reference,
                                incident,
                                requestId,
                                fileName,
                                sha256,
                                signatureSha256,
                                claimedBy,
                                from,
                                before,
                                party)
                        .allMatch(Objects::isNull)
                && !overdue;
    }

    /** Tells whether the options for times include this one. */
    boolean includes(Instant receivedAt, ZoneId zone) {
        return (from == null || !receivedAt.isBefore(instant(from, zone)))
                && (before == null || receivedAt.isBefore(instant(before, zone)));
    }

    /** Adds what was quoted to a filter of these options; nothing where an option asks for another value, as no submission has both. */
    Optional<SubmissionFilter> with(Quoted kind, String value, SubmissionFilter filter) {
        return switch (kind) {
            case USER_ID -> withHex(userId, value, filter::aboutUserId);
            case REFERENCE -> with(reference, value, filter::withServiceRequestReference);
            case INCIDENT -> with(incident, value, filter::withIncidentReference);
            case CLIENT_REFERENCE -> with(clientReference, value, filter::withClientReference);
            case FILE_NAME -> with(fileName, value, filter::withFileName);
            case REQUEST_ID -> withHex(requestId, value, filter::withRequestId);
            case SHA256 -> withHex(sha256, value, filter::withFileSha256);
            case SIGNATURE_SHA256 -> withHex(signatureSha256, value, filter::withSignatureSha256);
        };
    }

    private static Optional<SubmissionFilter> withHex(
            @Nullable String option, String value, Function<String, SubmissionFilter> quoted) {
        return option == null || option.equalsIgnoreCase(value) ? Optional.of(quoted.apply(value)) : Optional.empty();
    }

    private static Optional<SubmissionFilter> with(
            @Nullable String option, String value, Function<String, SubmissionFilter> quoted) {
        return option == null || option.equals(value) ? Optional.of(quoted.apply(value)) : Optional.empty();
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
        filter = sha256 == null ? filter : filter.withFileSha256(lowerCase(sha256));
        filter = signatureSha256 == null ? filter : filter.withSignatureSha256(lowerCase(signatureSha256));
        filter = claimedBy == null ? filter : filter.claimedBy(certificate(claimedBy, client));
        filter = overdue ? filter.overdue(true) : filter;
        filter = from == null ? filter : filter.receivedFrom(instant(from, zone));
        filter = before == null ? filter : filter.receivedBefore(instant(before, zone));
        return party == null ? filter : filter.ofParty(party);
    }

    private static String certificate(String claimedBy, AdtGatewayClient client) {
        return claimedBy.equals(OWN) ? client.me().transportCertificate().sha256() : lowerCase(claimedBy);
    }

    private static String lowerCase(String digest) {
        return digest.toLowerCase(Locale.ROOT);
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
