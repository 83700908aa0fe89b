package org.adtgateway.client.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.CheckReport;
import org.adtgateway.client.FileType;
import org.adtgateway.client.Severity;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.client.Violation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        description = "Ask the gateway what it would say to a file, without submitting it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  adt check ADT_2026.csv                        the content only",
            "  adt check ADT_2026.csv --signature ADT_2026.csv.p7s   the signature too"
        })
final class CheckCommand implements Callable<Integer> {
    private final Adt adt;

    @Parameters(paramLabel = "FILE", description = "The CSV file.")
    private @Nullable Path file;

    @Option(names = "--type", paramLabel = "TYPE", description = "ADT or EXIT_QUARANTINE; found out unless given.")
    private @Nullable FileType type;

    @Option(names = "--signature", paramLabel = "FILE", description = "Its signature, to be checked too.")
    private @Nullable Path signature;

    @Option(names = "--reference", paramLabel = "SMSR", defaultValue = "CHECK", hidden = true, description = "Unused.")
    private String reference = "CHECK";

    CheckCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        Path csv = java.util.Objects.requireNonNull(file);
        Console console = adt.console();
        FileType fileType = FileTypes.of(csv, type);
        SubmissionRequest request = SubmissionRequest.of(fileType, csv);
        if (fileType == FileType.ADT) {
            // the form of a dry run is that of a submission, which needs one
            request = request.serviceRequestReference(reference);
        }
        if (signature != null) {
            try {
                request = request.signature(Files.readAllBytes(signature));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        try (AdtGatewayClient client = adt.session().client()) {
            CheckReport report = client.check(request);
            console.result(report, () -> show(csv, report, console));
            return (report.accepted() ? ExitCode.DONE : ExitCode.REFUSED).number();
        }
    }

    private static void show(Path file, CheckReport report, Console console) {
        console.line((report.accepted() ? console.good("Would be accepted: ") : console.bold("Would be refused: "))
                + file.getFileName() + ", " + report.rowCount() + " rows, format " + report.formatName() + " "
                + report.formatVersion());
        if (report.signature() != null) {
            console.fields(
                    "signature",
                    report.signature().indication() + ": " + report.signature().message());
        } else {
            console.fields("signature", "not checked; say --signature FILE");
        }
        console.fields(
                "same act as", report.sameActSubmissionId(),
                "same content as", report.sameContentSubmissionId());
        if (!report.violations().isEmpty()) {
            for (Violation violation : report.violations()) {
                show(violation, console);
            }
            console.line(
                    report.totals().errors() + " errors, " + report.totals().warnings() + " warnings in all");
        }
    }

    /** Below each other and not in a table, as what to do takes more than a column. */
    private static void show(Violation violation, Console console) {
        console.line("  line " + violation.line()
                + (violation.column() == null ? "" : ", " + violation.column())
                + (violation.value() == null ? "" : " = " + violation.value())
                + (violation.severity() == Severity.WARNING ? " (warning)" : ""));
        console.line("      " + violation.message() + " [" + violation.code() + "]");
    }
}
