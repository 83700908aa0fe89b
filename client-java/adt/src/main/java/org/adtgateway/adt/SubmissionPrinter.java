package org.adtgateway.adt;

import java.util.stream.Collectors;
import org.adtgateway.checks.violation.ViolationTotals;
import org.adtgateway.client.Outcome;
import org.adtgateway.client.RowOutcome;
import org.adtgateway.client.RowResultTotals;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionStatus;
import org.adtgateway.client.SubmissionWarning;
import org.adtgateway.client.Withdrawal;

/** Prints a submission for people. */
final class SubmissionPrinter {
    private SubmissionPrinter() {}

    static String counts(ViolationTotals totals) {
        return Words.count(totals.errors(), "error") + ", " + Words.count(totals.warnings(), "warning") + " in total";
    }

    static void submission(Submission submission, Console console) {
        Withdrawal withdrawal = submission.withdrawal();
        Outcome outcome = submission.outcome();
        console.line(status(submission, console) + "  " + submission.id());
        console.fields(
                "file",
                        (submission.fileName() == null ? "" : submission.fileName() + ", ") + submission.fileType()
                                + ", " + Words.count(submission.rowCount(), "row") + ", "
                                + Words.count(submission.fileSize(), "byte"),
                "SHA-256", submission.fileSha256(),
                "Party", submission.partyId(),
                "User IDs", String.join(", ", submission.userIds()),
                "signed by", submission.signer().subject() + ", " + console.time(submission.signingTime()),
                "SMSR", submission.serviceRequestReference(),
                "reference", submission.clientReference(),
                "incident", submission.incidentReference(),
                "received", submission.receivedAt(),
                "due", submission.dueAt(),
                "changed", submission.changedAt(),
                "withdrawn",
                        withdrawal == null ? null : console.time(withdrawal.withdrawnAt()) + ": " + withdrawal.reason(),
                "decided",
                        outcome == null
                                ? null
                                : console.time(outcome.decidedAt()) + ": " + outcome.outcome()
                                        + (outcome.reason() == null ? "" : ", " + outcome.reason()));
        if (outcome != null) {
            for (RowOutcome row : outcome.rowOutcomes()) {
                console.line("    " + row.requestId() + "  " + row.outcome());
            }
        }
        results(submission, console);
        for (SubmissionWarning warning : submission.warnings()) {
            console.warn((warning.line() == null ? "" : "line " + warning.line() + ": ")
                    + Words.plain(warning.message()) + " [" + warning.code() + "]");
        }
    }

    /** Prints how many rows have which result, where it is a file of such rows. */
    static void results(Submission submission, Console console) {
        RowResultTotals totals = submission.rowResults();
        if (totals != null) {
            String reported = totals.byOutcome().stream()
                    .map(each -> each.count() + " " + each.outcome())
                    .collect(Collectors.joining(", "));
            console.line("    results: " + (reported.isEmpty() ? "" : reported + ", ") + totals.pending() + " pending");
        }
    }

    /** Prints a change of a submission that was printed before, in one line. */
    static void change(Submission submission, Console console) {
        Withdrawal withdrawal = submission.withdrawal();
        Outcome outcome = submission.outcome();
        String reason = withdrawal != null ? withdrawal.reason() : outcome == null ? null : outcome.reason();
        console.line(console.time(submission.changedAt()) + "  " + status(submission, console)
                + (reason == null ? "" : "  " + reason));
        results(submission, console);
        if (outcome != null) {
            outcome.rowOutcomes().forEach(row -> console.line("    " + row.requestId() + "  " + row.outcome()));
        }
    }

    private static String status(Submission submission, Console console) {
        String status = submission.status().toString();
        return submission.status().equals(SubmissionStatus.REJECTED)
                ? console.bad(status)
                : submission.status().equals(SubmissionStatus.COMPLETED) ? console.good(status) : console.bold(status);
    }
}
