package org.adtgateway.adt;

import org.adtgateway.checks.violation.ViolationTotals;
import org.adtgateway.client.Outcome;
import org.adtgateway.client.RowOutcome;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionWarning;
import org.adtgateway.client.Withdrawal;

/** Prints a submission for people. */
final class SubmissionPrinter {
    private SubmissionPrinter() {}

    static String counts(ViolationTotals totals) {
        return count(totals.errors(), "error") + ", " + count(totals.warnings(), "warning") + " in total";
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    static void submission(Submission submission, Console console) {
        Withdrawal withdrawal = submission.withdrawal();
        Outcome outcome = submission.outcome();
        console.line(console.bold(submission.status().toString()) + "  " + submission.id());
        console.fields(
                "file",
                        (submission.fileName() == null ? "" : submission.fileName() + ", ") + submission.fileType()
                                + ", " + submission.rowCount() + " rows, " + submission.fileSize() + " bytes",
                "SHA-256", submission.fileSha256(),
                "Party", submission.partyId(),
                "User IDs", String.join(", ", submission.userIds()),
                "signed by", submission.signer().subject() + ", " + submission.signingTime(),
                "SMSR", submission.serviceRequestReference(),
                "reference", submission.clientReference(),
                "received", submission.receivedAt(),
                "changed", submission.changedAt(),
                "withdrawn", withdrawal == null ? null : withdrawal.withdrawnAt() + ": " + withdrawal.reason(),
                "decided",
                        outcome == null
                                ? null
                                : outcome.decidedAt() + ": " + outcome.outcome()
                                        + (outcome.reason() == null ? "" : ", " + outcome.reason()));
        if (outcome != null) {
            for (RowOutcome row : outcome.rowOutcomes()) {
                console.line("    " + row.requestId() + "  " + row.outcome());
            }
        }
        for (SubmissionWarning warning : submission.warnings()) {
            console.warn((warning.line() == null ? "" : "line " + warning.line() + ": ") + warning.message() + " ["
                    + warning.code() + "]");
        }
    }
}
