package org.adtgateway.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.RetryPolicy;
import org.adtgateway.faults.Machine.Network;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.PostgresServer;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The deployment of docs/deployment: three databases under Patroni with etcd, two nodes with HAProxy beside each. One part after the other fails
 * under load. Nothing that was acknowledged is lost, there are never two primaries that take acts, and acts are soon accepted again.
 */
@Tag("faults")
class HighAvailabilityTest {
    private static final Path HAPROXY = Path.of("/usr/sbin/haproxy");
    /** Longer than it may take until acts are accepted again. */
    private static final Duration WATCHED = Duration.ofSeconds(40);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final String ACCOUNT = "adt_gateway";

    @TempDir
    private Path folder;

    /** For how long no act was accepted, by what failed. */
    private final Map<String, Duration> pauses = new LinkedHashMap<>();

    /** What fails, or what puts it right. */
    private interface Step {
        void run() throws Exception;
    }

    @Test
    void whateverFails_nothingAcknowledgedIsLost_andActsAreSoonAcceptedAgain() throws Exception {
        assumeTrue(Files.isExecutable(HAPROXY), "HAProxy is not installed");
        PatroniCluster.missing().ifPresent(missing -> assumeTrue(false, missing));
        try (PatroniCluster cluster = new PatroniCluster(folder.resolve("cluster"));
                Node one = new Node(cluster, "node-1");
                Node two = new Node(cluster, "node-2")) {
            makeDatabase(cluster);
            one.balance(one, two);
            two.balance(one, two);
            Gateway gateway = Gateway.prepare(Gateway.Settings.of(folder.resolve("gateway"), one.databaseUrl(), ACCOUNT)
                    .with(one.port, one.monitoring)
                    .with(FaultSettings.GENEROUS));
            one.start(gateway);
            two.start(another(gateway, one, two));
            Acts acts = new Acts(gateway.signer("northern-power", "signing"));
            try (WriteProbes probes = new WriteProbes(cluster);
                    Load load = new Load(gateway, acts, one, two)) {
                long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
                while (acts.acknowledged() < 20) {
                    assertThat(System.nanoTime()).as("acts are accepted").isLessThan(end);
                    Thread.sleep(100);
                }
                failOneAfterTheOther(cluster, acts, probes);
                fault("HAProxy of a node killed, and started by its unit", acts, () -> {
                    one.killBalancer();
                    one.balance(one, two);
                });
                load.end();
                probes.stop();
                probes.verify(cluster);
            }
            RetryPolicy patient = new RetryPolicy(20, Duration.ofMillis(200), Duration.ofSeconds(2));
            try (AdtGatewayClient supplier = gateway.client("northern-power", patient, one.address(), two.address())) {
                acts.submitUnknown(supplier);
                acts.verify(supplier);
            }
            Jdbi database = Jdbi.create(two.databaseUrl(), ACCOUNT, PatroniCluster.PASSWORD);
            assertThat(count(database, "select count(*) from submission")).isEqualTo(acts.acknowledged());
            assertThat(count(database, "select max(feed_index) + 1 from event"))
                    .as("each event has its place")
                    .isEqualTo(count(database, "select count(*) from event"));
            System.out.printf(
                    "%d acts acknowledged, none lost; the others were told %s%n", acts.acknowledged(), acts.failures());
            assertThat(pauses.values()).as(pauses.toString()).allMatch(pause -> pause.compareTo(LONGEST_PAUSE) < 0);
        }
    }

    private void failOneAfterTheOther(PatroniCluster cluster, Acts acts, WriteProbes probes) throws Exception {
        Machine leader = cluster.leader();
        fault("PostgreSQL of the leader killed", acts, () -> leader.kill("postgres"));
        assertThat(cluster.leader()).isNotEqualTo(leader);
        cluster.awaitWhole();

        Machine off = cluster.leader();
        fault("machine of the leader switched off", acts, off::switchOff);
        cluster.switchOn(off);
        cluster.awaitWhole();

        Machine standby = cluster.syncStandby();
        fault("machine of the synchronous standby switched off", acts, standby::switchOff);
        cluster.switchOn(standby);
        cluster.awaitWhole();

        Machine etcd = cluster.leaderOfEtcd();
        fault("leader of etcd killed", acts, () -> etcd.kill("/etcd"));
        cluster.startEtcd(etcd);
        cluster.awaitWhole();

        Machine apart = cluster.leader();
        fault("leader cut off from the other databases, not from the nodes", acts, () -> apart.unplug(Network.CLUSTER));
        apart.plugIn();
        cluster.awaitWhole();

        Machine away = cluster.leader();
        fault("leader cut off from everything", acts, () -> away.unplug(Network.values()));
        away.plugIn();
        cluster.awaitWhole();

        Machine frozen = cluster.leader();
        long froze = System.nanoTime();
        fault("Patroni of the leader stopped (SIGSTOP)", acts, () -> frozen.signal("STOP", "patroni"));
        assertThat(probes.unacknowledged(froze))
                .as("writes to the primary that was left")
                .isPositive();
        // as its watchdog has done long before, which namespaces do not have: a Patroni that goes on would discard what
        // the new leader acknowledged
        frozen.switchOff();
        cluster.switchOn(frozen);
        cluster.awaitWhole();

        List<Machine> members = cluster.machines().subList(0, 2);
        fault("two of three etcd killed", acts, () -> members.forEach(member -> member.kill("/etcd")));
        for (Machine member : members) {
            cluster.startEtcd(member);
        }
        cluster.awaitWhole();

        fault(
                "planned switchover",
                acts,
                () -> cluster.control(
                        cluster.leader(),
                        "switchover",
                        "--candidate",
                        cluster.syncStandby().name(),
                        "--force"));
        cluster.awaitWhole();
    }

