package org.adtgateway.server.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.adtgateway.api.AuditEntry;
import org.adtgateway.api.AuditPage;

/** Audit entries as lines of JSON, as programs that collect logs read them. */
@Produces(AuditLinesWriter.MEDIA_TYPE)
public final class AuditLinesWriter implements MessageBodyWriter<AuditPage> {
    static final String MEDIA_TYPE = "application/x-ndjson";

    private final ObjectWriter json;

    /** @param json as other answers are written with */
    public AuditLinesWriter(ObjectMapper json) {
        this.json = json.writerFor(AuditEntry.class);
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == AuditPage.class;
    }

    @Override
    public void writeTo(
            AuditPage page,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream target)
            throws IOException {
        for (AuditEntry entry : page.entries()) {
            target.write(json.writeValueAsBytes(entry));
            target.write('\n');
        }
    }
}
