package org.adtgateway.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Kept-alive connections, one for each identity; opened again before each turn, as a server closes those that were idle meanwhile. */
final class Lines implements AutoCloseable {
    private final List<SSLContext> identities;
    private final int port;
    private final List<Connection> open = new ArrayList<>();

    Lines(List<SSLContext> identities, int port) {
        this.identities = identities;
        this.port = port;
    }

    void open() {
        close();
        try {
            for (SSLContext each : identities) {
                open.add(new Connection(each, port));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Connection get(int number) {
        return open.get(number);
    }

    List<Connection> all() {
        return open;
    }

    @Override
    public void close() {
        try {
            for (Connection each : open) {
                each.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.clear();
    }
}
