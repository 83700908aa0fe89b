package org.adtgateway.server.submission;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.adtgateway.api.dto.EventActorDto;
import org.adtgateway.api.dto.EventDto;
import org.adtgateway.api.dto.EventTypeDto;
import org.adtgateway.api.dto.FileTypeDto;
import org.adtgateway.api.dto.OutcomeDto;
import org.adtgateway.api.dto.OutcomeKindDto;
import org.adtgateway.api.dto.RowOutcomeDto;
import org.adtgateway.api.dto.RowResultDto;
import org.adtgateway.api.dto.SignerDto;
import org.adtgateway.api.dto.SubmissionDto;
import org.adtgateway.api.dto.SubmissionStatusDto;
import org.adtgateway.api.dto.WarningDto;
import org.adtgateway.api.dto.WithdrawalDto;
import org.adtgateway.server.evidence.Event;

/** Between the aggregate and the contract's types. */
final class SubmissionDtos {
    private SubmissionDtos() {}

    /** A path's id; the contract's pattern has been checked before. */
    static UUID id(String text) {
        return UUID.fromString(text);
    }

    static SubmissionDto of(Submission submission) {
        return new SubmissionDto()
                .id(submission.id().toString())
                .partyId(submission.partyId())
                .fileType(FileTypeDto.valueOf(submission.fileType().name()))
                .status(SubmissionStatusDto.valueOf(submission.status().name()))
                .version(submission.version())
                .fileName(submission.fileName())
                .fileSize(submission.fileSize())
                .fileSha256(submission.fileSha256())
                .signatureSha256(submission.signatureSha256())
                .rowCount(submission.rowCount())
                .userIds(submission.userIds())
                .signer(of(submission.signer()))
                .signingTime(submission.signingTime())
                .serviceRequestReference(submission.serviceRequestReference())
                .clientReference(submission.clientReference())
                .receivedAt(submission.receivedAt())
                .changedAt(submission.changedAt())
                .warnings(submission.warnings().stream().map(SubmissionDtos::of).toList());
    }

    static SubmissionDto of(Submission submission, Optional<Withdrawal> withdrawal, Optional<Outcome> outcome) {
        return of(submission)
                .withdrawal(withdrawal.map(SubmissionDtos::of).orElse(null))
                .outcome(outcome.map(SubmissionDtos::of).orElse(null));
    }

    static SignerDto of(Submission.Signer signer) {
        return new SignerDto()
                .issuer(signer.issuer())
                .serialNumber(signer.serialNumber())
                .subject(signer.subject())
                .sha256(signer.sha256());
    }

    private static WarningDto of(Warning warning) {
        return new WarningDto()
                .code(warning.code())
                .message(warning.message())
                .submissionId(warning.submissionId() == null ? null : warning.submissionId().toString())
                .line(warning.line())
                .row(warning.row())
                .column(warning.column())
                .value(warning.value());
    }

    private static WithdrawalDto of(Withdrawal withdrawal) {
        return new WithdrawalDto()
                .reason(withdrawal.reason())
                .requestedAt(withdrawal.requestedAt())
                .withdrawnAt(withdrawal.withdrawnAt());
    }

    private static OutcomeDto of(Outcome outcome) {
        return new OutcomeDto()
                .outcome(OutcomeKindDto.valueOf(outcome.outcome().name()))
                .reason(outcome.reason())
                .decidedAt(outcome.decidedAt())
                .rowOutcomes(outcome.rowOutcomes().isEmpty() ? null : rows(outcome));
    }

    private static List<RowOutcomeDto> rows(Outcome outcome) {
        return outcome.rowOutcomes().stream()
                .map(row -> new RowOutcomeDto()
                        .requestId(row.requestId())
                        .outcome(RowResultDto.valueOf(row.outcome().name())))
                .toList();
    }

    static EventDto of(Event event) {
        return new EventDto()
                .type(EventTypeDto.valueOf(event.type().name()))
                .submissionId(event.submissionId().toString())
                .partyId(event.partyId())
                .fileType(FileTypeDto.valueOf(event.fileType()))
                .fromStatus(event.fromStatus() == null ? null : SubmissionStatusDto.valueOf(event.fromStatus()))
                .toStatus(SubmissionStatusDto.valueOf(event.toStatus()))
                .version(event.version())
                .occurredAt(event.occurredAt())
                .actor(new EventActorDto()
                        .partyId(event.actor().partyId())
                        .certificateSha256(event.actor().certificateSha256())
                        .certificateSubject(event.actor().certificateSubject()))
                .reason(event.reason());
    }
}
