package org.adtgateway.client.internal.transport;

import java.io.IOException;
import org.adtgateway.client.UploadProgress;
import org.jspecify.annotations.Nullable;

/** Executes calls of the API, with retries. */
public final class CallExecutor implements AutoCloseable {
    private final HttpTransport transport;
    private final RetryExecutor retries;

    public CallExecutor(HttpTransport transport, RetryExecutor retries) {
        this.transport = transport;
        this.retries = retries;
    }

    public <T extends @Nullable Object> T call(ApiRequest call, ApiResponse.Reader<T> reader) {
        return call(call, (sent, total) -> {}, reader);
    }

    public <T extends @Nullable Object> T call(ApiRequest call, UploadProgress progress, ApiResponse.Reader<T> reader) {
        return retries.run(call, (address, requestId) -> transport.attempt(call, address, requestId, progress, reader));
    }

    @Override
    public void close() throws IOException {
        transport.close();
    }
}
