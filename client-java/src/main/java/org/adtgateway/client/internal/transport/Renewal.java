package org.adtgateway.client.internal.transport;

import java.util.Collections;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import org.adtgateway.client.internal.signing.KeyMaterial;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.util.TimeValue;

/** Lets new connections have the transport certificate that is on disk now: kept-alive connections and sessions know only the old one. */
public final class Renewal implements Runnable {
    private final Supplier<KeyMaterial> keys;
    private final SSLContext tls;
    private final PoolingHttpClientConnectionManager connections;
    private KeyMaterial used;

    public Renewal(Supplier<KeyMaterial> keys, SSLContext tls, PoolingHttpClientConnectionManager connections) {
        this.keys = keys;
        this.tls = tls;
        this.connections = connections;
        this.used = keys.get();
    }

    @Override
    public synchronized void run() {
        KeyMaterial now = keys.get();
        if (!now.equals(used)) {
            used = now;
            SSLSessionContext sessions = tls.getClientSessionContext();
            for (byte[] id : Collections.list(sessions.getIds())) {
                SSLSession session = sessions.getSession(id);
                if (session != null) {
                    session.invalidate();
                }
            }
            connections.closeIdle(TimeValue.ZERO_MILLISECONDS);
        }
    }
}
