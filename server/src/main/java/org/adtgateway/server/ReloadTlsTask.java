package org.adtgateway.server;

import io.dropwizard.core.server.ServerFactory;
import io.dropwizard.jetty.SslReload;
import io.dropwizard.servlets.tasks.Task;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.adtgateway.checks.certificate.CertificateValidator;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Reads the server's certificate and the trust store again: {@code POST /tasks/reload-ssl} on the admin port. What could not serve changes nothing;
 * the response, 500, says why.
 */
final class ReloadTlsTask extends Task {
    private final ServerFactory factory;
    private final CertificateValidator transport;
    private final AtomicReference<@Nullable Server> running;
    private final Clock clock;

    ReloadTlsTask(
            ServerFactory factory,
            CertificateValidator transport,
            AtomicReference<@Nullable Server> running,
            Clock clock) {
        super("reload-ssl");
        this.factory = factory;
        this.transport = transport;
        this.running = running;
        this.clock = clock;
    }

    @Override
    public void execute(Map<String, List<String>> parameters, PrintWriter output) throws Exception {
        Collection<SslReload> connectors = Objects.requireNonNull(running.get(), "the server has not started")
                .getBeans(SslReload.class);
        Connectors.requireAuthorities(factory, transport, clock);
        for (SslReload each : connectors) {
            each.reloadDryRun();
        }
        for (SslReload each : connectors) {
            each.reload();
        }
        output.println("Reloaded certificate configuration");
    }
}
