package org.adtgateway.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
 * Two nodes on a primary with a synchronous standby, as docs/deployment sets them up. The primary dies, and one of the nodes with it; the standby is
 * promoted; suppliers, who know both addresses, repeat. No acknowledged act is lost.
 */
@Tag("faults")
class FailoverTest {
    @TempDir
    private static Path folder;

    @Test
    void thePrimaryAndANodeDie_andNothingAcknowledgedIsLost() throws Exception {
        PostgresServer primary = PostgresServer.create(
                folder.resolve("primary"), Map.of("wal_level", "replica", "max_wal_senders", "5"));
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
        awaitState(primary, "sync");

        String url = "jdbc:postgresql://localhost:" + primary.port() + ",localhost:" + standby.port()
                + "/postgres?targetServerType=primary";
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
            Thread.sleep(3000);
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
            acts.submitUnknown(supplier);
            assertThat(second.isAlive()).isTrue();
            acts.verify(supplier);
            assertThat(standby.query("select count(*) from submission")).isEqualTo(String.valueOf(acts.acknowledged()));
            System.out.printf("failover: %d acts acknowledged, 0 lost%n", acts.acknowledged());
        } finally {
            standby.close();
        }
    }

    private static void awaitState(PostgresServer primary, String state) throws InterruptedException {
        for (int attempt = 0; attempt < 300; attempt++) {
            if (primary.query("select coalesce(max(sync_state), '') from pg_stat_replication")
                    .equals(state)) {
                return;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("the standby does not follow");
    }
}
