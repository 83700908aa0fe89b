package org.adtgateway.server;

import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.core.server.ServerFactory;
import io.dropwizard.jetty.ConnectorFactory;
import io.dropwizard.jetty.HttpsConnectorFactory;

/** Refuses to start with a connector by which somebody could call without a certificate. */
final class Connectors {
    private Connectors() {}

    /**
     * Checks every connector that callers can reach.
     *
     * @throws IllegalArgumentException naming what is missing
     */
    static void requireMutualTls(ServerFactory server) {
        if (!(server instanceof DefaultServerFactory factory)) {
            throw new IllegalArgumentException("server.type must be default: the admin connector has its own port");
        }
        for (ConnectorFactory connector : factory.getApplicationConnectors()) {
            if (!(connector instanceof HttpsConnectorFactory https)) {
                throw new IllegalArgumentException(
                        "server.applicationConnectors: every connector must be of type https");
            }
            if (!Boolean.TRUE.equals(https.getNeedClientAuth())) {
                throw new IllegalArgumentException(
                        "server.applicationConnectors: needClientAuth must be true on port " + https.getPort());
            }
            if (https.getTrustStorePath() == null) {
                throw new IllegalArgumentException("server.applicationConnectors: trustStorePath is missing on port "
                        + https.getPort() + "; without it every public CA would be trusted");
            }
        }
    }
}
