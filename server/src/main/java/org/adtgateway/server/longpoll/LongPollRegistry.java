package org.adtgateway.server.longpoll;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls that wait for something to happen. A waiting call is an entry in a map: it holds no thread and no database connection.
 */
public final class LongPollRegistry {
    private final Map<Object, Set<Waiter>> byTopic = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final int limit;
    private volatile boolean closed;

    /**
     * Bounds how many may wait.
     *
     * @param limit calls that may wait at a time on this node
     */
    public LongPollRegistry(int limit) {
        this.limit = limit;
    }

    /** Returns how many calls wait. */
    public int count() {
        return count.get();
    }

    /** Returns whether another call may wait; where not, it is answered at once, as RFC 7240 permits. */
    public boolean hasRoom() {
        return !closed && count.get() < limit;
    }

    /**
     * Waits for a topic. Register first and look afterwards, so that nothing happens in between.
     *
     * @return completes with true when the topic is woken, with false when the time is over or everybody is woken
     */
    public CompletableFuture<Boolean> await(Object topic, Duration longest) {
        Waiter waiter = new Waiter(
                new CompletableFuture<Boolean>().completeOnTimeout(false, longest.toMillis(), TimeUnit.MILLISECONDS));
        count.incrementAndGet();
        byTopic.compute(topic, (key, waiters) -> {
            Set<Waiter> all = waiters == null ? ConcurrentHashMap.newKeySet() : waiters;
            all.add(waiter);
            return all;
        });
        CompletableFuture<Boolean> unused = waiter.future.whenComplete((ignored, failure) -> remove(topic, waiter));
        return waiter.future;
    }

    /** Wakes all that wait for a topic. */
    public void wake(Object topic) {
        complete(topic, true);
    }

    /** Answers everybody, and lets nobody wait any more: the node stops. */
    public void close() {
        closed = true;
        wakeAll();
    }

    /** Has every call look again: who may see what has changed. */
    public void lookAgain() {
        byTopic.keySet().forEach(this::wake);
    }

    /** Wakes everybody, as it is not known what happened. */
    public void wakeAll() {
        byTopic.keySet().forEach(topic -> complete(topic, false));
    }

    private void complete(Object topic, boolean woken) {
        Set<Waiter> waiters = byTopic.get(topic);
        if (waiters != null) {
            waiters.forEach(waiter -> waiter.future.complete(woken));
        }
    }

    private void remove(Object topic, Waiter waiter) {
        count.decrementAndGet();
        byTopic.computeIfPresent(topic, (key, waiters) -> {
            waiters.remove(waiter);
            return waiters.isEmpty() ? null : waiters;
        });
    }

    /** Told apart by identity. */
    private static final class Waiter {
        private final CompletableFuture<Boolean> future;

        Waiter(CompletableFuture<Boolean> future) {
            this.future = future;
        }
    }
}
