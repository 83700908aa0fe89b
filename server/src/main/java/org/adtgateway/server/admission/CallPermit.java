package org.adtgateway.server.admission;

import java.util.ArrayList;
import java.util.List;

/**
 * What one call holds while it runs, and what its answer says about the limits it touched
 * (draft-ietf-httpapi-ratelimit-headers-11: {@code RateLimit-Policy} and {@code RateLimit}, both structured fields, RFC 9651).
 */
final class CallPermit implements AutoCloseable {
    private final List<ConcurrencyLimit> held = new ArrayList<>();
    private final List<String> policies = new ArrayList<>();
    private final List<String> limits = new ArrayList<>();
    private boolean lingering;

    /** Takes a slot and keeps it until the pass is closed; says whether there was one. */
    synchronized boolean hold(ConcurrencyLimit slots) {
        boolean taken = slots.take();
        if (taken) {
            held.add(slots);
        }
        return taken;
    }

    /** Notes the state of some slots. */
    void tell(String name, ConcurrencyLimit slots) {
        policies.add("\"%s\";q=%d;qu=\"concurrent-requests\"".formatted(name, slots.limit()));
        limits.add("\"%s\";r=%d".formatted(name, slots.free()));
    }

    /**
     * Notes the state of a bucket.
     *
     * @param untilFull seconds
     */
    void tell(String name, int quota, long window, long remaining, long untilFull) {
        policies.add("\"%s\";q=%d;w=%d".formatted(name, quota, window));
        limits.add("\"%s\";r=%d;t=%d".formatted(name, remaining, untilFull));
    }

    /** Returns whether the body of a refused call may be read away, which takes a thread for as long as it comes. */
    boolean mayLinger() {
        return lingering;
    }

    void linger(boolean allowed) {
        lingering = allowed;
    }

    /** Returns the value of {@code RateLimit-Policy}. */
    String policy() {
        return String.join(", ", policies);
    }

    /** Returns the value of {@code RateLimit}. */
    String limit() {
        return String.join(", ", limits);
    }

    /** Gives every slot back; once, however often it is called. */
    @Override
    public synchronized void close() {
        held.forEach(ConcurrencyLimit::giveBack);
        held.clear();
    }
}
