package org.adtgateway.client.internal.transport;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.adtgateway.client.UploadProgress;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * Sends the body of one attempt, and records whether it was sent whole: a gateway that has not had the last byte of a request
 * cannot have acted on it.
 */
final class CountingEntity extends HttpEntityWrapper {
    private final UploadProgress progress;
    private final AtomicBoolean sentWhole = new AtomicBoolean();

    CountingEntity(HttpEntity body, UploadProgress progress) {
        super(body);
        this.progress = progress;
    }

    boolean sentWhole() {
        return sentWhole.get();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        // the entity does not close what it writes to, and neither may the counter
        super.writeTo(new Counter(out));
        sentWhole.set(true);
    }

    private final class Counter extends FilterOutputStream {
        private long sent;

        Counter(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
            add(1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            add(length);
        }

        private void add(int count) {
            sent += count;
            progress.sent(sent, getContentLength());
        }
    }
}
