package org.adtgateway.server.act;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.adtgateway.api.SubmissionWarning;
import org.adtgateway.checks.fileformat.FileChecker;
import org.adtgateway.checks.fileformat.FileReport;
import org.adtgateway.checks.fileformat.FileType;
import org.adtgateway.checks.fileformat.RequestId;
import org.adtgateway.checks.violation.Violation;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.RegisteredCertificate;
import org.adtgateway.server.submission.Warnings;

/** Checks that the content obeys its format, for the User IDs that this signer may sign for. */
public final class ContentCheck {
    private final FileChecker checker;
    private final Clock clock;

    public ContentCheck(FileChecker checker, Clock clock) {
        this.checker = checker;
        this.clock = clock;
    }

    /**
     * Returns the report of a file without errors.
     *
     * @param requests hears of the Request IDs of an Exit Quarantine file
     * @throws ProblemException CONTENT_INVALID with every fault; SIGNER_NOT_PERMITTED
     */
    public FileReport accepted(
            FileType type, SpooledFile file, RegisteredCertificate signer, RequestId.Listener requests) {
        requirePermitted(type, signer);
        FileReport report = report(type, file, signer.userIds(), requests);
        if (!report.accepted()) {
            throw new ProblemException(
                            ProblemCode.CONTENT_INVALID,
                            "The file has " + report.totals().errors()
                                    + (report.totals().errors() == 1 ? " fault" : " faults")
                                    + "; 'violations' says where and what to do. Fix the file, sign it again and submit it.")
                    .with(problem -> problem.violations(report.violations()).totals(report.totals()));
        }
        return report;
    }

    /**
     * May this signer sign files of this type?
     *
     * @throws ProblemException SIGNER_NOT_PERMITTED
     */
    public static void requirePermitted(FileType type, RegisteredCertificate signer) {
        if (!signer.fileTypes().contains(type.name())) {
            throw new ProblemException(
                    ProblemCode.SIGNER_NOT_PERMITTED,
                    "The signing certificate with serial number " + signer.serialNumber()
                            + " is not registered to sign files of type " + type + ". Sign with another certificate.");
        }
    }

    public FileReport report(FileType type, SpooledFile file, Set<String> userIds) {
        return report(type, file, userIds, (originator, target, counter) -> {});
    }

    private FileReport report(FileType type, SpooledFile file, Set<String> userIds, RequestId.Listener requests) {
        try (InputStream in = file.open()) {
            return checker.check(type, in, userIds, clock.instant(), requests);
        } catch (IOException e) {
            throw new UncheckedIOException("the spooled file cannot be read again", e);
        }
    }

    public static List<SubmissionWarning> warnings(FileReport report) {
        return report.violations().stream()
                .filter(violation -> violation.severity() == Violation.Severity.WARNING)
                .map(Warnings::of)
                .toList();
    }
}
