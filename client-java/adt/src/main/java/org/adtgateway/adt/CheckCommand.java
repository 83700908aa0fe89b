package org.adtgateway.adt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.adtgateway.checks.violation.Violation;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.FileType;
import org.adtgateway.client.OfflineChecker;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.client.ValidationReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        description = {
            "Check a file without submitting it: by a dry run at the gateway or, where none is configured or --offline is given,"
                    + " on this machine, with the same rules."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  adt check ADT_2026.csv                        the content only",
            "  adt check ADT_2026.csv --signature ADT_2026.csv.p7s   the signature too",
            "  adt check ADT_2026.csv --offline              nothing leaves this machine",
            "  adt check ADT_2026.csv --offline --user-ids 70-B3-D5-1F-30-00-A0-08",
            "                                                ... and the User IDs must be these"
        })
final class CheckCommand implements Callable<Integer> {
    private final Adt adt;

    @Parameters(paramLabel = "FILE", description = "The CSV file.")
    private @Nullable Path file;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            completionCandidates = Choices.OfFileType.class,
            description = "ADT or EXIT_QUARANTINE; detected by default.")
    private @Nullable FileType type;

    @Option(names = "--signature", paramLabel = "FILE", description = "Its signature, to check that too.")
    private @Nullable Path signature;

    @Option(names = "--reference", paramLabel = "SMSR", defaultValue = "CHECK", hidden = true, description = "Unused.")
    private String reference = "CHECK";

    @Option(names = "--offline", description = "Check the content on this machine, without a gateway.")
    private boolean offline;

    CheckCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        Path csv = java.util.Objects.requireNonNull(file);
        Console console = adt.console();
        FileType fileType = FileTypeDetector.of(csv, type);
        boolean onThisMachine = isOffline(console);
        ValidationReport report = onThisMachine ? offline(fileType, csv, console) : online(fileType, csv);
        console.result(report, () -> show(csv, report, onThisMachine, console));
        return (report.accepted() ? ExitCode.DONE : ExitCode.REFUSED).number();
    }

    private boolean isOffline(Console console) {
        if (offline && signature != null) {
            throw new UsageException("Signatures are checked by the gateway only: omit --offline or --signature");
        }
        if (!offline && signature == null && adt.settings().text(Setting.ADDRESS) == null) {
            console.note("No gateway is configured (adt config init), so the content is checked on this machine.");
            return true;
        }
        return offline;
    }

    private ValidationReport offline(FileType fileType, Path csv, Console console) {
        String userIds = adt.settings().text(Setting.USER_IDS);
        if (userIds == null) {
            console.note("Whether the User IDs are yours is not checked; use --user-ids ID,ID or set user-ids.");
            return new OfflineChecker().check(fileType, csv);
        }
        try {
            return new OfflineChecker()
                    .check(fileType, csv, Set.of(userIds.strip().split("\\s*,\\s*")));
        } catch (IllegalArgumentException e) {
            throw new UsageException("In " + Setting.USER_IDS.key() + ": " + e.getMessage());
        }
    }

    private ValidationReport online(FileType fileType, Path csv) {
        SubmissionRequest request = SubmissionRequest.of(fileType, csv);
        if (fileType.equals(FileType.ADT)) {
            // a dry run has the form of a submission, which needs one
            request = request.serviceRequestReference(reference);
        }
        if (signature != null) {
            try {
                request = request.signature(Files.readAllBytes(signature));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        try (AdtGatewayClient client = adt.clientFactory().client()) {
            return client.check(request.onProgress(new ProgressBar(adt.console())));
        }
    }

    private static void show(Path file, ValidationReport report, boolean onThisMachine, Console console) {
        String verdict = onThisMachine
                ? report.accepted() ? "No error in the content: " : "The content has errors: "
                : report.accepted() ? "Would be accepted: " : "Would be refused: ";
        console.line((report.accepted() ? console.good(verdict) : console.bold(verdict))
                + file.getFileName() + ", " + report.rowCount() + " rows, format "
                + report.format().name() + " "
                + report.format().version());
        if (report.signature() != null) {
            console.fields(
                    "signature",
                    report.signature().indication() + ": " + report.signature().message());
        } else if (!onThisMachine) {
            console.fields("signature", "not checked; use --signature FILE");
        }
        console.fields(
                "same act as", report.sameActSubmissionId(),
                "same content as", report.sameContentSubmissionId());
        if (!report.violations().isEmpty()) {
            for (Violation violation : report.violations()) {
                show(violation, console);
            }
            console.line(SubmissionPrinter.counts(report.totals()));
        }
    }

    /** Prints the parts on lines of their own, as what to do does not fit in a column. */
    private static void show(Violation violation, Console console) {
        console.line("  line " + violation.line()
                + (violation.column() == null ? "" : ", " + violation.column())
                + (violation.value() == null ? "" : " = " + violation.value())
                + (violation.severity() == Violation.Severity.WARNING ? " (warning)" : ""));
        console.line("      " + violation.message() + " [" + violation.code() + "]");
    }
}
