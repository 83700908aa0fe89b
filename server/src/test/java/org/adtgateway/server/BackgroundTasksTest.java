package org.adtgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.dropwizard.lifecycle.setup.LifecycleEnvironment;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever a task throws, it is seen and the task goes on. */
class BackgroundTasksTest {
    private final LifecycleEnvironment lifecycle = new LifecycleEnvironment(new MetricRegistry());
    private final BackgroundTasks tasks = new BackgroundTasks(lifecycle, Clock.systemUTC());

    @AfterEach
    void stop() throws Exception {
        for (var managed : lifecycle.getManagedObjects()) {
            managed.stop();
        }
    }

    @Test
    void aLoopThatThrowsIsRunAgain_andShows() throws Exception {
        AtomicInteger turns = new AtomicInteger();
        CountDownLatch second = new CountDownLatch(1);
        tasks.loop("loop", () -> {
            if (turns.incrementAndGet() == 1) {
                throw new StackOverflowError("provoked");
            }
            second.countDown();
            sleep();
        });
        assertThat(HealthChecks.tasks(tasks).isHealthy()).isTrue();
        start();
        assertThat(second.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(tasks.failures()).containsOnlyKeys("loop");
        assertThat(HealthChecks.tasks(tasks).getMessage()).contains("loop=java.lang.StackOverflowError: provoked");
    }

    @Test
    void aPeriodicTaskThatThrowsIsRunAgain_andShows() throws Exception {
        CountDownLatch thrice = new CountDownLatch(3);
        tasks.every(Duration.ofMillis(10), "periodic", () -> {
            thrice.countDown();
            throw new IllegalStateException("provoked");
        });
        start();
        assertThat(thrice.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(tasks.failures()).containsOnlyKeys("periodic");
    }

    @Test
    void tasksThatWorkDoNotShow() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        tasks.loop("loop", () -> {
            ran.countDown();
            sleep();
        });
        start();
        assertThat(ran.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(tasks.failures()).isEmpty();
        assertThat(tasks.names()).containsExactly("loop");
    }

    private void start() throws Exception {
        for (var managed : lifecycle.getManagedObjects()) {
            managed.start();
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
