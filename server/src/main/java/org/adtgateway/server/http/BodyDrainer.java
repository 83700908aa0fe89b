package org.adtgateway.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/** What a client still sends when its call has been refused. One that is closed upon while it sends does not see the refusal. */
public final class BodyDrainer {
    private static final int BUFFER_BYTES = 32 * 1024;
    private static final long DRAIN_BYTES = 256L * 1024 * 1024;
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private BodyDrainer() {}

    /** Reads the rest of a body and throws it away, up to 256 MiB, for 5 s and the read that is then under way. */
    public static void drain(InputStream body) {
        long end = System.nanoTime() + DRAIN_NANOS;
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            long drained = 0;
            int count = 0;
            while (count >= 0 && drained < DRAIN_BYTES && System.nanoTime() < end) {
                count = body.read(buffer);
                drained += count;
            }
        } catch (IOException e) {
            // the client is gone; the refusal is what matters
            return;
        }
    }
}
