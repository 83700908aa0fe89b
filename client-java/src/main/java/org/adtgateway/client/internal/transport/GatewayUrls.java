package org.adtgateway.client.internal.transport;

import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.adtgateway.checks.text.PrintableAddress;

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
        requireNoUser(address);
        if (!"https".equalsIgnoreCase(address.getScheme()) || address.getHost() == null) {
            throw new IllegalArgumentException(
                    "Not an https URL: " + shown(address) + "; write https://gateway.example");
        }
        if (address.getPort() > 65_535) {
            throw new IllegalArgumentException("The address has no valid port: " + shown(address));
        }
        if (address.getRawQuery() != null || address.getRawFragment() != null) {
            throw new IllegalArgumentException("The address has more than host, port and path: " + shown(address));
        }
        String path = address.getRawPath();
        if (path.contains("//") || path.matches(".*/v1(/.*)?")) {
            throw new IllegalArgumentException("The address ends before the path of the API: write "
                    + shown(address).replaceFirst("(/v1(/.*)?|/+)$", "") + " in place of " + shown(address));
        }
    }

    /** Also what is no authority may have been meant as one. */
    private static String shown(URI address) {
        return PrintableAddress.of(address.toString());
    }

    /**
     * Refuses an address with a user or a password, which would be used by nobody, and get into messages and logs.
     *
     * @throws IllegalArgumentException that does not show them
     */
    public static URI requireNoUser(URI address) {
        if (address.getRawAuthority() != null && address.getRawAuthority().contains("@")) {
            throw new IllegalArgumentException(
                    "An address has no user and no password in it: " + PrintableAddress.of(address.toString()));
        }
        return address;
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
