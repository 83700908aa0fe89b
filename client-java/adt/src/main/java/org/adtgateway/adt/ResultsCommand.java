package org.adtgateway.adt;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.adtgateway.checks.fileformat.ViolationsCsv;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.Submission;
import org.adtgateway.client.ValidationReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "results",
        description = {
            "Read what became of the rows of an Exit Quarantine file; for operators: report it.",
            "Without FILE.csv, writes the rows with their results to ID.results.csv. With FILE.csv, reports the results in it: a"
                    + " table with the columns RequestID, Outcome, At and Note, such as the results.csv of 'adt collect'. Lines without an Outcome"
                    + " report nothing, so that the same table can be filled in and reported again and again."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  adt results 3f2b8a52-9d9d-4e0f-8b0e-6c1c9b9d3b11                 read them",
            "  adt results 3f2b8a52-9d9d-4e0f-8b0e-6c1c9b9d3b11 --pending       only the rows that have none yet",
            "  adt results 3f2b8a52-9d9d-4e0f-8b0e-6c1c9b9d3b11 results.csv     report them",
            "  adt results 3f2b8a52-9d9d-4e0f-8b0e-6c1c9b9d3b11 results.csv --check"
        })
final class ResultsCommand implements Callable<Integer> {
    private final Adt adt;

    @Mixin
    private SubmissionArgument argument = new SubmissionArgument();

    @Parameters(index = "1", arity = "0..1", paramLabel = "FILE.csv", description = "The results to report.")
    private @Nullable Path file;

    @Option(names = "--pending", description = "Read only the rows that have no result yet.")
    private boolean pending;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write what is read; default ID.results.csv.")
    private @Nullable Path target;

    @Option(names = "--force", description = "Overwrite a file that is there already.")
    private boolean force;

    @Option(names = "--check", description = "Check FILE.csv, and report nothing.")
    private boolean check;

    @Option(names = "--report", paramLabel = "FILE.csv", description = "Write the errors as a table for a spreadsheet.")
    private @Nullable Path reportFile;

    ResultsCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        if (file == null ? check || reportFile != null : pending || force || target != null) {
            throw new UsageException(
                    file == null
                            ? "--check and --report need a FILE.csv"
                            : "--pending, --out and --force are for reading, without FILE.csv");
        }
        if (reportFile != null) {
            ReplaceableFile.REPORT.requireAt(reportFile);
        }
        ClientFactory factory = adt.clientFactory();
        try (AdtGatewayClient client = factory.client()) {
            String submission = argument.id(client, factory.receiptVerifier());
            if (file == null) {
                return read(client, submission);
            }
            return check ? check(client, submission, file) : report(client, submission, file);
        }
    }

    private int read(AdtGatewayClient client, String submission) {
        Path written = target == null ? Path.of(submission + ".results.csv") : target;
        if (!force && Files.exists(written)) {
            // perhaps filled in by hand since
            throw new UsageException(
                    written + " exists already; name another file with --out, or overwrite it with --force");
        }
        client.downloadRowResults(submission, pending, written);
        Submission status = client.status(submission);
        Console console = adt.console();
        console.result(status, () -> {
            console.line("Results: " + written);
            SubmissionPrinter.results(status, console);
        });
        return ExitCode.DONE.number();
    }

    private int check(AdtGatewayClient client, String submission, Path table) {
        ValidationReport report = client.checkRowResults(submission, table);
        Console console = adt.console();
        console.result(report, () -> {
            console.line((report.accepted() ? console.good("Would be accepted: ") : console.bad("Would be refused: "))
                    + table.getFileName() + ", " + Words.count(report.rowCount(), "row"));
            new ViolationSummary(report.violations(), report.totals()).lines().forEach(line -> {
                int indent = line.length() - line.stripLeading().length();
                console.paragraph(indent, line.strip());
            });
        });
        write(ViolationsCsv.of(ViolationSummary.errorsFirst(report.violations())));
        return (report.accepted() ? ExitCode.DONE : ExitCode.REFUSED).number();
    }

    private int report(AdtGatewayClient client, String submission, Path table) {
        try {
            Submission reported = client.submitRowResults(submission, table);
            Console console = adt.console();
            console.result(reported, () -> SubmissionPrinter.submission(reported, console));
            return ExitCode.DONE.number();
        } catch (AdtGatewayException e) {
            if (e.code().equals("ROW_RESULTS_INVALID")) {
                write(ViolationsCsv.of(ViolationSummary.errorsFirst(e.violations())));
            }
            throw e;
        }
    }

    private void write(String violations) {
        if (reportFile != null) {
            SignatureFiles.write(reportFile, violations.getBytes(StandardCharsets.UTF_8));
            adt.console().note("Written: " + reportFile);
        }
    }
}
