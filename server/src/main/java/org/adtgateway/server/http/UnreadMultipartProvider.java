package org.adtgateway.server.http;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.file.Path;

/** Hands a resource its form unread, so that the feature decides what may be in it before a byte is taken in. */
@Consumes(MediaType.MULTIPART_FORM_DATA)
public final class UnreadMultipartProvider implements MessageBodyReader<Multipart> {
    private static final int MAX_BOUNDARY = 70; // RFC 2046, 5.1.1

    private final Path folder;

    /**
     * Reads forms into a folder.
     *
     * @param folder for large parts while a call lasts
     */
    public UnreadMultipartProvider(Path folder) {
        this.folder = folder;
    }

    @Override
    public boolean isReadable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == Multipart.class;
    }

    @Override
    public Multipart readFrom(
            Class<Multipart> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream body) {
        String boundary = mediaType.getParameters().get("boundary");
        if (boundary == null || boundary.isEmpty() || boundary.length() > MAX_BOUNDARY) {
            throw new ProblemException(
                    ProblemCode.MALFORMED_REQUEST,
                    "The Content-Type multipart/form-data needs a boundary of 1 to 70 characters; let your HTTP library set this header.");
        }
        return new Multipart(body, boundary, folder);
    }
}