    /** Has something fail and watches for how long no act is accepted. */
    private void fault(String name, Acts acts, Step step) throws Exception {
        long begun = System.nanoTime();
        step.run();
        TimeUnit.NANOSECONDS.sleep(WATCHED.toNanos() - (System.nanoTime() - begun));
        Duration pause = acts.longestPause(begun);
        pauses.put(name, pause);
        System.out.printf("%s: no act accepted for %.1f s%n", name, pause.toMillis() / 1e3);
    }

    private static void makeDatabase(PatroniCluster cluster) throws SQLException {
        String address = cluster.leader().address(Network.CLIENTS) + ":5432";
        try (Connection connection = DriverManager.getConnection(
                        cluster.url(address, "postgres"), "postgres", PatroniCluster.PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute("create role " + ACCOUNT + " login password '" + PatroniCluster.PASSWORD + "'");
            statement.execute("create database " + ACCOUNT + " owner " + ACCOUNT);
        }
    }

    private static Gateway another(Gateway gateway, Node one, Node two) throws IOException {
        Gateway another = gateway.anotherNode(two.port, two.monitoring);
        String configuration = Files.readString(another.configuration());
        assertThat(configuration).contains(one.databaseUrl());
        Files.writeString(another.configuration(), configuration.replace(one.databaseUrl(), two.databaseUrl()));
        return another;
    }

    private static int count(Jdbi database, String sql) {
        return database.withHandle(
                handle -> handle.createQuery(sql).mapTo(Integer.class).one());
    }

    /** A gateway with HAProxy beside it, by docs/deployment. */
    private final class Node implements AutoCloseable {
        private final PatroniCluster cluster;
        private final String name;
        private final int port = PostgresServer.freePort();
        private final int monitoring = PostgresServer.freePort();
        private final int suppliers = PostgresServer.freePort();
        private final int database = PostgresServer.freePort();
        private @Nullable Process balancer;
        private @Nullable Gateway server;

        Node(PatroniCluster cluster, String name) {
            this.cluster = cluster;
            this.name = name;
        }

        /** Where suppliers connect. */
        String address() {
            return "https://localhost:" + suppliers;
        }

        String databaseUrl() {
            return cluster.url("localhost:" + database, ACCOUNT) + "&socketTimeout=30";
        }

        void balance(Node... nodes) throws IOException {
            String settings = cluster.withAddresses(
                            Files.readString(PatroniCluster.DEPLOYMENT.resolve("haproxy.cfg")), Network.CLIENTS)
                    // as many as this process may have files
                    .replace("maxconn 40000", "maxconn 1000")
                    .replace("/etc/ssl/adt-cluster/ca.pem", cluster.ca().toString())
                    .replace("bind :443", "bind localhost:" + suppliers)
                    .replace("bind 127.0.0.1:5432", "bind localhost:" + database);
            for (Node node : nodes) {
                settings = settings.replace(
                        node.name + ":8443 check port 8445",
                        "localhost:" + node.port + " check port " + node.monitoring);
            }
            Path file = Files.writeString(folder.resolve(name + ".cfg"), settings);
            Path log = folder.resolve(name + ".haproxy.log");
            Process process = new ProcessBuilder(HAPROXY.toString(), "-db", "-f", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            balancer = process;
            while (!listens(suppliers) || !listens(database)) {
                assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            }
        }

        private static boolean listens(int port) {
            try (Socket socket = new Socket("localhost", port)) {
                return socket.isConnected();
            } catch (IOException e) {
                return false;
            }
        }

        void start(Gateway gateway) {
            server = gateway.startHere();
        }

        void killBalancer() {
            Objects.requireNonNull(balancer).destroyForcibly();
        }

        @Override
        public void close() {
            if (server != null) {
                server.close();
            }
            if (balancer != null) {
                balancer.destroyForcibly();
            }
        }
    }

    /** Suppliers who submit through both entrances, and do not retry. */
    private static final class Load implements AutoCloseable {
        private final AtomicBoolean stop = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();
        private final List<AdtGatewayClient> clients = new ArrayList<>();

        Load(Gateway gateway, Acts acts, Node... entrances) {
            for (Node entrance : entrances) {
                AdtGatewayClient client = gateway.client("northern-power", RetryPolicy.none(), entrance.address());
                clients.add(client);
                for (int i = 0; i < 3; i++) {
                    Thread thread = new Thread(() -> acts.submitUntil(stop, client, 100));
                    threads.add(thread);
                    thread.start();
                }
            }
        }

        @Override
        public void close() {
            end();
        }

        void end() {
            stop.set(true);
            for (Thread thread : threads) {
                Uninterruptibles.joinUninterruptibly(thread, Duration.ofMinutes(1));
                assertThat(thread.isAlive()).isFalse();
            }
            clients.forEach(AdtGatewayClient::close);
        }
    }
}
