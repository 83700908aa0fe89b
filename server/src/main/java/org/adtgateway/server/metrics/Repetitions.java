package org.adtgateway.server.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells the first of its kind from those that follow within a window of time, and counts these: so a flood of equal things is written down once,
 * and summed up when the window ends. What comes after too many different kinds is counted as one kind.
 *
 * @param <K> what makes two of them equal
 * @param <T> what is known of one
 */
public final class Repetitions<K, T> {
    /**
     * What came again.
     *
     * @param last the last of them
     * @param times how many came after those that were written down
     * @param ofSeveralKinds whether they are those that came after too many different kinds
     */
    public record Repeated<T>(T last, long times, boolean ofSeveralKinds) {}

    private static final class Count<T> {
        private @Nullable T last;
        private long times;

        void add(T what) {
            last = what;
            times++;
        }

        void tell(List<Repeated<T>> sums, boolean ofSeveralKinds) {
            if (last != null) {
                sums.add(new Repeated<>(last, times, ofSeveralKinds));
            }
        }
    }

    private final int maxKinds;
    private final Map<K, Count<T>> kinds = new HashMap<>();
    private Count<T> others = new Count<>();

    /** @param maxKinds how many different ones a window may begin with */
    public Repetitions(int maxKinds) {
        this.maxKinds = maxKinds;
    }

    /** Returns whether this is the first of its kind in this window; another is counted. */
    public synchronized boolean isFirst(K kind, T what) {
        Count<T> known = kinds.get(kind);
        if (known != null) {
            known.add(what);
            return false;
        }
        if (kinds.size() == maxKinds) {
            others.add(what);
            return false;
        }
        kinds.put(kind, new Count<>());
        return true;
    }

    /** Ends the window, and begins the next one. Returns what came again in it. */
    public synchronized List<Repeated<T>> end() {
        List<Repeated<T>> sums = new ArrayList<>();
        kinds.values().forEach(kind -> kind.tell(sums, false));
        others.tell(sums, true);
        kinds.clear();
        others = new Count<>();
        return sums;
    }
}
