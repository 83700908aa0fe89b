package org.adtgateway.adt;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.Outbox;
import org.adtgateway.client.OutboxListener;
import org.adtgateway.client.ResultUnknownException;
import org.jspecify.annotations.Nullable;

/** Delivers what is in an outbox, with pauses that grow while the gateway is away, and reports when it is away and back. */
final class Deliveries implements OutboxListener {
    private static final String GATEWAY = "gateway";

    private final ServiceLog log;
    private final Pauses pauses = new Pauses();
    private UnaryOperator<String> fileOf = UnaryOperator.identity();
    private long next = System.nanoTime();
    private boolean away;
    private boolean unknown;
    private @Nullable Duration retryAfter;
    private int waiting;

    Deliveries(ServiceLog log) {
        this.log = log;
    }

    /** Names files in place of acts from now on. */
    void naming(UnaryOperator<String> names) {
        this.fileOf = names;
    }

    /** Delivers, unless a pause is not over. */
    void deliverWhenDue(Outbox outbox) {
        if (System.nanoTime() - next >= 0) {
            deliver(outbox);
        }
    }

    void deliver(Outbox outbox) {
        int before = outbox.waiting().size();
        if (before == 0) {
            waiting = 0;
            return;
        }
        away = false;
        unknown = false;
        retryAfter = null;
        waiting = outbox.deliver();
        if (!away) {
            log.over(GATEWAY, "GATEWAY_BACK", "The gateway is reached again");
        }
        if (waiting == 0 || waiting < before) {
            pauses.reset();
            next = System.nanoTime();
        } else {
            next = System.nanoTime() + pauses.next(retryAfter).toNanos();
        }
    }

    /** Returns how many acts wait after the last attempt. */
    int waiting() {
        return waiting;
    }

    /** Tells whether one of those may have been delivered all the same. */
    boolean isResultUnknown() {
        return unknown;
    }

    @Override
    public void delayed(String name, RuntimeException reason) {
        if (reason instanceof AdtGatewayException e) {
            unknown |= e instanceof ResultUnknownException;
            if (e.retryAfter() != null && (retryAfter == null || e.retryAfter().compareTo(retryAfter) > 0)) {
                retryAfter = e.retryAfter();
            }
            if (Outage.is(e)) {
                away = true;
                Outage.report(e, GATEWAY, log);
                return;
            }
        }
        String file = fileOf.apply(name);
        String code = reason instanceof AdtGatewayException e
                ? e.code()
                : reason.getClass().getSimpleName();
        log.trouble(
                "delivery of " + file,
                "DELAYED",
                code,
                file + " is not delivered yet, and will be tried again: " + ErrorReporter.reason(reason));
    }
}
