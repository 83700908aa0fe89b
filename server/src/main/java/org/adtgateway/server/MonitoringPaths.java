package org.adtgateway.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Serves on an admin connector that is not bound to a loopback address what monitoring asks for, and nothing else. Everything else there has
 * no password and may change how the gateway works: it is for the machine itself.
 */
final class MonitoringPaths extends Handler.Wrapper {
    private static final String ADMIN = "admin";

    private final Set<String> paths;
    private final Map<Connector, Boolean> reachable = new ConcurrentHashMap<>();

    /** @param contextPath in front of the paths of the admin connectors */
    MonitoringPaths(String contextPath) {
        String prefix = contextPath.equals("/") ? "" : contextPath;
        paths = Stream.of("/ping", "/healthcheck", "/metrics")
                .map(path -> prefix + path)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Connector connector = request.getConnectionMetaData().getConnector();
        if (ADMIN.equals(connector.getName())
                && !paths.contains(request.getHttpURI().getCanonicalPath())
                && reachable.computeIfAbsent(connector, MonitoringPaths::isReachableByOthers)) {
            response.setStatus(HttpStatus.NOT_FOUND_404);
            callback.succeeded();
            return true;
        }
        return super.handle(request, response, callback);
    }

    private static boolean isReachableByOthers(Connector connector) {
        try {
            return !(connector instanceof NetworkConnector network
                    && network.getHost() != null
                    && InetAddress.getByName(network.getHost()).isLoopbackAddress());
        } catch (UnknownHostException e) {
            return true;
        }
    }
}
