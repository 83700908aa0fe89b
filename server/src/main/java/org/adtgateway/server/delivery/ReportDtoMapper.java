package org.adtgateway.server.delivery;

import java.util.UUID;
import org.adtgateway.api.dto.CodeTotalDto;
import org.adtgateway.api.dto.FileTypeDto;
import org.adtgateway.api.dto.FormatDto;
import org.adtgateway.api.dto.SeverityDto;
import org.adtgateway.api.dto.SignatureIndicationDto;
import org.adtgateway.api.dto.SignatureVerdictDto;
import org.adtgateway.api.dto.TotalsDto;
import org.adtgateway.api.dto.ValidationReportDto;
import org.adtgateway.api.dto.ViolationDto;
import org.adtgateway.checks.fileformat.FileFormats;
import org.adtgateway.checks.violation.Violation;
import org.adtgateway.checks.violation.ViolationTotals;
import org.adtgateway.server.act.SignatureReport;
import org.adtgateway.server.submission.SubmissionDtoMapper;

/** Between a dry run's verdict and the contract's types. */
public final class ReportDtoMapper {
    private ReportDtoMapper() {}

    public static ValidationReportDto of(Validation.Verdict verdict, FileFormats formats) {
        return new ValidationReportDto()
                .accepted(verdict.accepted())
                .fileType(FileTypeDto.valueOf(verdict.fileType().name()))
                .fileSha256(verdict.fileSha256())
                .fileSize(verdict.fileSize())
                .format(new FormatDto()
                        .name(formats.name(verdict.fileType()))
                        .version(formats.version(verdict.fileType())))
                .rowCount(verdict.report().rowCount())
                .violations(verdict.report().violations().stream()
                        .map(ReportDtoMapper::of)
                        .toList())
                .totals(of(verdict.report().totals()))
                .signature(verdict.signature().map(ReportDtoMapper::of).orElse(null))
                .sameActSubmissionId(verdict.sameAct().map(UUID::toString).orElse(null))
                .sameContentSubmissionId(
                        verdict.sameContent().map(UUID::toString).orElse(null));
    }

    private static ViolationDto of(Violation violation) {
        return new ViolationDto()
                .line(violation.line())
                .row(violation.row())
                .column(violation.column())
                .value(violation.value())
                .code(violation.code())
                .message(violation.message())
                .severity(SeverityDto.valueOf(violation.severity().name()));
    }

    private static TotalsDto of(ViolationTotals totals) {
        return new TotalsDto()
                .errors(totals.errors())
                .warnings(totals.warnings())
                .byCode(totals.byCode().stream()
                        .map(each -> new CodeTotalDto()
                                .code(each.code())
                                .severity(SeverityDto.valueOf(each.severity().name()))
                                .count(each.count()))
                        .toList());
    }

    private static SignatureVerdictDto of(SignatureReport report) {
        return new SignatureVerdictDto()
                .indication(SignatureIndicationDto.valueOf(report.indication()))
                .subIndication(report.subIndication())
                .code(report.code() == null ? null : report.code().name())
                .message(report.message())
                .signer(report.signer() == null ? null : SubmissionDtoMapper.of(report.signer()))
                .signingTime(report.signingTime());
    }
}
