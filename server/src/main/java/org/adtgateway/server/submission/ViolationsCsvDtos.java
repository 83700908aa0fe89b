package org.adtgateway.server.submission;

import de.siegmar.fastcsv.writer.CsvWriter;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.adtgateway.api.dto.ValidationReportDto;
import org.adtgateway.api.dto.ViolationDto;
import org.jspecify.annotations.Nullable;

/** A report's violations as CSV (RFC 4180), to open in a spreadsheet beside the file. What a spreadsheet would run is made text. */
@Produces("text/csv")
public final class ViolationsCsvDtos implements MessageBodyWriter<ValidationReportDto> {
    private static final String RUNS_IN_A_SPREADSHEET = "=+-@\t\r";

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
        Writer text = new OutputStreamWriter(target, StandardCharsets.UTF_8);
        CsvWriter csv = CsvWriter.builder().build(text);
        csv.writeRecord("line", "row", "column", "value", "code", "severity", "message");
        for (ViolationDto each : report.getViolations()) {
            csv.writeRecord(
                    cell(each.getLine()),
                    cell(each.getRow()),
                    cell(each.getColumn()),
                    cell(each.getValue()),
                    cell(each.getCode()),
                    cell(each.getSeverity()),
                    cell(each.getMessage()));
        }
        csv.flush();
        text.flush();
    }

    private static String cell(@Nullable Object value) {
        String text = Objects.toString(value, "");
        return !text.isEmpty() && RUNS_IN_A_SPREADSHEET.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
