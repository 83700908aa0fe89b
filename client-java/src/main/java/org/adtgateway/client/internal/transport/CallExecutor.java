package org.adtgateway.client.internal.transport;

import java.io.IOException;
import org.adtgateway.client.UploadProgress;
import org.jspecify.annotations.Nullable;

/** Executes calls of the API, with retries. */
public final class CallExecutor implements AutoCloseable {
    private final HttpTransport transport;
    private final RetryExecutor retries;
    private final Runnable renewal;
    private volatile boolean closed;

    /** @param renewal takes up a transport certificate that has replaced the one before */
    public CallExecutor(HttpTransport transport, RetryExecutor retries, Runnable renewal) {
        this.transport = transport;
        this.retries = retries;
        this.renewal = renewal;
    }

    public <T extends @Nullable Object> T call(ApiRequest call, ApiResponse.Reader<T> reader) {
        return call(call, (sent, total) -> {}, reader);
    }

    public <T extends @Nullable Object> T call(ApiRequest call, UploadProgress progress, ApiResponse.Reader<T> reader) {
        requireOpen();
        try {
            return retries.run(call, (address, requestId) -> {
                renewal.run();
                return transport.attempt(call, address, requestId, progress, reader);
            });
        } catch (IllegalStateException e) {
            // closed by another thread during the call
            requireOpen();
            throw e;
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("This client is closed: call close() after the last call only");
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        transport.close();
    }
}
