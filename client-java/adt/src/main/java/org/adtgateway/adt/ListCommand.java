package org.adtgateway.adt;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
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
        SubmissionFilter filter = new SubmissionFilter(
                type,
                status,
                userId,
                clientReference,
                from == null ? null : instant(from),
                before == null ? null : instant(before),
                party,
                Math.max(1, Math.min(limit, PAGE)));
        Console console = adt.console();
        try (AdtGatewayClient client = adt.clientFactory().client()) {
            List<Submission> found = new ArrayList<>();
            for (Submission submission : client.list(filter)) {
                if (found.size() == limit) {
                    console.note("There are more; use --limit to see them");
                    break;
                }
                found.add(submission);
            }
            console.result(found, () -> show(found, console));
        }
        return ExitCode.DONE.number();
    }

    private static void show(List<Submission> found, Console console) {
        if (found.isEmpty()) {
            console.line("No submissions.");
            return;
        }
        console.table(
                List.of("ID", "STATUS", "TYPE", "ROWS", "RECEIVED", "PARTY", "FILE"),
                found.stream()
                        .map(one -> List.of(
                                one.id(),
                                one.status().toString(),
                                one.fileType().toString(),
                                String.valueOf(one.rowCount()),
                                one.receivedAt().toString(),
                                one.partyId(),
                                one.fileName() == null ? "" : one.fileName()))
                        .toList());
    }

    private static Instant instant(String text) {
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeParseException e) {
            throw new UsageException("Not a time: '" + text + "'; write 2026-11-01 or 2026-11-01T09:00:00Z, in UTC");
        }
    }
}
