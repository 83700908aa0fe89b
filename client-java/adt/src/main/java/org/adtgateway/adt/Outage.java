package org.adtgateway.adt;

import org.adtgateway.client.AdtGatewayException;

/** Tells apart whether the gateway serves nobody for a while, or refuses one thing. */
final class Outage {
    private static final int UNAUTHENTICATED = 401;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private Outage() {}

    static boolean is(AdtGatewayException e) {
        return isTemporary(e) || e.status() == UNAUTHENTICATED;
    }

    private static boolean isTemporary(AdtGatewayException e) {
        return e.status() == 0
                || e.status() == REQUEST_TIMEOUT
                || e.status() == TOO_MANY_REQUESTS
                || e.status() >= SERVER_ERROR;
    }

    /** Tells whether it ends by itself: the network is away, or the gateway is, or has too much to do. */
    static boolean passes(AdtGatewayException e) {
        return isTemporary(e)
                && !e.code().equals(AdtGatewayException.TLS_FAILED)
                && !e.code().equals(AdtGatewayException.TIMED_OUT)
                && !e.code().equals(AdtGatewayException.INTERRUPTED);
    }

    /** Reports it once when it begins; the codes of the network and of a busy gateway may change all the while. */
    static void report(AdtGatewayException e, String subject, ServiceLog log) {
        boolean passes = isTemporary(e) && !e.code().equals(AdtGatewayException.TLS_FAILED);
        log.trouble(
                subject,
                "GATEWAY_AWAY",
                passes ? "AWAY" : e.code(),
                (passes ? "The gateway is away for now: " : "The gateway does not accept this client: ") + e.code()
                        + ", " + Words.plain(e.detail())
                        + ". Trying again until it works, with pauses of up to five minutes");
    }
}
