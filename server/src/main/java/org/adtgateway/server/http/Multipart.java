package org.adtgateway.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * A multipart/form-data body (RFC 7578) that has not been read yet. Reading streams it once, part by part into {@link Spool}s, with every
 * bound enforced as the bytes come and none taken from a header.
 */
public final class Multipart {
    private static final int BUFFER_BYTES = 32 * 1024;
    private static final int MEMORY_BYTES_PER_PART = 128 * 1024;
    private static final int PART_HEADERS_BYTES = 8 * 1024;
    // boundaries and part headers, beside the parts' own limits
    private static final long OVERHEAD_BYTES = 64 * 1024;

    private final InputStream body;
    private final String boundary;
    private final Path folder;

    Multipart(InputStream body, String boundary, Path folder) {
        this.body = body;
        this.boundary = boundary;
        this.folder = folder;
    }

    /**
     * Returns the form of a call.
     *
     * @throws ProblemException UNSUPPORTED_MEDIA_TYPE when the call has no body at all
     */
    public static Multipart of(@Nullable Multipart form) {
        if (form == null) {
            throw new ProblemException(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    "Send a body of type multipart/form-data with the parts that the contract names.");
        }
        return form;
    }

    /**
     * Reads the whole body.
     *
     * @throws ProblemException MALFORMED_REQUEST, UNEXPECTED_PART (unknown or repeated), MISSING_PART, or the rule's own code for a part over
     *     its limit; then nothing stays behind
     */
    public MultipartForm read(List<PartRule> rules) {
        PartListener receiver = new PartListener(rules, () -> new Spool(folder, MEMORY_BYTES_PER_PART));
        MultiPart.Parser parser = new MultiPart.Parser(boundary, receiver);
        parser.setMaxParts(rules.size() + 8L);
        parser.setPartHeadersMaxLength(PART_HEADERS_BYTES);
        long remaining =
                OVERHEAD_BYTES + rules.stream().mapToLong(PartRule::maxBytes).sum();
        try {
            byte[] buffer = new byte[BUFFER_BYTES];
            int count;
            while ((count = body.read(buffer)) >= 0) {
                remaining -= count;
                if (remaining < 0) {
                    throw new ProblemException(
                            ProblemCode.REQUEST_TOO_LARGE,
                            "The form is larger than all its parts may be together. Send nothing before, between or after the parts.");
                }
                parser.parse(Content.Chunk.from(ByteBuffer.wrap(buffer, 0, count), false));
                receiver.failIfBroken();
            }
            parser.parse(Content.Chunk.EOF);
            return receiver.finish();
        } catch (ProblemException e) {
            receiver.close();
            BodyDrainer.drain(body);
            throw e;
        } catch (IOException | RuntimeException e) {
            receiver.close();
            throw e instanceof RuntimeException runtime ? runtime : broken((IOException) e);
        }
    }

    static ProblemException broken(IOException cause) {
        if (cause.getCause() instanceof java.util.concurrent.TimeoutException) {
            return new ProblemException(
                    ProblemCode.REQUEST_TIMEOUT,
                    "The body came too slowly and was given up. Nothing was done; send it again.",
                    cause);
        }
        return new ProblemException(
                ProblemCode.MALFORMED_REQUEST,
                "The body ended before it was complete. Nothing was done; send it again.",
                cause);
    }
}
