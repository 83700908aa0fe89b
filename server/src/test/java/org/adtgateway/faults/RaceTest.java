package org.adtgateway.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.adtgateway.client.ActKind;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.FileSigner;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.PostgresServer;
import org.adtgateway.testing.ServerProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Acts that exclude one another, at the same instant, through two nodes ({@code -Dfaults.races=10000}). */
@Tag("faults")
class RaceTest {
    private static final int RACES = Integer.getInteger("faults.races", 10_000);
    private static final int LANES = 4;

    @TempDir
    private static Path folder;

    @Test
    void exactlyOneWins_andHistoryAndReceiptsAgree() throws Exception {
        Gateway one = Gateway.prepare(Gateway.Settings.of(folder, EmbeddedDatabase.create())
                .with(PostgresServer.freePort(), PostgresServer.freePort())
                .with(FaultSettings.GENEROUS));
        Gateway two = one.anotherNode(PostgresServer.freePort(), PostgresServer.freePort());
        FileSigner signer = one.signer("northern-power", "signing");
        AtomicInteger withdrawn = new AtomicInteger();
        AtomicInteger claimed = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(3 * LANES);
        try (ServerProcess first = ServerProcess.start(one);
                ServerProcess second = ServerProcess.start(two);
                AdtGatewayClient supplier = one.client("northern-power");
                AdtGatewayClient operator = two.client("dcc")) {
            assertThat(first.isAlive() && second.isAlive()).isTrue();
            Acts acts = new Acts(signer);
            List<? extends Future<?>> lanes = IntStream.range(0, LANES)
                    .mapToObj(lane -> threads.submit(() -> {
                        for (int race = lane; race < RACES; race += LANES) {
                            String id = supplier.submit(acts.next().request()).id();
                            Future<Boolean> withdrawal = threads.submit(
                                    () -> wins("NOT_WITHDRAWABLE", () -> supplier.withdraw(id, "wrong", signer)));
                            Future<Boolean> claim =
                                    threads.submit(() -> wins("NOT_CLAIMABLE", () -> operator.claim(id)));
                            boolean withdrew = withdrawal.get();
                            assertThat(claim.get()).as("one wins, and only one").isEqualTo(!withdrew);
                            (withdrew ? withdrawn : claimed).incrementAndGet();
                            assertThat(supplier.history(id))
                                    .extracting(event -> event.type().value())
                                    .containsExactly("RECEIVED", withdrew ? "WITHDRAWN" : "CLAIMED");
                            boolean receipted = wins("NOT_FOUND", () -> supplier.receipt(id, ActKind.WITHDRAWAL));
                            assertThat(receipted).isEqualTo(withdrew);
                        }
                        return null;
                    }))
                    .toList();
            for (Future<?> lane : lanes) {
                lane.get();
            }
        } finally {
            threads.shutdownNow();
        }
        System.out.printf("%d races: %d withdrawn, %d claimed%n", RACES, withdrawn.get(), claimed.get());
        assertThat(withdrawn.get() + claimed.get()).isEqualTo(RACES);
        assertThat(withdrawn).hasPositiveValue();
        assertThat(claimed).hasPositiveValue();
    }

    @Test
    void claimReleaseWithdrawalResultsAndOutcomeAtOnce_tellOneStory() throws Exception {
        Gateway one = Gateway.prepare(Gateway.Settings.of(folder.resolve("decisions"), EmbeddedDatabase.create())
                .with(PostgresServer.freePort(), PostgresServer.freePort())
                .with(FaultSettings.GENEROUS));
        Gateway two = one.anotherNode(PostgresServer.freePort(), PostgresServer.freePort());
        try (ServerProcess first = ServerProcess.start(one);
                ServerProcess second = ServerProcess.start(two);
                AdtGatewayClient supplierOfOne = one.client("northern-power");
                AdtGatewayClient supplierOfTwo = two.client("northern-power");
                AdtGatewayClient operatorOfOne = one.client("dcc");
                AdtGatewayClient operatorOfTwo = two.client("dcc")) {
            Map<String, Integer> stories = new DecisionRaces(
                            new AdtGatewayClient[] {supplierOfOne, supplierOfTwo},
                            new AdtGatewayClient[] {operatorOfOne, operatorOfTwo},
                            one.signer("northern-power", "signing"),
                            folder)
                    .run(RACES);
            stories.forEach((story, count) -> System.out.printf("%6d %s%n", count, story));
            assertThat(first.isAlive() && second.isAlive()).isTrue();
        }
    }

    /** Whether a call succeeds; it may fail with this code only. */
    private static boolean wins(String code, Runnable call) {
        try {
            call.run();
            return true;
        } catch (AdtGatewayException e) {
            assertThat(e.code()).isEqualTo(code);
            return false;
        }
    }
}
