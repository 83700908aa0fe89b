package org.adtgateway.adt;

import java.util.Set;
import org.adtgateway.checks.violation.Violation;
import org.adtgateway.checks.violation.ViolationTotals;
import org.adtgateway.client.Problem;
import org.adtgateway.client.ProblemCategory;

/** Describes why a file was refused, as a text for the ADT team next to the file. */
final class RefusalReport {
    private static final Set<String> OF_THE_FILE = Set.of("CONTENT_INVALID", "FILE_TOO_LARGE");
    private static final Set<String> OF_WHAT_IS_AROUND =
            Set.of("INVALID_PART", "MISSING_PART", "UNEXPECTED_PART", "FIELD_TOO_LARGE", "MALFORMED_REQUEST");
    private static final Set<String> OF_THE_SIGNER = Set.of(
            "SIGNER_UNKNOWN",
            "SIGNER_NOT_PERMITTED",
            "CERTIFICATE_EXPIRED",
            "CERTIFICATE_REVOKED",
            "CHAIN_INVALID",
            "KEY_USAGE");

    private RefusalReport() {}

    static String of(Problem problem) {
        StringBuilder text = new StringBuilder("Refused: ")
                .append(problem.code())
                .append("\n")
                .append(Words.plain(problem.detail()))
                .append("\n\n");
        for (Violation violation : ViolationSummary.errorsFirst(problem.violations())) {
            text.append("line ").append(violation.line());
            if (violation.column() != null) {
                text.append(", column ").append(violation.column());
            }
            if (violation.value() != null) {
                text.append(", value '").append(violation.value()).append("'");
            }
            text.append(": ")
                    .append(violation.message())
                    .append(" [")
                    .append(violation.code())
                    .append("]\n");
        }
        ViolationTotals totals = problem.totals();
        if (totals != null) {
            text.append(SubmissionPrinter.counts(totals)).append('\n');
            if (totals.errors() + totals.warnings() > problem.violations().size()) {
                text.append("Only the first ")
                        .append(problem.violations().size())
                        .append(" are listed: fix those, and check again\n");
            }
        }
        text.append('\n')
                .append(whatToDo(problem))
                .append("\nRequest id: ")
                .append(problem.requestId())
                .append("\n");
        return text.toString().replace("\n", System.lineSeparator());
    }

    /** Tells whether the file has to change, its signature, or something else: only the first two need a new signature. */
    private static String whatToDo(Problem problem) {
        String code = problem.code();
        if (OF_THE_FILE.contains(code)) {
            return "Fix the file, sign it again, and put it into the folder again.";
        }
        if (problem.category().equals(ProblemCategory.FORMAT) && !OF_WHAT_IS_AROUND.contains(code)) {
            return "Sign the file again as described above, and put it into the folder again.";
        }
        if (OF_THE_SIGNER.contains(code)) {
            return "Sending the same again does not help until that has changed. Then put the same files into the folder again,"
                    + " or sign with another certificate.";
        }
        return "Sending the same again does not help until that has changed. Then put the same files into the folder again;"
                + " they need no new signature.";
    }
}
