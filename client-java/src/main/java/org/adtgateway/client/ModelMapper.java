package org.adtgateway.client;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.adtgateway.client.generated.CertificateDto;
import org.adtgateway.client.generated.EventDto;
import org.adtgateway.client.generated.LimitsDto;
import org.adtgateway.client.generated.MeDto;
import org.adtgateway.client.generated.OutcomeDecisionDto;
import org.adtgateway.client.generated.OutcomeDto;
import org.adtgateway.client.generated.ProblemDto;
import org.adtgateway.client.generated.RowOutcomeResultDto;
import org.adtgateway.client.generated.SignatureVerdictDto;
import org.adtgateway.client.generated.SignerDto;
import org.adtgateway.client.generated.SigningCertificateDto;
import org.adtgateway.client.generated.SubmissionDto;
import org.adtgateway.client.generated.TotalsDto;
import org.adtgateway.client.generated.ValidationReportDto;
import org.adtgateway.client.generated.ViolationDto;
import org.adtgateway.client.generated.WarningDto;
import org.adtgateway.client.generated.WithdrawalDto;
import org.jspecify.annotations.Nullable;

/** Turns the generated models into the values of the surface. */
final class ModelMapper {
    private ModelMapper() {}

    static Submission submission(SubmissionDto dto, boolean replayed) {
        return new Submission(
                dto.getId(),
                dto.getPartyId(),
                fileType(dto.getFileType()),
                status(dto.getStatus()),
                dto.getVersion(),
                dto.getFileName(),
                dto.getFileSize(),
                dto.getFileSha256(),
                dto.getSignatureSha256(),
                dto.getRowCount(),
                list(dto.getUserIds(), id -> id),
                signer(dto.getSigner()),
                dto.getSigningTime(),
                dto.getServiceRequestReference(),
                dto.getClientReference(),
                dto.getReceivedAt(),
                dto.getChangedAt(),
                list(dto.getWarnings(), ModelMapper::warning),
                map(dto.getWithdrawal(), ModelMapper::withdrawal),
                map(dto.getOutcome(), ModelMapper::outcome),
                replayed);
    }

    private static SignerCertificate signer(SignerDto dto) {
        return new SignerCertificate(dto.getIssuer(), dto.getSerialNumber(), dto.getSubject(), dto.getSha256());
    }

    private static SubmissionWarning warning(WarningDto dto) {
        return new SubmissionWarning(
                dto.getCode(),
                dto.getMessage(),
                dto.getSubmissionId(),
                dto.getLine(),
                dto.getRow(),
                dto.getColumn(),
                dto.getValue());
    }

    private static Withdrawal withdrawal(WithdrawalDto dto) {
        return new Withdrawal(dto.getReason(), dto.getRequestedAt(), dto.getWithdrawnAt());
    }

    private static Outcome outcome(OutcomeDto dto) {
        return new Outcome(
                LenientEnums.of(SubmissionStatus.class, dto.getOutcome(), SubmissionStatus.UNKNOWN),
                dto.getReason(),
                dto.getDecidedAt(),
                list(
                        dto.getRowOutcomes(),
                        row -> new RowOutcome(
                                row.getRequestId(),
                                LenientEnums.of(RowStatus.class, row.getOutcome(), RowStatus.UNKNOWN))));
    }

    static Event event(EventDto dto) {
        return new Event(
                dto.getCursor(),
                LenientEnums.of(EventType.class, dto.getType(), EventType.UNKNOWN),
                dto.getSubmissionId(),
                dto.getPartyId(),
                fileType(dto.getFileType()),
                map(dto.getFromStatus(), ModelMapper::status),
                status(dto.getToStatus()),
                dto.getVersion(),
                dto.getOccurredAt(),
                new Event.Actor(
                        dto.getActor().getPartyId(),
                        dto.getActor().getCertificateSha256(),
                        dto.getActor().getCertificateSubject()),
                dto.getReason());
    }

    static Account account(MeDto dto) {
        return new Account(
                dto.getPartyId(),
                dto.getName(),
                Set.copyOf(list(dto.getRoles(), Object::toString)),
                Set.copyOf(list(dto.getFileTypes(), ModelMapper::fileType)),
                list(dto.getUserIds(), id -> id),
                certificate(dto.getTransportCertificate()),
                list(dto.getSigningCertificates(), ModelMapper::signingCertificate),
                limits(dto.getLimits()),
                dto.getServerTime(),
                dto.getServerVersion());
    }

    private static RegisteredCertificate certificate(CertificateDto dto) {
        return new RegisteredCertificate(
                dto.getSubject(),
                dto.getIssuer(),
                dto.getSerialNumber(),
                dto.getSha256(),
                dto.getNotBefore(),
                dto.getNotAfter(),
                dto.getDaysLeft(),
                Set.of(),
                List.of());
    }

