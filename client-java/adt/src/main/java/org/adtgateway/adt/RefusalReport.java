package org.adtgateway.adt;

import org.adtgateway.checks.violation.Violation;
import org.adtgateway.checks.violation.ViolationTotals;
import org.adtgateway.client.Problem;
import org.adtgateway.client.ProblemCategory;

/** Describes why a file was refused, as a text for the ADT team next to the file. */
final class RefusalReport {
    private RefusalReport() {}

    static String of(Problem problem) {
        StringBuilder text = new StringBuilder("Refused: ")
                .append(problem.code())
                .append("\n")
                .append(problem.detail())
                .append("\n\n");
        for (Violation violation : problem.violations()) {
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
            text.append(totals.errors())
                    .append(" errors, ")
                    .append(totals.warnings())
                    .append(" warnings in total\n");
        }
        text.append(
                        problem.category().equals(ProblemCategory.FORMAT)
                                ? "\nFix the file, sign it again, and put it into the folder again."
                                : "\nSending the same again does not help. First do what is described above; then sign the file"
                                        + " again and put it into the folder again.")
                .append("\nRequest id: ")
                .append(problem.requestId())
                .append("\n");
        return text.toString().replace("\n", System.lineSeparator());
    }
}
