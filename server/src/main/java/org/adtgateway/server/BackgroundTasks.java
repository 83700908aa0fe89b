package org.adtgateway.server;

import io.dropwizard.lifecycle.Managed;
import io.dropwizard.lifecycle.setup.LifecycleEnvironment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs periodic and looping tasks. A failure of whatever kind is logged, shows in {@link #failures} for a minute, and is followed by another turn:
 * a task ends only with the server.
 */
final class BackgroundTasks {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundTasks.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration FAILING = Duration.ofMinutes(1);

    private record Failure(Instant at, String text) {}

    private final LifecycleEnvironment lifecycle;
    private final Clock clock;
    private final Map<String, Failure> lastFailures = new ConcurrentHashMap<>();
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    BackgroundTasks(LifecycleEnvironment lifecycle, Clock clock) {
        this.lifecycle = lifecycle;
        this.clock = clock;
    }

    /** Returns the names of all tasks. */
    Set<String> names() {
        return Set.copyOf(names);
    }

    /** Returns the tasks that failed within the last minute, each with its latest failure. */
    Map<String, String> failures() {
        Instant since = clock.instant().minus(FAILING);
        Map<String, String> recent = new TreeMap<>();
        lastFailures.forEach((name, failure) -> {
            if (failure.at().isAfter(since)) {
                recent.put(name, failure.text());
            }
        });
        return recent;
    }

    /** Runs a task at intervals, the first time after one interval, on a thread of its own: a slow one delays no other. */
    void every(Duration interval, String name, Runnable task) {
        names.add(name);
        ScheduledExecutorService scheduler =
                lifecycle.scheduledExecutorService(name).threads(1).build();
        ScheduledFuture<?> unused = scheduler.scheduleWithFixedDelay(
                () -> turn(name, task), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Runs a task that loops until its thread is interrupted. One that throws is started again after a pause. */
    void loop(String name, Runnable task) {
        names.add(name);
        Thread thread = new Thread(() -> loopUntilInterrupted(name, task), name);
        thread.setDaemon(true);
        lifecycle.manage(new Managed() {
            @Override
            public void start() {
                thread.start();
            }

            @Override
            public void stop() throws InterruptedException {
                thread.interrupt();
                thread.join(TimeUnit.SECONDS.toMillis(2));
            }
        });
    }

    private void loopUntilInterrupted(String name, Runnable task) {
        while (!Thread.currentThread().isInterrupted()) {
            turn(name, task);
            try {
                Thread.sleep(PAUSE.toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Catches errors too, such as an OutOfMemoryError: a server without its tasks is of no use. */
    private void turn(String name, Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            lastFailures.put(name, new Failure(clock.instant(), e.toString()));
            LOG.error("the task {} failed and is run again", name, e);
        }
    }
}
