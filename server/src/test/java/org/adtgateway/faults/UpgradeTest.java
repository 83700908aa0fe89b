package org.adtgateway.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.Event;
import org.adtgateway.client.EventFeed;
import org.adtgateway.client.RetryPolicy;
import org.adtgateway.testing.Commands;
import org.adtgateway.testing.Commands.Outcome;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.PostgresServer;
import org.adtgateway.testing.ServerProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes of an earlier version are upgraded under load, one after the other, in the order of docs/operations.md, and once go back on the way: nothing
 * acknowledged is lost, no event is missed. The earlier version is built by {@code .ci/earlier-version}, which prints the property that names it:
 * {@code mvn verify -Pfaults $(.ci/earlier-version)}.
 */
@Tag("faults")
// set by the test as soon as it is not skipped
@SuppressWarnings("NullAway.Init")
class UpgradeTest {
    private static final String EARLIER = System.getProperty("earlier.server", "");
    /** How many more acts are acknowledged before the next step. */
    private static final int ACTS = Integer.getInteger("upgrade.acts", 200);

    private static final int CLIENTS = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final String[] OPTIONS = {"-Xmx256m", "-XX:TieredStopAtLevel=1"};

    @TempDir
    private static Path folder;

    private Gateway one;
    private Gateway two;
    private Acts acts;
    private final StringBuilder report = new StringBuilder();

    @Test
    void nodeByNode_underLoad_nothingIsLost_andTheEarlierNodeCarriesOnWhenItHasTo() throws Exception {
        assumeTrue(!EARLIER.isEmpty(), "an earlier version: mvn verify -Pfaults $(.ci/earlier-version)");
        try (PostgresServer database = PostgresServer.create(folder.resolve("database"), Map.of())) {
            one = Gateway.prepareFiles(Gateway.Settings.of(folder.resolve("gateway"), database.url(), database.user())
                    .with(PostgresServer.freePort(), PostgresServer.freePort())
                    // the name that the earlier version knows
                    .with(FaultSettings.GENEROUS.replace("quotas:", "fairness:")));
            two = one.anotherNode(PostgresServer.freePort(), PostgresServer.freePort());
            register();
            acts = new Acts(one.signer("northern-power", "signing"));
            AtomicBoolean stop = new AtomicBoolean();
            List<Event> seen = new ArrayList<>();
            List<Thread> load = new ArrayList<>();
            try (AdtGatewayClient supplier =
                            one.client("northern-power", RetryPolicy.standard(), one.url(), two.url());
                    AdtGatewayClient dcc = one.client("dcc", RetryPolicy.standard(), one.url(), two.url())) {
                ServerProcess first = earlier(one);
                ServerProcess second = earlier(two);
                try {
                    for (int i = 0; i < CLIENTS; i++) {
                        load.add(new Thread(() -> acts.submitUntil(stop, supplier, 20)));
                    }
                    load.add(new Thread(() -> follow(dcc.events(null), seen, stop)));
                    load.forEach(Thread::start);
                    more("two nodes of the earlier version");

                    assertThat(command("db", "status").text()).contains("to be migrated: ");
                    Outcome migrated = command("db", "migrate");
                    assertThat(migrated.succeeded()).as(migrated.text()).isTrue();
                    assertThat(first.isAlive() && second.isAlive()).isTrue();
                    more("two nodes of the earlier version on the new schema");

                    first = replace(first, () -> ServerProcess.start(one, OPTIONS));
                    more("one node of each");

                    // back: the new node goes, the earlier one that still runs carries on alone, but would not start
                    // again
                    first.terminate();
                    assertThat(first.endsWithin(600)).isTrue();
                    more("back: the earlier node alone");
                    first = ServerProcess.launchJar(one, Path.of(EARLIER), OPTIONS);
                    assertThat(first.endsWithin(600))
                            .as("the earlier version does not start on the new schema")
                            .isTrue();

                    first = ServerProcess.start(one, OPTIONS);
                    second = replace(second, () -> ServerProcess.start(two, OPTIONS));
                    more("two nodes of this version");

                    end(load, stop);
                    int unanswered = acts.unknown();
                    assertThat(first.isAlive() && second.isAlive()).isTrue();
                    verify(supplier, dcc, database, seen);
                    System.out.printf(
                            "%s%d acts acknowledged, %d of them withdrawn; %d were answered with a failure even after the SDK's retries, %s; %d events seen%n",
                            report, acts.acknowledged(), acts.withdrawn(), unanswered, acts.failures(), seen.size());
                } finally {
                    end(load, stop);
                    first.close();
                    second.close();
                }
            }
        }
    }

