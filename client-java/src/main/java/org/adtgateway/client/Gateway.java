package org.adtgateway.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Makes calls, with their retries. */
final class Gateway implements AutoCloseable {
    private final HttpTransport transport;
    private final Retries retries;

    Gateway(HttpTransport transport, Retries retries) {
        this.transport = transport;
        this.retries = retries;
    }

    <T extends @Nullable Object> T call(Call call, Reply.Reader<T> reader) {
        return call(call, (sent, total) -> {}, reader);
    }

    <T extends @Nullable Object> T call(Call call, UploadProgress progress, Reply.Reader<T> reader) {
        return retries.run(call, (address, requestId) -> transport.attempt(call, address, requestId, progress, reader));
    }

    @Override
    public void close() throws IOException {
        transport.close();
    }
}
