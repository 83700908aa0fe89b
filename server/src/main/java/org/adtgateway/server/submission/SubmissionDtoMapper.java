package org.adtgateway.server.submission;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.adtgateway.api.dto.ActorDto;
import org.adtgateway.api.dto.EventDto;
import org.adtgateway.api.dto.EventTypeDto;
import org.adtgateway.api.dto.FileTypeDto;
import org.adtgateway.api.dto.OutcomeDecisionDto;
import org.adtgateway.api.dto.OutcomeDto;
import org.adtgateway.api.dto.OutcomeRequestDto;
import org.adtgateway.api.dto.RowOutcomeDto;
import org.adtgateway.api.dto.RowOutcomeResultDto;
import org.adtgateway.api.dto.SignerCertificateDto;
import org.adtgateway.api.dto.SubmissionDto;
import org.adtgateway.api.dto.SubmissionStatusDto;
import org.adtgateway.api.dto.SubmissionWarningDto;
import org.adtgateway.api.dto.WithdrawalDto;
import org.adtgateway.checks.fileformat.FileType;
import org.adtgateway.server.evidence.Event;
import org.adtgateway.server.identity.Caller;
import org.jspecify.annotations.Nullable;

/** Between the aggregate and the contract's types. */
public final class SubmissionDtoMapper {
    private SubmissionDtoMapper() {}

    /** A path's id; the contract's pattern has been checked before. */
    public static UUID id(String text) {
        return UUID.fromString(text);
    }

    public static SubmissionDto of(Submission submission) {
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
                .warnings(Stream.concat(
                                submission.warnings().stream(),
                                Stream.ofNullable(submission.sameContent()).map(Warning::sameContent))
                        .map(SubmissionDtoMapper::of)
                        .toList());
    }

    /** A submission on a page of a list, without what takes room. */
    static SubmissionDto summary(Submission submission) {
        return of(submission).warnings(null);
    }

    /** A submission with what became of it, which is read only where its state says that there is something. */
    public static SubmissionDto of(Submission submission, SubmissionReader store) {
        SubmissionDto dto = of(submission);
        return switch (submission.status()) {
            case RECEIVED, PROCESSING -> dto;
            case WITHDRAWN ->
                dto.withdrawal(store.withdrawal(submission.id())
                        .map(SubmissionDtoMapper::of)
                        .orElse(null));
            case COMPLETED, REJECTED ->
                dto.outcome(store.outcome(submission.id())
                        .map(SubmissionDtoMapper::of)
                        .orElse(null));
        };
    }

    /** What a caller asks to see; a supplier sees its own, whatever it asks. */
    static SubmissionFilter filter(
            Caller caller,
            @Nullable FileTypeDto fileType,
            @Nullable SubmissionStatusDto status,
            @Nullable String userId,
            @Nullable String clientReference,
            @Nullable Instant receivedFrom,
            @Nullable Instant receivedBefore,
            @Nullable String partyId) {
        return new SubmissionFilter(
                caller.visibleOwner(),
                partyId,
                fileType == null ? null : FileType.valueOf(fileType.name()),
                status == null ? null : SubmissionStatus.valueOf(status.name()),
                userId == null ? null : userId.toUpperCase(Locale.ROOT),
                clientReference,
                receivedFrom,
                receivedBefore,
                null,
                null);
    }

    public static Outcome.Kind kind(OutcomeRequestDto request) {
        return Outcome.Kind.valueOf(request.getOutcome().name());
    }

    public static List<Outcome.RowOutcome> rows(OutcomeRequestDto request) {
        return request.getRowOutcomes() == null
                ? List.of()
                : request.getRowOutcomes().stream()
                        .map(row -> new Outcome.RowOutcome(
                                row.getRequestId(),
                                Outcome.RowOutcome.Result.valueOf(
                                        row.getOutcome().name())))
                        .toList();
    }

    public static SignerCertificateDto of(Submission.Signer signer) {
        return new SignerCertificateDto()
                .issuer(signer.issuer())
                .serialNumber(signer.serialNumber())
                .subject(signer.subject())
                .sha256(signer.sha256());
    }

    private static SubmissionWarningDto of(Warning warning) {
        return new SubmissionWarningDto()
                .code(warning.code())
                .message(warning.message())
                .submissionId(
                        warning.submissionId() == null
                                ? null
                                : warning.submissionId().toString())
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
                .outcome(OutcomeDecisionDto.valueOf(outcome.outcome().name()))
                .reason(outcome.reason())
                .decidedAt(outcome.decidedAt())
                .rowOutcomes(outcome.rowOutcomes().isEmpty() ? null : rows(outcome));
    }

    private static List<RowOutcomeDto> rows(Outcome outcome) {
        return outcome.rowOutcomes().stream()
                .map(row -> new RowOutcomeDto()
                        .requestId(row.requestId())
                        .outcome(RowOutcomeResultDto.valueOf(row.outcome().name())))
                .toList();
    }

    public static EventDto of(Event event) {
        return new EventDto()
                .type(EventTypeDto.valueOf(event.type().name()))
                .submissionId(event.submissionId().toString())
                .partyId(event.partyId())
                .fileType(FileTypeDto.valueOf(event.fileType()))
                .fromStatus(event.fromStatus() == null ? null : SubmissionStatusDto.valueOf(event.fromStatus()))
                .toStatus(SubmissionStatusDto.valueOf(event.toStatus()))
                .version(event.version())
                .occurredAt(event.occurredAt())
                .actor(new ActorDto()
                        .partyId(event.actor().partyId())
                        .certificateSha256(event.actor().certificateSha256())
                        .certificateSubject(event.actor().certificateSubject()))
                .reason(event.reason());
    }
}
