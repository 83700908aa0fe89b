package org.adtgateway.server.submission;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Those who come while others are being stored are stored together, by the next statement and the next commit. Nobody waits for company: one who
 * comes alone is stored at once. The callers do it all; anyone who finds the turn free takes everybody along who waits.
 *
 * @param <A> what is to be stored
 * @param <R> what is known of it then
 */
final class GroupCommit<A, R> {
    private final Function<List<A>, List<R>> commit;
    private final Predicate<RuntimeException> faultOfOne;
    private final int largest;
    private final Semaphore turn = new Semaphore(1);
    private final BlockingQueue<Entry<A, R>> waiting = new LinkedBlockingQueue<>();

    /**
     * Bounds a group.
     *
     * @param commit stores all or, when it throws, none; gives a result for each, in their order
     * @param faultOfOne whether a failure is due to what one of them is, so that each is tried alone; any other failure befalls all alike
     * @param largest how many are stored by one statement
     */
    GroupCommit(Function<List<A>, List<R>> commit, Predicate<RuntimeException> faultOfOne, int largest) {
        this.commit = commit;
        this.faultOfOne = faultOfOne;
        this.largest = largest;
    }

    /** Returns when it is durable; throws what {@code commit} threw. */
    R store(A act) {
        Entry<A, R> mine = new Entry<>(act);
        waiting.add(mine);
        while (!mine.done) {
            if (turn.tryAcquire()) {
                try {
                    storeNext();
                } finally {
                    turn.release();
                    // anyone who came after the last look is the next to look
                    Entry<A, R> next = waiting.peek();
                    if (next != null) {
                        next.signal.release();
                    }
                }
            } else {
                mine.signal.acquireUninterruptibly();
            }
        }
        return mine.result();
    }

    /** Returns how many wait for their turn. */
    int waiting() {
        return waiting.size();
    }

    private void storeNext() {
        List<Entry<A, R>> group = new ArrayList<>();
        waiting.drainTo(group, largest);
        try {
            store(group);
        } finally {
            group.forEach(Entry::tell);
        }
    }

    private void store(List<Entry<A, R>> group) {
        if (group.isEmpty()) {
            return;
        }
        try {
            List<R> results = commit.apply(group.stream().map(each -> each.act).toList());
            for (int i = 0; i < group.size(); i++) {
                group.get(i).result = results.get(i);
            }
        } catch (RuntimeException failure) {
            if (group.size() > 1 && faultOfOne.test(failure)) {
                group.forEach(each -> store(List.of(each)));
            } else {
                group.forEach(each -> each.failure = failure);
            }
        }
    }

    /** One that waits; its fields are written before {@code done}. */
    private static final class Entry<A, R> {
        private final A act;
        private final Semaphore signal = new Semaphore(0);
        private @Nullable R result;
        private @Nullable RuntimeException failure;
        private volatile boolean done;

        Entry(A act) {
            this.act = act;
        }

        void tell() {
            done = true;
            signal.release();
        }

        R result() {
            if (result != null) {
                return result;
            }
            throw failure != null ? failure : new IllegalStateException("the caller that was storing it broke off");
        }
    }
}
