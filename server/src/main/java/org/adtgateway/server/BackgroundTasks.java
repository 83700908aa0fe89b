package org.adtgateway.server;

import io.dropwizard.lifecycle.Managed;
import io.dropwizard.lifecycle.setup.LifecycleEnvironment;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes on beside the calls. A failure is logged and the work goes on at its next turn; it never ends by itself. */
final class BackgroundTasks {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundTasks.class);

    private final LifecycleEnvironment lifecycle;

    BackgroundTasks(LifecycleEnvironment lifecycle) {
        this.lifecycle = lifecycle;
    }

    /** Runs something at intervals, the first time after one interval, on a thread of its own: what is slow delays nothing else. */
    void every(Duration interval, String name, Runnable work) {
        ScheduledExecutorService scheduler =
                lifecycle.scheduledExecutorService(name).threads(1).build();
        ScheduledFuture<?> unused = scheduler.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException e) {
                        LOG.warn("{} failed and is tried again in {}: {}", name, interval, e.toString());
                    }
                },
                interval.toMillis(),
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Runs something that loops until its thread is interrupted. */
    void loop(String name, Runnable work) {
        Thread thread = new Thread(work, name);
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
}
