package org.adtgateway.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Clients that all do the same work for a while, each in a thread of its own. */
final class Driver {
    static final int CLIENTS = 16;

    /** What a client does once; tells the status that it was answered with. */
    interface Work {
        int once(int client, long number) throws Exception;
    }

    /**
     * How it went.
     *
     * @param latency in nanoseconds
     * @param rate how often the work was done in a second
     */
    record Run(Histogram latency, double rate) {}

    private Driver() {}

    /** Each client begins again as soon as it was answered: how much can be done? Its latencies leave out those who would have come meanwhile. */
    static Run atFullSpeed(Work work, int expected, Duration time) throws Exception {
        return run(time, (client, end, latency) -> {
            for (long number = 0; System.nanoTime() < end; number++) {
                long start = System.nanoTime();
                expect(expected, work.once(client, number));
                latency.recordValue(System.nanoTime() - start);
            }
        });
    }

    /** Work falls due at a steady rate, whether or not the last has been answered, and its latency counts from then: nothing is left out. */
    static Run atRate(double rate, Work work, int expected, Duration time) throws Exception {
        long pause = (long) (CLIENTS * 1e9 / rate);
        return run(time, (client, end, latency) -> {
            long due = System.nanoTime() + client * pause / CLIENTS;
            for (long number = 0; due < end; number++, due += pause) {
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                expect(expected, work.once(client, number));
                latency.recordValue(System.nanoTime() - due);
            }
        });
    }

    private interface Client {
        void run(int client, long end, Histogram latency) throws Exception;
    }

    private static Run run(Duration time, Client client) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            long start = System.nanoTime();
            long end = start + time.toNanos();
            List<Future<Histogram>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int number = i;
                clients.add(threads.submit(() -> {
                    Histogram latency = new Histogram(3);
                    client.run(number, end, latency);
                    return latency;
                }));
            }
            Histogram all = new Histogram(3);
            for (Future<Histogram> each : clients) {
                all.add(each.get());
            }
            return new Run(all, all.getTotalCount() * 1e9 / (System.nanoTime() - start));
        } finally {
            threads.shutdownNow();
        }
    }

    private static void expect(int expected, int status) {
        if (status != expected) {
            throw new IllegalStateException("answered with " + status + ", not " + expected);
        }
    }
}
