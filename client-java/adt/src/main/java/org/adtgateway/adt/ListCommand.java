package org.adtgateway.adt;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.FileType;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionFilter;
import org.adtgateway.client.SubmissionStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "List submissions, newest first.",
        footerHeading = "%nExamples:%n",
        footer = {"  adt list --status RECEIVED", "  adt list --type ADT --from 2026-11-01 --limit 500"})
final class ListCommand implements Callable<Integer> {
    private static final int PAGE = 200;
    /** Wide enough for whole ids. */
    private static final int WIDE = 130;

    /** As far as the millisecond of an id goes: few submissions have the same beginning. */
    private static final int SHORT_ID = 13;

    private final Adt adt;

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

    @Option(names = "--file-name", paramLabel = "NAME", description = "Of files with exactly this name.")
    private @Nullable String fileName;

    @Option(names = "--sha256", paramLabel = "HEX", description = "Of the file with this SHA-256.")
    private @Nullable String sha256;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Received at or after, such as 2026-11-01 or 2026-11-01T09:00:00Z.")
    private @Nullable String from;

    @Option(names = "--before", paramLabel = "TIME", description = "Received before.")
    private @Nullable String before;

    @Option(names = "--party", paramLabel = "ID", description = "Of this Party; for operators.")
    private @Nullable String party;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "Maximum number; default ${DEFAULT-VALUE}.")
    private int limit;

    ListCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new UsageException("--limit is at least 1");
        }
        Console console = adt.console();
        SubmissionFilter filter = filter(console.zone());
        try (AdtGatewayClient client = adt.clientFactory().client()) {
            List<Submission> found = new ArrayList<>();
            boolean more = false;
            for (Submission submission : client.list(filter)) {
                if (found.size() == limit) {
                    more = true;
                    break;
                }
                found.add(submission);
            }
            console.result(found, () -> show(found, console));
            if (more) {
                console.note("There are more; use --limit to see them");
            }
        }
        return ExitCode.DONE.number();
    }

    private SubmissionFilter filter(ZoneId zone) {
        SubmissionFilter filter = SubmissionFilter.all().pageSize(Math.min(limit, PAGE));
        filter = type == null ? filter : filter.ofType(type);
        filter = status == null ? filter : filter.inStatus(status);
        filter = userId == null ? filter : filter.aboutUserId(userId);
        filter = clientReference == null ? filter : filter.withClientReference(clientReference);
        filter = reference == null ? filter : filter.withServiceRequestReference(reference);
        filter = fileName == null ? filter : filter.withFileName(fileName);
        filter = sha256 == null ? filter : filter.withFileSha256(sha256);
        filter = from == null ? filter : filter.receivedFrom(instant(from, zone));
        filter = before == null ? filter : filter.receivedBefore(instant(before, zone));
        return party == null ? filter : filter.ofParty(party);
    }

    /** Shows what fits; a supplier need not see in each row that it is its own. */
    private static void show(List<Submission> found, Console console) {
        if (found.isEmpty()) {
            console.line("No submissions.");
            return;
        }
        boolean severalParties =
                found.stream().map(Submission::partyId).distinct().count() > 1;
        List<String> header = new ArrayList<>(List.of("ID", "STATUS", "TYPE", "ROWS", "RECEIVED"));
        if (severalParties) {
            header.add("PARTY");
        }
        header.addAll(List.of("SMSR", "FILE"));
        console.table(
                header,
                found.stream().map(one -> row(one, severalParties, console)).toList());
    }

    private static List<String> row(Submission one, boolean withParty, Console console) {
        // its beginning is enough for 'adt status'
        String id = console.width() < WIDE
                ? one.id().substring(0, Math.min(SHORT_ID, one.id().length()))
                : one.id();
        List<String> row = new ArrayList<>(List.of(
                id,
                one.status().toString(),
                one.fileType().toString(),
                String.valueOf(one.rowCount()),
                console.time(one.receivedAt())));
        if (withParty) {
            row.add(one.partyId());
        }
        row.add(one.serviceRequestReference() == null ? "" : one.serviceRequestReference());
        row.add(one.fileName() == null ? "" : one.fileName());
        return row;
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
