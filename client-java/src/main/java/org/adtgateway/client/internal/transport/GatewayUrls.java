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
            if (!"https".equalsIgnoreCase(address.getScheme()) || address.getHost() == null) {
                throw new IllegalArgumentException("Not an https URL: " + address);
            }
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