    private static RegisteredCertificate signingCertificate(SigningCertificateDto dto) {
        return new RegisteredCertificate(
                dto.getSubject(),
                dto.getIssuer(),
                dto.getSerialNumber(),
                dto.getSha256(),
                dto.getNotBefore(),
                dto.getNotAfter(),
                dto.getDaysLeft(),
                new LinkedHashSet<>(list(dto.getFileTypes(), ModelMapper::fileType)),
                list(dto.getUserIds(), id -> id));
    }

    private static Limits limits(LimitsDto dto) {
        return new Limits(
                dto.getMaxFileBytes(),
                dto.getMaxSignatureBytes(),
                dto.getMaxRows(),
                dto.getMaxViolations(),
                dto.getMaxPageSize(),
                Duration.ofSeconds(dto.getMaxWaitSeconds()),
                Duration.ofSeconds(dto.getSigningTimeMaxAgeSeconds()),
                Duration.ofSeconds(dto.getSigningTimeMaxAheadSeconds()),
                dto.getSubmissionsPerMinute(),
                dto.getConcurrentUploads(),
                dto.getConcurrentDownloads(),
                dto.getReadsPerSecond(),
                dto.getPollsPerSecond(),
                dto.getWaitingCalls());
    }

    static CheckReport checkReport(ValidationReportDto dto) {
        return new CheckReport(
                dto.getAccepted(),
                fileType(dto.getFileType()),
                dto.getFileSha256(),
                dto.getFileSize(),
                dto.getFormat().getName(),
                dto.getFormat().getVersion(),
                dto.getRowCount(),
                map(dto.getSignature(), ModelMapper::signature),
                list(dto.getViolations(), ModelMapper::violation),
                totals(dto.getTotals()),
                dto.getSameActSubmissionId(),
                dto.getSameContentSubmissionId());
    }

    private static SignatureReport signature(SignatureVerdictDto dto) {
        return new SignatureReport(
                LenientEnums.of(SignatureIndication.class, dto.getIndication(), SignatureIndication.UNKNOWN),
                dto.getSubIndication(),
                dto.getCode(),
                dto.getMessage(),
                map(dto.getSigner(), ModelMapper::signer),
                dto.getSigningTime());
    }

    private static Violation violation(ViolationDto dto) {
        return new Violation(
                dto.getLine(),
                dto.getRow(),
                dto.getColumn(),
                dto.getValue(),
                dto.getCode(),
                dto.getMessage(),
                severity(dto.getSeverity()));
    }

    private static ViolationTotals totals(TotalsDto dto) {
        return new ViolationTotals(
                dto.getErrors(),
                dto.getWarnings(),
                list(
                        dto.getByCode(),
                        total -> new ViolationTotals.ByCode(
                                total.getCode(), severity(total.getSeverity()), total.getCount())));
    }

    static Problem problem(ProblemDto dto, int status, String requestId, @Nullable Duration retryAfter) {
        return new Problem(
                status,
                dto.getCode(),
                LenientEnums.of(ProblemCategory.class, dto.getCategory(), ProblemCategory.UNKNOWN),
                dto.getTitle(),
                dto.getDetail(),
                requestId,
                list(dto.getViolations(), ModelMapper::violation),
                map(dto.getTotals(), ModelMapper::totals),
                map(dto.getSignature(), ModelMapper::signature),
                map(dto.getCurrentStatus(), ModelMapper::status),
                dto.getSubmissionId(),
                list(dto.getDifferences(), text -> text),
                retryAfter);
    }

    static OutcomeDecisionDto decision(SubmissionStatus status) {
        return OutcomeDecisionDto.valueOf(status.name());
    }

    static RowOutcomeResultDto rowResult(RowStatus result) {
        return RowOutcomeResultDto.valueOf(result.name());
    }

    private static FileType fileType(Object dto) {
        return LenientEnums.of(FileType.class, dto, FileType.UNKNOWN);
    }

    private static SubmissionStatus status(Object dto) {
        return LenientEnums.of(SubmissionStatus.class, dto, SubmissionStatus.UNKNOWN);
    }

    private static Severity severity(Object dto) {
        return LenientEnums.of(Severity.class, dto, Severity.UNKNOWN);
    }

    static <A, B> List<B> list(@Nullable Collection<A> dtos, Function<A, B> conversion) {
        return dtos == null ? List.of() : dtos.stream().map(conversion).toList();
    }

    private static <A, B> @Nullable B map(@Nullable A dto, Function<A, B> conversion) {
        return dto == null ? null : conversion.apply(dto);
    }
}
