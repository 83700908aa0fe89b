package org.adtgateway.server;

import static org.adtgateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dropwizard.db.DataSourceFactory;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.adtgateway.testing.AdtFiles;
import org.adtgateway.testing.Commands;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.PostgresServer;
import org.adtgateway.testing.Scrape;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** A gateway behind pgbouncer: with sessions of its own it works, and otherwise it does not start. */
class PoolersTest {
    private static final Path PGBOUNCER = Path.of("/usr/sbin/pgbouncer");

    private final EmbeddedDatabase database = EmbeddedDatabase.create();
    private final int port = PostgresServer.freePort();

    @TempDir
    private Path folder;

    private @Nullable Process pooler;

    @BeforeEach
    void pgbouncerIsThere() {
        assumeTrue(Files.isExecutable(PGBOUNCER), "pgbouncer is not installed");
    }

    @AfterEach
    void stop() {
        if (pooler != null) {
            pooler.destroyForcibly();
        }
    }

    @Test
    void inSessionMode_twoNodesWork() throws Exception {
        startPooler("session");
        try (Gateway one = Gateway.start(
                        Gateway.Settings.of(folder.resolve("gateway"), pooled(database.url()), database.user()));
                Gateway two = one.startAnotherNode()) {
            Http supplier = Http.as(two, "northern-power");
            for (int i = 1; i <= 20; i++) {
                String id = AdtFiles.submit(one, Http.as(one, "northern-power"));
                assertThat(supplier.get("/v1/submissions/" + id).status()).isEqualTo(200);
            }
            eventually(() -> supplier.get("/v1/events").json().get("events").size() == 20);
            assertThat(leads(one) + leads(two)).as("nodes that lead").isEqualTo(1.0);
            assertThat(Commands.run(
                            Clock.systemUTC(), "check", one.configuration().toString()))
                    .satisfies(checked -> assertThat(checked.text()).contains("ok     database"));
        }
    }

    @Test
    void inSessionMode_notificationsArrive() throws Exception {
        startPooler("session");
        try (Connection listening = source().getConnection();
                Connection notifying = source().getConnection();
                Statement listen = listening.createStatement();
                Statement notify = notifying.createStatement()) {
            listen.execute("listen adt_feed");
            notify.execute("notify adt_feed, '1'");
            assertThat(listening.unwrap(PGConnection.class).getNotifications(5000))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"transaction", "statement"})
    void inOtherModes_theServerDoesNotStart_norACommand_sayingWhy(String mode) throws Exception {
        startPooler(mode);
        Gateway gateway =
                Gateway.prepare(Gateway.Settings.of(folder.resolve("gateway"), database.url(), database.user()));
        Path configuration = gateway.configuration();
        Files.writeString(
                configuration, Files.readString(configuration).replace(database.url(), pooled(database.url())));
        assertThatThrownBy(gateway::startHere).hasStackTraceContaining("set pool_mode = session");
        for (List<String> command : List.of(List.of("check"), List.of("db", "status"), List.of("parties", "list"))) {
            List<String> words = new ArrayList<>(command);
            words.add(configuration.toString());
            Commands.Outcome outcome = Commands.run(Clock.systemUTC(), words.toArray(new String[0]));
            assertThat(outcome.succeeded()).isFalse();
            assertThat(outcome.text()).contains("set pool_mode = session");
        }
    }

    /** Others take and return sessions meanwhile. */
    @Test
    void sharedSessionsAreSeen_whileOthersUseThem() throws Exception {
        startPooler("transaction");
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> others = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread other = new Thread(() -> use(stop));
            others.add(other);
            other.start();
        }
        try {
            for (int i = 0; i < 50; i++) {
                assertThatThrownBy(() -> Poolers.refuseSharedSessions(source()))
                        .isInstanceOf(OperatorException.class)
                        .hasMessageContaining("pool_mode");
            }
        } finally {
            stop.set(true);
            for (Thread other : others) {
                other.join();
            }
        }
    }

    @Test
    void sessionsOfOnesOwn_passWithAPoolerAndWithout() throws Exception {
        startPooler("session");
        Poolers.refuseSharedSessions(source());
        Poolers.refuseSharedSessions(unpooled(database.url()));
    }

    private void use(AtomicBoolean stop) {
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement()) {
            while (!stop.get()) {
                try (ResultSet result = statement.executeQuery("select 1")) {
                    assertThat(result.next()).isTrue();
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private DataSource source() throws SQLException {
        return unpooled(pooled(database.url()));
    }

    private DataSource unpooled(String url) throws SQLException {
        DataSourceFactory configured = new DataSourceFactory();
        configured.setUrl(url);
        configured.setUser(database.user());
        return Databases.unpooled(configured);
    }

    private String pooled(String url) {
        return url.replaceFirst("localhost:\\d+", "localhost:" + port);
    }

    private void startPooler(String mode) throws IOException {
        URI server = URI.create(database.url().substring("jdbc:".length()));
        Path users = Files.writeString(folder.resolve("users"), "\"postgres\" \"\"\n");
        Path settings =
                Files.writeString(folder.resolve("pgbouncer.ini"), """
                [databases]
                * = host=localhost port=%d

                [pgbouncer]
                listen_addr = localhost
                listen_port = %d
                unix_socket_dir =
                auth_type = trust
                auth_file = %s
                pool_mode = %s
                default_pool_size = 100
                ignore_startup_parameters = extra_float_digits
                """.formatted(server.getPort(), port, users, mode));
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            // it refuses to run as root
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(PGBOUNCER.toString(), settings.toString()));
        Path log = folder.resolve("pgbouncer.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        pooler = process;
        while (!listens()) {
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket("localhost", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static double leads(Gateway node) throws Exception {
        return Objects.requireNonNull(Scrape.of(node).series().get("adt_gateway_feed_leader"));
    }
}
