package org.adtgateway.server.admission;

import java.util.concurrent.Semaphore;

/** How many of one kind may run at a time. Nobody waits for a slot. */
final class ConcurrencyLimit {
    private final int limit;
    private final Semaphore free;

    ConcurrencyLimit(int limit) {
        this.limit = limit;
        this.free = new Semaphore(limit);
    }

    int limit() {
        return limit;
    }

    int free() {
        return free.availablePermits();
    }

    boolean take() {
        return free.tryAcquire();
    }

    void giveBack() {
        free.release();
    }
}
