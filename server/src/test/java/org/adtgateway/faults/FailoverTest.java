package org.adtgateway.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
import org.adtgateway.testing.InstalledPostgres;
import org.adtgateway.testing.PostgresServer;
import org.adtgateway.testing.ServerProcess;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes on a primary with a synchronous standby. The primary dies, and one of the nodes with it; the standby is promoted; suppliers repeat. No
 * acknowledged act is lost.
 */
@Tag("faults")
class FailoverTest {
    private static final Path DEPLOYMENT = Path.of(System.getProperty("rootDir", ".."), "docs/deployment");
    private static final Path HAPROXY = Path.of("/usr/sbin/haproxy");

    @TempDir
    private Path folder;

    /** A primary and its synchronous standby. */
    private interface Cluster extends AutoCloseable {
        /** Of both, with {@code targetServerType}. */
        String url();

        void killPrimary() throws Exception;

        void promoteStandby() throws Exception;

        /** One value, of the standby. */
        String query(String sql);

        @Override
        void close() throws IOException;
    }

    @Test
    void suppliersWhoKnowBothNodes_loseNothing() throws Exception {
        try (Cluster cluster = new Embedded(folder)) {
            failOver(cluster, (one, two) -> List.of(one.url(), two.url()));
        }
    }

    /** As docs/deployment sets it up: by its script, with HAProxy by its configuration. */
    @Test
    void suppliersBehindTheBalancer_loseNothing() throws Exception {
        assumeTrue(Files.isExecutable(HAPROXY), "HAProxy is not installed");
        assumeTrue(InstalledPostgres.programs().isPresent(), "PostgreSQL is not installed");
        int port = PostgresServer.freePort();
        List<Process> balancer = new ArrayList<>();
        try (Cluster cluster = new Scripted(folder)) {
            failOver(cluster, (one, two) -> {
                balancer.add(balancer(port, one, two));
                return List.of("https://localhost:" + port);
            });
        } finally {
            balancer.forEach(Process::destroyForcibly);
        }
    }

    private interface Front {
        /** Where suppliers connect. */
        List<String> addresses(Gateway one, Gateway two) throws IOException;
    }

    private void failOver(Cluster cluster, Front front) throws Exception {
        Gateway one = Gateway.prepare(Gateway.Settings.of(folder.resolve("gateway"), cluster.url(), "postgres")
                .with(PostgresServer.freePort(), PostgresServer.freePort())
                .with(FaultSettings.GENEROUS));
        Gateway two = one.anotherNode(PostgresServer.freePort(), PostgresServer.freePort());
        RetryPolicy patient = new RetryPolicy(20, Duration.ofMillis(200), Duration.ofSeconds(2));
        Acts acts = new Acts(one.signer("northern-power", "signing"));
        try (ServerProcess first = ServerProcess.start(one);
                ServerProcess second = ServerProcess.start(two);
                AdtGatewayClient supplier = one.client(
                        "northern-power", patient, front.addresses(one, two).toArray(new String[0]))) {
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
            cluster.killPrimary();
            first.kill();
            cluster.promoteStandby();
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
            assertThat(cluster.query("select count(*) from submission")).isEqualTo(String.valueOf(acts.acknowledged()));
            awaitFeed(cluster);
            System.out.printf("failover: %d acts acknowledged, 0 lost%n", acts.acknowledged());
        }
    }

