package org.adtgateway.server.http;

import io.dropwizard.util.DataSize;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Bounds bodies while they are read, and takes UTF-8 only: all but forms and tables, which have bounds of their own ({@link Multipart},
 * {@link UnreadBody}).
 */
public final class BodyLimitInterceptor implements ReaderInterceptor {
    private static final MediaType CSV = new MediaType("text", "csv");

    private final long maxBytes;

    public BodyLimitInterceptor(DataSize max) {
        this.maxBytes = max.toBytes();
    }

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        if (!MediaType.MULTIPART_FORM_DATA_TYPE.isCompatible(context.getMediaType())
                && !CSV.isCompatible(context.getMediaType())) {
            context.setInputStream(new Utf8InputStream(new Limited(context.getInputStream())));
        }
        return context.proceed();
    }

    private final class Limited extends FilterInputStream {
        private long count;

        Limited(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return counted(super.read(), 1);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            return counted(read, read);
        }

        private int counted(int result, int bytes) {
            if (result >= 0) {
                count += bytes;
            }
            if (count > maxBytes) {
                throw new ProblemException(
                        ProblemCode.REQUEST_TOO_LARGE,
                        "The body is larger than " + maxBytes + " bytes, which is the limit.");
            }
            return result;
        }
    }
}
