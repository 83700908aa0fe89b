package org.adtgateway.adt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.adtgateway.checks.fileformat.RowResultsTemplate;
import org.adtgateway.checks.text.TextFile;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.RowOutcome;
import org.adtgateway.client.RowOutcomeResult;
import org.adtgateway.client.Submission;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "complete",
        description = "For operators: report that a submission has been carried out.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  adt complete 3f2b8a52-9d9d-4e0f-8b0e-6c1c9b9d3b11",
            "  adt complete 3f2b8a52 --rows results.csv  the table of 'adt collect', filled in",
            "  adt complete 3f2b8a52 --rows rows.csv     lines like REQUEST-ID,RELEASED"
        })
final class CompleteCommand implements Callable<Integer> {
    private final Adt adt;

    @Mixin
    private SubmissionArgument argument = new SubmissionArgument();

    @Option(names = "--reason", paramLabel = "TEXT", description = "A remark for the supplier.")
    private @Nullable String reason;

    @Option(
            names = "--rows",
            paramLabel = "FILE",
            description =
                    "For Exit Quarantine files: the results.csv of 'adt collect', with an Outcome on each line; or, for up to"
                            + " 1,000 rows, a request id and RELEASED, DELETED, ALREADY_ACTIONED or NOT_IN_QUARANTINE on each line, separated by a"
                            + " comma.")
    private @Nullable Path rows;

    @Option(names = "--incomplete", description = "Complete an Exit Quarantine file though rows have no result.")
    private boolean incomplete;

    CompleteCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        boolean isTable = rows != null && isTable(rows);
        List<RowOutcome> outcomes = rows == null || isTable ? List.of() : read(rows);
        if (isTable && !incomplete) {
            requireFilled(Objects.requireNonNull(rows));
        }
        Console console = adt.console();
        ClientFactory factory = adt.clientFactory();
        try (AdtGatewayClient client = factory.client()) {
            String target = argument.id(client, factory.receiptVerifier());
            if (isTable) {
                client.submitRowResults(target, Objects.requireNonNull(rows));
            }
            Submission submission = incomplete
                    ? client.completeIncomplete(target, reason, outcomes)
                    : client.complete(target, reason, outcomes);
            console.result(submission, () -> SubmissionPrinter.submission(submission, console));
        }
        return ExitCode.DONE.number();
    }

    /** Tells whether it is a table of results, as 'adt collect' begins one. */
    private static boolean isTable(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(100), StandardCharsets.UTF_8)
                    .replace("\ufeff", "")
                    .startsWith("RequestID,Outcome,At,Note");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Refuses a table that is filled in half, before anything of it is reported. */
    private static void requireFilled(Path table) {
        try (InputStream in = Files.newInputStream(table)) {
            long unfilled = RowResultsTemplate.countUnfilled(in);
            if (unfilled > 0) {
                throw new UsageException(
                        Words.count(unfilled, "line") + " of " + table
                                + " have no Outcome. Fill them in; report what is there by 'adt results'; or complete all the same by --incomplete");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
