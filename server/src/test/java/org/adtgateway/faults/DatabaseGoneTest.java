package org.adtgateway.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.RetryPolicy;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Http.Answer;
import org.adtgateway.testing.PostgresServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL is killed under load and comes back: callers are told in time, and the gateway is well again by itself. */
@Tag("faults")
class DatabaseGoneTest {
    private static final int ROUNDS = 5;

    @TempDir
    private static Path folder;

    @Test
    void callersGet503InTime_andTheGatewayRecoversByItself() throws Exception {
        try (PostgresServer database = PostgresServer.create(folder.resolve("database"), Map.of());
                Gateway gateway =
                        Gateway.start(Gateway.Settings.of(folder.resolve("gateway"), database.url(), database.user())
                                .with(FaultSettings.GENEROUS));
                AdtGatewayClient impatient = gateway.client("northern-power", RetryPolicy.none());
                AdtGatewayClient supplier = gateway.client("northern-power")) {
            Acts acts = new Acts(gateway.signer("northern-power", "signing"));
            Http http = Http.as(gateway, "northern-power");
            for (int round = 0; round < ROUNDS; round++) {
                AtomicBoolean stop = new AtomicBoolean();
                List<Thread> clients = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    clients.add(new Thread(() -> acts.submitUntil(stop, impatient, 5)));
                }
                clients.forEach(Thread::start);
                Thread.sleep(1000);
                // so that the time of the first call ever is not the fault's
                assertThat(http.get("/v1/submissions").status()).isEqualTo(200);
                database.kill();
                for (int call = 0; call < 3; call++) {
                    long asked = System.nanoTime();
                    Answer answer = http.get("/v1/submissions");
                    assertThat(seconds(asked)).as("answered within 5 s").isLessThan(5);
                    assertThat(answer.status()).isEqualTo(503);
                    assertThat(answer.json().get("code").asText()).isEqualTo("UNAVAILABLE");
                    assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
                }
                database.start();
                long started = System.nanoTime();
                while (http.get("/v1/submissions").status() != 200) {
                    assertThat(seconds(started)).as("well again within 10 s").isLessThan(10);
                    Thread.sleep(100);
                }
                System.out.printf("well again %.1f s after the database%n", seconds(started));
                stop.set(true);
                for (Thread client : clients) {
                    client.join(Duration.ofSeconds(30).toMillis());
                    assertThat(client.isAlive()).isFalse();
                }
                acts.submitUnknown(supplier);
            }
            assertThat(acts.failures())
                    .as("what the clients under load were told")
                    .isNotEmpty()
                    .containsOnly("UNAVAILABLE");
            acts.verify(supplier);
            assertThat(database.query("select count(*) from submission"))
                    .isEqualTo(String.valueOf(acts.acknowledged()));
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
