package org.adtgateway.adt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.adtgateway.checks.fileformat.ViolationsCsv;
import org.adtgateway.checks.violation.Violation;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.FileSignatureVerifier;
import org.adtgateway.client.FileType;
import org.adtgateway.client.OfflineChecker;
import org.adtgateway.client.SignatureIndication;
import org.adtgateway.client.SignatureRefusedException;
import org.adtgateway.client.SignatureVerdict;
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
            "  adt check ADT_2026.csv                       the content only",
            "  adt check ADT_2026.csv --signature ADT_2026.csv.p7s    the signature too",
            "  adt check ADT_2026.csv --report errors.csv   a table, for a spreadsheet",
            "  adt check ADT_2026.csv --offline             nothing leaves this machine",
            "  adt check ADT_2026.csv --offline --user-ids 70-B3-D5-1F-30-00-A0-08",
            "                                               and it may have these User IDs only"
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

    @Option(
            names = "--offline",
            description =
                    "Check on this machine, without a gateway; with --signature also that, by signer-trust where it is set.")
    private boolean offline;

    @Option(names = "--all", description = "List every error, and not only the first of each rule.")
    private boolean all;

    @Option(names = "--report", paramLabel = "FILE.csv", description = "Write the errors as a table for a spreadsheet.")
    private @Nullable Path reportFile;

    CheckCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        Path csv = java.util.Objects.requireNonNull(file);
        Console console = adt.console();
        FileType fileType =
                type == null && FileTypeDetector.isEmpty(csv) ? FileType.ADT : FileTypeDetector.of(csv, type);
        boolean onThisMachine = isOffline(console);
        if (!Files.isRegularFile(csv) && Files.exists(csv)) {
            throw new UsageException(
                    csv + " is not a file that can be read twice, but a pipe or a folder: save it as a file first");
        }
        if (reportFile != null) {
            ReplaceableFile.REPORT.requireAt(reportFile);
        }
        ValidationReport content = onThisMachine ? offline(fileType, csv, console) : online(fileType, csv);
        ValidationReport report = onThisMachine && signature != null ? withSignature(content, csv, signature) : content;
        boolean accepted = report.accepted();
        console.result(report, () -> show(csv, report, onThisMachine, console));
        if (reportFile != null) {
            SignatureFiles.write(
                    reportFile,
                    ViolationsCsv.of(ViolationSummary.errorsFirst(report.violations()))
                            .getBytes(StandardCharsets.UTF_8));
            console.note("Written: " + reportFile + ", "
                    + Words.count(report.violations().size(), "row"));
        }
        return (accepted ? ExitCode.DONE : ExitCode.REFUSED).number();
    }

    /** Judges the signature on this machine as well. */
    private ValidationReport withSignature(ValidationReport content, Path csv, Path signatureFile) {
        SignatureVerdict verdict = verdictOf(csv, SignatureFiles.read(signatureFile));
        return ValidationReport.builder()
                .accepted(content.accepted() && verdict.code() == null)
                .fileType(content.fileType())
                .fileSha256(content.fileSha256())
                .fileSize(content.fileSize())
                .format(content.format())
                .rowCount(content.rowCount())
                .violations(content.violations())
                .totals(content.totals())
                .signature(verdict)
                .build();
    }

    private SignatureVerdict verdictOf(Path csv, byte[] bytes) {
        FileSignatureVerifier verifier = adt.clientFactory().signatureVerifierOrNull();
        try {
            if (verifier == null) {
                FileSignatureVerifier.requireOver(csv, bytes);
                return SignatureVerdict.builder()
                        .indication(SignatureIndication.INDETERMINATE)
                        .message("It is for exactly these bytes. Who signed is not checked: set signer-trust for that")
                        .build();
            }
            X509Certificate signer = verifier.verify(csv, bytes, List.of(), Instant.now());
            return SignatureVerdict.builder()
                    .indication(SignatureIndication.TOTAL_PASSED)
                    .message("Valid, of " + signer.getSubjectX500Principal().getName())
                    .build();
        } catch (SignatureRefusedException e) {
            return SignatureVerdict.builder()
                    .indication(SignatureIndication.TOTAL_FAILED)
                    .code(e.code())
                    .message(Words.plain(String.valueOf(e.getMessage())))
                    .build();
        }
    }

    private boolean isOffline(Console console) {
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

    private void show(Path csv, ValidationReport report, boolean onThisMachine, Console console) {
        boolean accepted = report.accepted();
        boolean noErrors = report.totals().errors() == 0;
        String verdict = onThisMachine
                ? noErrors ? "No error in the content: " : "The content has errors: "
                : accepted ? "Would be accepted: " : "Would be refused: ";
        console.line((accepted ? console.good(verdict) : console.bad(verdict))
                + csv.getFileName() + ", " + Words.count(report.rowCount(), "row") + ", format "
                + report.format().name() + " "
                + report.format().version());
        if (report.signature() != null) {
            console.fields(
                    "signature",
                    report.signature().indication() + ": "
                            + Words.plain(report.signature().message()));
        } else if (!onThisMachine) {
            console.fields("signature", "not checked; use --signature FILE");
        }
        console.fields(
                "same act as", report.sameActSubmissionId(),
                "same content as", report.sameContentSubmissionId());
        if (report.violations().isEmpty()) {
            return;
        }
        if (all) {
            ViolationSummary.errorsFirst(report.violations()).forEach(violation -> show(violation, console));
        }
        ViolationSummary summary = new ViolationSummary(report.violations(), report.totals());
        (all ? summary.counts() : summary.lines()).forEach(line -> {
            int indent = line.length() - line.stripLeading().length();
            console.paragraph(indent, line.strip());
        });
    }

    /** Prints the parts on lines of their own, as what to do does not fit in a column. */
    private static void show(Violation violation, Console console) {
        console.paragraph(2, ViolationSummary.where(violation));
        console.paragraph(6, violation.message() + " [" + violation.code() + "]");
    }
}
