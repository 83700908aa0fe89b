package org.adtgateway.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Takes in a body that is one file and not a form, within a limit, before anything is done with it. */
public final class UnreadBody {
    private static final int BUFFER_BYTES = 32 * 1024;
    private static final int MEMORY_BYTES = 128 * 1024;

    private final Path folder;

    /** @param folder for large bodies while a call lasts */
    public UnreadBody(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads the whole body.
     *
     * @throws ProblemException with this code for a body over its limit, or for one that breaks off; then nothing stays behind
     */
    public Spool read(InputStream body, long maxBytes, ProblemCode tooLarge) {
        Spool spool = new Spool(folder, MEMORY_BYTES);
        try {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                if (spool.size() + count > maxBytes) {
                    throw new ProblemException(
                            tooLarge, "The body is larger than " + maxBytes + " bytes, which is the limit.");
                }
                spool.write(ByteBuffer.wrap(buffer, 0, count));
            }
            return spool;
        } catch (ProblemException e) {
            spool.close();
            BodyDrainer.drain(body);
            throw e;
        } catch (IOException | RuntimeException e) {
            spool.close();
            throw e instanceof RuntimeException runtime ? runtime : Multipart.broken((IOException) e);
        }
    }
}
