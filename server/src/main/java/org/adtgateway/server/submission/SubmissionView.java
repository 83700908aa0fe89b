package org.adtgateway.server.submission;

import java.util.stream.Stream;
import org.adtgateway.api.Claim;
import org.adtgateway.api.Outcome;
import org.adtgateway.api.RowResultTotals;
import org.adtgateway.checks.fileformat.FileType;
import org.adtgateway.server.evidence.Event;
import org.jspecify.annotations.Nullable;

/** Shows submissions and events as the contract does, without what only the gateway needs. */
public final class SubmissionView {
    private SubmissionView() {}

    /** Shows a submission on a page of a list, without what is large. */
    static org.adtgateway.api.Submission summary(Submission submission, SubmissionReader reader) {
        return builder(submission, reader).build();
    }

    /** Shows a submission with its withdrawal or outcome, which is read only where its state says that there is one. */
    static org.adtgateway.api.Submission of(Submission submission, SubmissionReader reader) {
        org.adtgateway.api.Submission.Builder view = builder(submission, reader)
                .warnings(Stream.concat(
                                submission.warnings().stream(),
                                Stream.ofNullable(submission.sameContent()).map(Warnings::sameContent))
                        .toList());
        switch (submission.status()) {
            case RECEIVED -> {}
            case PROCESSING -> view.claim(claim(submission, reader)).rowResults(rows(submission, reader, null));
            case WITHDRAWN ->
                view.withdrawal(reader.withdrawal(submission.id())
                        .map(SubmissionView::of)
                        .orElse(null));
            case COMPLETED, REJECTED -> {
                Outcome outcome = reader.outcome(submission.id()).orElse(null);
                view.claim(claim(submission, reader))
                        .rowResults(rows(submission, reader, outcome))
                        .outcome(outcome == null ? null : shown(outcome));
            }
        }
        return view.build();
    }

    private static org.adtgateway.api.Submission.Builder builder(Submission submission, SubmissionReader reader) {
        return org.adtgateway.api.Submission.builder()
                .id(submission.id().toString())
                .partyId(submission.partyId())
                .fileType(submission.fileType())
                .status(submission.status())
                .version(submission.version())
                .fileName(submission.fileName())
                .fileSize(submission.fileSize())
                .fileSha256(submission.fileSha256())
                .signatureSha256(submission.signatureSha256())
                .rowCount(submission.rowCount())
                .userIds(submission.userIds())
                .signer(submission.signer())
                .signingTime(submission.signingTime())
                .serviceRequestReference(submission.serviceRequestReference())
                .clientReference(submission.clientReference())
                .incidentReference(submission.incidentReference())
                .dueAt(reader.deadlines().dueAt(submission))
                .receivedAt(submission.receivedAt())
                .changedAt(submission.changedAt());
    }

    private static @Nullable Claim claim(Submission submission, SubmissionReader reader) {
        return reader.claim(submission.id())
                .map(event -> new Claim(event.actor(), event.occurredAt(), event.reason()))
                .orElse(null);
    }

    private static @Nullable RowResultTotals rows(
            Submission submission, SubmissionReader reader, @Nullable Outcome outcome) {
        return submission.fileType() == FileType.EXIT_QUARANTINE
                ? reader.rowCounts(submission.id(), outcome).of(submission.rowCount())
                : null;
    }

    /** An outcome of an earlier version may have 100,000 rows, which no reading of the status carries along. */
    private static Outcome shown(Outcome outcome) {
        return outcome.rowOutcomes() == null || outcome.rowOutcomes().size() <= Limits.MAX_ROW_OUTCOMES
                ? outcome
                : Outcome.builder()
                        .outcome(outcome.outcome())
                        .decidedAt(outcome.decidedAt())
                        .reason(outcome.reason())
                        .build();
    }

    private static org.adtgateway.api.Withdrawal of(Withdrawal withdrawal) {
        return new org.adtgateway.api.Withdrawal(
                withdrawal.reason(), withdrawal.requestedAt(), withdrawal.withdrawnAt());
    }

    /** Shows an event; of the feed, with its cursor there. */
    public static org.adtgateway.api.Event of(Event event, @Nullable String cursor) {
        return org.adtgateway.api.Event.builder()
                .type(event.type())
                .submissionId(event.submissionId().toString())
                .partyId(event.partyId())
                .fileType(event.fileType())
                .fromStatus(event.fromStatus())
                .toStatus(event.toStatus())
                .version(event.version())
                .occurredAt(event.occurredAt())
                .actor(event.actor())
                .cursor(cursor)
                .reason(event.reason())
                .instalmentSha256(event.instalmentSha256())
                .build();
    }
}
