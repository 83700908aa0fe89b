package org.adtgateway.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.RetryPolicy;
import org.adtgateway.testing.BaseBackup;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.PostgresServer;
import org.adtgateway.testing.ServerProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the gateway itself does, without any program that is installed: two nodes know a primary and its synchronous standby by name. The primary
 * dies, and one of the nodes with it; the standby is promoted; suppliers who know both nodes repeat. No acknowledged act is lost.
 * {@link HighAvailabilityTest} has the deployment that promotes by itself.
 */
@Tag("faults")
class FailoverTest {
    @TempDir
    private Path folder;

    @Test
    void suppliersWhoKnowBothNodes_loseNothing() throws Exception {
        try (PostgresServer primary = PostgresServer.create(
                        folder.resolve("primary"), Map.of("wal_level", "replica", "max_wal_senders", "5"));
                PostgresServer standby = standbyOf(primary)) {
            String url = "jdbc:postgresql://localhost:" + primary.port() + ",localhost:" + standby.port()
                    + "/postgres?targetServerType=primary&socketTimeout=30";
            Gateway one = Gateway.prepare(Gateway.Settings.of(folder.resolve("gateway"), url, "postgres")
                    .with(PostgresServer.freePort(), PostgresServer.freePort())
                    .with(FaultSettings.GENEROUS));
            Gateway two = one.anotherNode(PostgresServer.freePort(), PostgresServer.freePort());
            RetryPolicy patient = new RetryPolicy(20, Duration.ofMillis(200), Duration.ofSeconds(2));
            Acts acts = new Acts(one.signer("northern-power", "signing"));
            try (ServerProcess first = ServerProcess.start(one);
                    ServerProcess second = ServerProcess.start(two);
                    AdtGatewayClient supplier = one.client("northern-power", patient, one.url(), two.url())) {
                AtomicBoolean stop = new AtomicBoolean();
                List<Thread> clients = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    clients.add(new Thread(() -> acts.submitUntil(stop, supplier, 5)));
                }
                clients.forEach(Thread::start);
                long begun = System.nanoTime();
                while (acts.acknowledged() < 20 || System.nanoTime() - begun < 3_000_000_000L) {
                    assertThat(System.nanoTime() - begun).as("acts are taken").isLessThan(60_000_000_000L);
                    Thread.sleep(50);
                }
                int before = acts.acknowledged();
                primary.kill();
                first.kill();
                standby.query("select pg_promote()");
                long promoted = System.nanoTime();
                while (acts.acknowledged() < before + 10) {
                    assertThat(System.nanoTime() - promoted)
                            .as("goes on within 30 s")
                            .isLessThan(30_000_000_000L);
                    Thread.sleep(50);
                }
                System.out.printf(
                        "failover: %d acts before; ten more %.1f s after the promotion%n",
                        before, (System.nanoTime() - promoted) / 1e9);
                Thread.sleep(2000);
                stop.set(true);
                for (Thread client : clients) {
                    client.join(60_000);
                    assertThat(client.isAlive()).isFalse();
                }
                assertThat(second.isAlive()).isTrue();
                acts.submitUnknown(supplier);
                acts.verify(supplier);
                assertThat(standby.query("select count(*) from submission"))
                        .isEqualTo(String.valueOf(acts.acknowledged()));
                awaitFeed(standby);
                System.out.printf("failover: %d acts acknowledged, 0 lost%n", acts.acknowledged());
            }
        }
    }

    private PostgresServer standbyOf(PostgresServer primary) throws Exception {
        Path copy = folder.resolve("standby");
        BaseBackup.take(primary, copy);
        Files.createFile(copy.resolve("standby.signal"));
        Files.writeString(
                copy.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=localhost port=" + primary.port()
                        + " user=postgres application_name=standby'\n");
        PostgresServer standby = PostgresServer.at(copy, PostgresServer.freePort(), Map.of("hot_standby", "on"))
                .start();
        primary.execute("alter system set synchronous_standby_names = 'standby'");
        primary.execute("select pg_reload_conf()");
        String synchronous = "select coalesce(max(sync_state), '') from pg_stat_replication";
        for (int attempt = 0; !primary.query(synchronous).equals("sync"); attempt++) {
            assertThat(attempt).as("the standby follows").isLessThan(300);
            Thread.sleep(100);
        }
        return standby;
    }

    /** The node that is left gives places to what has none yet. */
    private static void awaitFeed(PostgresServer database) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!database.query("select max(feed_index) + 1 from event")
                .equals(database.query("select count(*) from event"))) {
            assertThat(System.nanoTime()).as("the feed goes on").isLessThan(end);
            Thread.sleep(100);
        }
    }
}
