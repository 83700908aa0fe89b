package org.adtgateway.adt;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.adtgateway.checks.text.TextFile;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.RowOutcome;
import org.adtgateway.client.RowOutcomeResult;
import org.adtgateway.client.Submission;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "complete",
        description = "For operators: report that a submission has been carried out.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  adt complete 3f2b8a52-9d9d-4e0f-8b0e-6c1c9b9d3b11",
            "  adt complete 3f2b8a52 --rows rows.csv     lines like REQUEST-ID,RELEASED"
        })
final class CompleteCommand implements Callable<Integer> {
    private final Adt adt;

    @Parameters(paramLabel = "ID", description = "The submission: its id, or the beginning of it.")
    private @Nullable String id;

    @Option(names = "--reason", paramLabel = "TEXT", description = "A remark for the supplier.")
    private @Nullable String reason;

    @Option(
            names = "--rows",
            paramLabel = "FILE",
            description = "For Exit Quarantine files: a request id and RELEASED, DELETED, ALREADY_ACTIONED or"
                    + " NOT_IN_QUARANTINE on each line, separated by a comma.")
    private @Nullable Path rows;

    CompleteCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        List<RowOutcome> outcomes = rows == null ? List.of() : read(rows);
        Console console = adt.console();
        ClientFactory factory = adt.clientFactory();
        try (AdtGatewayClient client = factory.client()) {
            String submissionId = SubmissionIds.of(Objects.requireNonNull(id), client, factory.receiptVerifier());
            Submission submission = client.complete(submissionId, reason, outcomes);
            console.result(submission, () -> SubmissionPrinter.submission(submission, console));
        }
        return ExitCode.DONE.number();
    }

    /** Reads the rows; a header, as a spreadsheet writes it, is passed over. */
    private static List<RowOutcome> read(Path file) {
        List<RowOutcome> rows = new ArrayList<>();
        int number = 0;
        for (String line : TextFile.read(file).lines().toList()) {
            number++;
            if (!line.isBlank() && !(rows.isEmpty() && isHeader(line))) {
                rows.add(row(line.strip(), file, number));
            }
        }
        return rows;
    }

    private static boolean isHeader(String line) {
        return line.toLowerCase(Locale.ROOT).replaceAll("[^a-z,]", "").matches("requestid,(outcome|result)");
    }

    private static RowOutcome row(String line, Path file, int number) {
        int comma = line.lastIndexOf(',');
        String result = line.substring(comma + 1).strip();
        for (RowOutcomeResult known : RowOutcomeResult.values()) {
            if (comma > 0 && known.value().equals(result)) {
                return new RowOutcome(line.substring(0, comma).strip(), known);
            }
        }
        throw new UsageException(
                "In " + file + " line " + number + " is not a request id, a comma and a result: " + line);
    }
}
