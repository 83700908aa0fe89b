package org.adtgateway.client.internal.transport;

import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Holds the URLs of one gateway, and tries the one first that worked last. */
public final class GatewayUrls {
    private final List<URI> all;
    private final AtomicInteger current = new AtomicInteger();

    public GatewayUrls(List<URI> all) {
        this.all = List.copyOf(all);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("The URL of the gateway is missing");
        }
        for (URI address : all) {
            require(address);
        }
    }

    private static void require(URI address) {
        if (!"https".equalsIgnoreCase(address.getScheme()) || address.getHost() == null) {
            throw new IllegalArgumentException("Not an https URL: " + address + "; write https://gateway.example");
        }
        if (address.getPort() > 65_535) {
            throw new IllegalArgumentException("The address has no valid port: " + address);
        }
        if (address.getRawUserInfo() != null || address.getRawQuery() != null || address.getRawFragment() != null) {
            throw new IllegalArgumentException("The address has more than host, port and path: " + address);
        }
        String path = address.getRawPath();
        if (path.contains("//") || path.matches(".*/v1(/.*)?")) {
            throw new IllegalArgumentException("The address ends before the path of the API: write "
                    + address.toString().replaceFirst("(/v1(/.*)?|/+)$", "") + " in place of " + address);
        }
    }

    int count() {
        return all.size();
    }

    URI current() {
        return all.get(Math.floorMod(current.get(), all.size()));
    }

    /** Switches to the next URL, unless another caller has done so already. */
    void failed(URI address) {
        int at = current.get();
        if (all.get(Math.floorMod(at, all.size())).equals(address)) {
            current.compareAndSet(at, at + 1);
        }
    }
}
