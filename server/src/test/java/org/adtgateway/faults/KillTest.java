package org.adtgateway.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.RetryPolicy;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.PostgresServer;
import org.adtgateway.testing.ServerProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of the server under load, again and again ({@code -Dfaults.kills=200}): nothing acknowledged is lost, nothing is there twice. */
@Tag("faults")
class KillTest {
    private static final int KILLS = Integer.getInteger("faults.kills", 200);
    private static final int CLIENTS = 4;

    @TempDir
    private static Path folder;

    @Test
    void whatWasAcknowledgedIsThere_once() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        try (PostgresServer database = PostgresServer.create(folder.resolve("database"), Map.of())) {
            Gateway gateway =
                    Gateway.prepare(Gateway.Settings.of(folder.resolve("gateway"), database.url(), database.user())
                            .with(PostgresServer.freePort(), PostgresServer.freePort())
                            .with(FaultSettings.GENEROUS));
            Acts acts = new Acts(gateway.signer("northern-power", "signing"));
            int lost = 0;
            try (AdtGatewayClient impatient = gateway.client("northern-power", RetryPolicy.none())) {
                for (int kill = 0; kill < KILLS; kill++) {
                    ServerProcess server = ServerProcess.start(gateway, "-Xmx256m", "-XX:TieredStopAtLevel=1");
                    acts.submitUnknown(impatient);
                    AtomicBoolean stop = new AtomicBoolean();
                    List<Thread> clients = new ArrayList<>();
                    for (int i = 0; i < CLIENTS; i++) {
                        clients.add(new Thread(() -> acts.submitUntil(stop, impatient, 10)));
                    }
                    clients.forEach(Thread::start);
                    Thread.sleep(random.nextInt(100, 500));
                    server.kill();
                    stop.set(true);
                    for (Thread client : clients) {
                        client.join();
                    }
                    lost += acts.unknown();
                }
            }
            assertThat(lost).as("kills that hit a call").isPositive();
            try (ServerProcess server = ServerProcess.start(gateway);
                    AdtGatewayClient supplier = gateway.client("northern-power")) {
                assertThat(server.isAlive()).isTrue();
                acts.submitUnknown(supplier);
                acts.verify(supplier);
            }
            String count = String.valueOf(acts.acknowledged());
            assertThat(database.query("select count(*) from submission")).isEqualTo(count);
            assertThat(database.query("select count(*) from event where type = 'RECEIVED'"))
                    .isEqualTo(count);
            assertThat(database.query("select max(feed_index) + 1 from event"))
                    .as("each event has its place")
                    .isEqualTo(database.query("select count(*) from event"));
            try (Stream<Path> left = Files.list(folder.resolve("gateway/server/uploads"))) {
                assertThat(left).isEmpty();
            }
            System.out.printf(
                    "%d kills, %d acts, %d withdrawals; %d acts had no answer when the server was killed%n",
                    KILLS, acts.acknowledged(), acts.withdrawn(), lost);
        }
    }
}