    /** The node that is left gives places to what has none yet. */
    private static void awaitFeed(Cluster cluster) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!cluster.query("select max(feed_index) + 1 from event")
                .equals(cluster.query("select count(*) from event"))) {
            assertThat(System.nanoTime()).as("the feed goes on").isLessThan(end);
            Thread.sleep(100);
        }
    }

    private Process balancer(int port, Gateway one, Gateway two) throws IOException {
        String settings = Files.readString(DEPLOYMENT.resolve("haproxy.cfg"))
                // as many as this process may have files
                .replace("maxconn 40000", "maxconn 1000")
                .replace("bind :443", "bind localhost:" + port)
                .replace("node-1:8443 check port 8445", node(one))
                .replace("node-2:8443 check port 8445", node(two));
        assertThat(settings).contains("localhost:" + port, node(one), node(two));
        Path file = Files.writeString(folder.resolve("haproxy.cfg"), settings);
        Path log = folder.resolve("haproxy.log");
        Process process = new ProcessBuilder(HAPROXY.toString(), "-db", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        while (!listens(port)) {
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
        }
        return process;
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket("localhost", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static String node(Gateway gateway) {
        return gateway.url().replace("https://", "") + " check port "
                + gateway.adminUrl().replaceAll(".*:", "");
    }

    private static String bothOf(int primary, int standby) {
        return "jdbc:postgresql://localhost:" + primary + ",localhost:" + standby
                + "/postgres?targetServerType=primary&socketTimeout=30";
    }

    /** Without any program that is installed. */
    private static final class Embedded implements Cluster {
        private final PostgresServer primary;
        private final PostgresServer standby;

        Embedded(Path folder) throws Exception {
            primary = PostgresServer.create(
                    folder.resolve("primary"), Map.of("wal_level", "replica", "max_wal_senders", "5"));
            Path copy = folder.resolve("standby");
            BaseBackup.take(primary, copy);
            Files.createFile(copy.resolve("standby.signal"));
            Files.writeString(
                    copy.resolve("postgresql.auto.conf"),
                    "primary_conninfo = 'host=localhost port=" + primary.port()
                            + " user=postgres application_name=standby'\n");
            standby = PostgresServer.at(copy, PostgresServer.freePort(), Map.of("hot_standby", "on"))
                    .start();
            primary.execute("alter system set synchronous_standby_names = 'standby'");
            primary.execute("select pg_reload_conf()");
            for (int attempt = 0; !synchronous(); attempt++) {
                assertThat(attempt).as("the standby follows").isLessThan(300);
                Thread.sleep(100);
            }
        }

        private boolean synchronous() {
            return primary.query("select coalesce(max(sync_state), '') from pg_stat_replication")
                    .equals("sync");
        }

        @Override
        public String url() {
            return bothOf(primary.port(), standby.port());
        }

        @Override
        public void killPrimary() {
            primary.kill();
        }

        @Override
        public void promoteStandby() {
            standby.query("select pg_promote()");
        }

        @Override
        public String query(String sql) {
            return standby.query(sql);
        }

        @Override
        public void close() {
            primary.close();
            standby.close();
        }
    }

    /** By the script of docs/deployment. */
    private static final class Scripted implements Cluster {
        private static final String PASSWORD = "of-the-databases";

        private final Path primary;
        private final Path standby;
        private final int primaryPort = PostgresServer.freePort();
        private final int standbyPort = PostgresServer.freePort();

        Scripted(Path folder) throws Exception {
            // the programs do not run as root, see below, and are nobody there
            Path databases = Files.createDirectory(folder.resolve("databases"));
            Files.setPosixFilePermissions(databases, PosixFilePermissions.fromString("rwxrwxrwx"));
            primary = databases.resolve("primary");
            standby = databases.resolve("standby");
            run("primary", primary.toString(), String.valueOf(primaryPort));
            run("standby", standby.toString(), String.valueOf(standbyPort), "localhost", String.valueOf(primaryPort));
        }

        private static void run(String... arguments) throws Exception {
            List<String> command = new ArrayList<>();
            if (System.getProperty("user.name").equals("root")) {
                command.addAll(List.of("unshare", "-U"));
            }
            command.addAll(List.of("bash", DEPLOYMENT.resolve("postgresql.sh").toString()));
            command.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
            builder.environment().put("PGPASSWORD", PASSWORD);
            Process process = builder.start();
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }

        @Override
        public String url() {
            return bothOf(primaryPort, standbyPort) + "&password=" + PASSWORD;
        }

        @Override
        public void killPrimary() throws IOException {
            kill(primary);
        }

        @Override
        public void promoteStandby() throws Exception {
            run("promote", standby.toString());
        }

        @Override
        public String query(String sql) {
            return Jdbi.create("jdbc:postgresql://localhost:" + standbyPort + "/postgres", "postgres", PASSWORD)
                    .withHandle(handle ->
                            handle.createQuery(sql).mapTo(String.class).one());
        }

        private static void kill(Path data) throws IOException {
            Path file = data.resolve("postmaster.pid");
            if (Files.exists(file)) {
                ProcessHandle.of(Long.parseLong(Files.readAllLines(file).get(0)))
                        .ifPresent(postmaster -> {
                            postmaster.descendants().forEach(ProcessHandle::destroyForcibly);
                            postmaster.destroyForcibly();
                        });
            }
        }

        @Override
        public void close() throws IOException {
            kill(standby);
            kill(primary);
        }
    }
}