    private static void end(List<Thread> load, AtomicBoolean stop) throws InterruptedException {
        stop.set(true);
        for (Thread each : load) {
            each.join();
        }
    }

    private void verify(AdtGatewayClient supplier, AdtGatewayClient dcc, PostgresServer database, List<Event> seen) {
        acts.submitUnknown(supplier);
        acts.verify(supplier);
        String count = String.valueOf(acts.acknowledged());
        assertThat(database.query("select count(*) from submission")).isEqualTo(count);
        assertThat(database.query("select count(*) from event where type = 'RECEIVED'"))
                .isEqualTo(count);
        // what came after the last look of the one who follows
        EventFeed rest = dcc.events(seen.get(seen.size() - 1).cursor());
        for (List<Event> page = rest.next(Duration.ofSeconds(2));
                !page.isEmpty();
                page = rest.next(Duration.ofSeconds(2))) {
            seen.addAll(page);
        }
        assertThat(seen)
                .extracting(event -> event.submissionId() + " " + event.version())
                .doesNotHaveDuplicates();
        assertThat(String.valueOf(seen.size())).isEqualTo(database.query("select count(*) from event"));
    }

    /** By the earlier version's own command, which migrates to its own schema. */
    private void register() throws IOException, InterruptedException {
        Path registry = Files.writeString(folder.resolve("gateway/server/upgrade.yml"), """
                parties:
                  - id: northern-power
                    name: Northern Power
                    roles: [SUPPLIER]
                    fileTypes: [ADT, EXIT_QUARANTINE]
                    userIds: [70-B3-D5-1F-30-00-A0-01]
                    transportCertificates: [{ file: ../parties/northern-power/transport.pem }]
                    signingCertificates: [{ file: ../parties/northern-power/signing.pem }]
                  - id: dcc
                    name: DCC
                    roles: [OPERATOR]
                    transportCertificates: [{ file: ../parties/dcc/transport.pem }]
                """);
        Path log = folder.resolve("import.log");
        int status = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        EARLIER,
                        "parties",
                        "import",
                        one.configuration().toString(),
                        registry.toString(),
                        "--apply")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertThat(status).as(Files.readString(log)).isZero();
    }

    private interface Start {
        ServerProcess start();
    }

    private static ServerProcess replace(ServerProcess before, Start start) throws InterruptedException {
        before.terminate();
        assertThat(before.endsWithin(600)).isTrue();
        return start.start();
    }

    private static ServerProcess earlier(Gateway gateway) {
        ServerProcess node = ServerProcess.launchJar(gateway, Path.of(EARLIER), OPTIONS);
        node.awaitHealthy(gateway.adminUrl());
        return node;
    }

    private static void follow(EventFeed feed, List<Event> seen, AtomicBoolean stop) {
        while (!stop.get()) {
            seen.addAll(feed.next(Duration.ofSeconds(1)));
        }
    }

    /** Waits until so many more acts were acknowledged. */
    private void more(String phase) throws InterruptedException {
        int before = acts.acknowledged();
        long begun = System.nanoTime();
        while (acts.acknowledged() < before + ACTS) {
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).as(phase).isLessThan(PATIENCE);
            Thread.sleep(50);
        }
        report.append(
                "%s: %d more acts, %d in all%n".formatted(phase, acts.acknowledged() - before, acts.acknowledged()));
    }

    private Outcome command(String command, String verb) {
        return Commands.run(
                Clock.systemUTC(), command, verb, one.configuration().toString());
    }
}
