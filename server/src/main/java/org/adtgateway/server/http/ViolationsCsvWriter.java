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
import org.adtgateway.api.ValidationReport;
import org.adtgateway.checks.fileformat.ViolationsCsv;

/** A report's violations as CSV (RFC 4180), to open in a spreadsheet beside the file. */
@Produces("text/csv")
public final class ViolationsCsvWriter implements MessageBodyWriter<ValidationReport> {
    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == ValidationReport.class;
    }

    @Override
    public void writeTo(
            ValidationReport report,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream target)
            throws IOException {
        target.write(ViolationsCsv.of(report.violations()).getBytes(StandardCharsets.UTF_8));
    }
}
