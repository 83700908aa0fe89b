package org.adtgateway.server.http;

import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.adtgateway.api.dto.ValidationReportDto;
import org.adtgateway.api.dto.ViolationDto;
import org.adtgateway.checks.fileformat.ViolationsCsv;
import org.adtgateway.checks.violation.Violation;

/** A report's violations as CSV (RFC 4180), to open in a spreadsheet beside the file. */
@Produces("text/csv")
public final class ViolationsCsvWriter implements MessageBodyWriter<ValidationReportDto> {
    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == ValidationReportDto.class;
    }

    @Override
    public void writeTo(
            ValidationReportDto report,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream target)
            throws IOException {
        List<Violation> violations = report.getViolations().stream()
                .map(ViolationsCsvWriter::violation)
                .toList();
        target.write(ViolationsCsv.of(violations).getBytes(StandardCharsets.UTF_8));
    }

    private static Violation violation(ViolationDto dto) {
        return new Violation(
                dto.getLine(),
                dto.getRow(),
                dto.getColumn(),
                dto.getValue(),
                dto.getCode(),
                dto.getMessage(),
                Violation.Severity.valueOf(dto.getSeverity().name()));
    }
}
