package org.adtgateway.server.longpoll;

import static org.adtgateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Anyone who waits on a node learns what another node did: at once by a notification, and without one by and by. */
class EventNotifierTest {
    private static final Duration NEVER = Duration.ofMinutes(10);

    private final DataSource database = database();
    private final LongPollRegistry waiters = new LongPollRegistry(10);
    private Thread node = new Thread(() -> {});

    @BeforeEach
    void migrate() throws SQLException {
        Schema.migrate(database);
        // events alone are looked at here
        execute("alter table event drop constraint event_submission_id_fkey");
    }

    @AfterEach
    void stop() throws Exception {
        node.interrupt();
        // a thread that reads from a socket does not see that
        loseConnection();
        node.join();
    }

    @Test
    void aNotificationWakes_longBeforeTheNextPoll() throws Exception {
        startNode(NEVER);
        UUID submission = UUID.randomUUID();
        CompletableFuture<Boolean> bySubmission = waiters.await(submission, NEVER);
        CompletableFuture<Boolean> byParty = waiters.await("p", NEVER);
        CompletableFuture<Boolean> byOperator = waiters.await(EventNotifier.ALL, NEVER);
        CompletableFuture<Boolean> other = waiters.await("q", NEVER);
        place(0, submission);
        execute("notify adt_feed, '0'");
        assertThat(bySubmission.get(1, TimeUnit.MINUTES)).isTrue();
        assertThat(byParty.get(1, TimeUnit.MINUTES)).isTrue();
        assertThat(byOperator.get(1, TimeUnit.MINUTES)).isTrue();
        assertThat(other).as("nothing happened to that Party").isNotDone();
    }

    @Test
    void withoutANotification_thePollFindsIt() throws Exception {
        startNode(Duration.ofMillis(200));
        CompletableFuture<Boolean> waiting = waiters.await("p", NEVER);
        place(0, UUID.randomUUID());
        assertThat(waiting.get(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void whatHappenedWhileTheListenerWasDown_wakesWhenItIsBack() throws Exception {
        startNode(Duration.ofMillis(200));
        place(0, UUID.randomUUID());
        CompletableFuture<Boolean> waiting = waiters.await("q", NEVER);
        loseConnection();
        place(1, UUID.randomUUID(), "q");
        assertThat(waiting.get(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void aDatabaseRestoredToAnEarlierDay_wakesByItsOwnEvents() throws Exception {
        place(0, UUID.randomUUID());
        place(1, UUID.randomUUID());
        startNode(Duration.ofMillis(200));
        execute("delete from event where feed_index = 1");
        loseConnection();
        awaitListening();
        CompletableFuture<Boolean> waiting = waiters.await("q", NEVER);
        place(1, UUID.randomUUID(), "q");
        assertThat(waiting.get(1, TimeUnit.MINUTES)).isTrue();
    }

    /** Returns when it listens, as everybody is woken then. */
    private void startNode(Duration poll) throws Exception {
        CompletableFuture<Boolean> listening = waiters.await("anything", NEVER);
        node = new Thread(new EventNotifier(database, poll, waiters));
        node.start();
        assertThat(listening.get(1, TimeUnit.MINUTES)).isFalse();
    }

    private void loseConnection() throws SQLException {
        execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'feed'"
                + " and datname = current_database()");
    }

    private void awaitListening() throws Exception {
        eventually(() -> "1"
                .equals(query("select count(*) from pg_stat_activity where application_name = 'feed'"
                        + " and datname = current_database() and state = 'idle' and query not like 'listen%'")));
    }

    private void place(long place, UUID submission) throws SQLException {
        place(place, submission, "p");
    }

    private void place(long place, UUID submission, String party) throws SQLException {
        execute(
                "insert into event (feed_index, type, submission_id, party_id, file_type, to_status, version, occurred_at,"
                        + " actor_party_id, actor_certificate_sha256, actor_certificate_subject) values (" + place
                        + ", 'RECEIVED', '" + submission + "', '" + party
                        + "', 'ADT', 'RECEIVED', 1, now(), 'p', 'c', 's')");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set application_name = 'test'");
            statement.execute(sql);
        }
    }

    private String query(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set application_name = 'test'");
            try (ResultSet rows = statement.executeQuery(sql)) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    private static DataSource database() {
        PGSimpleDataSource database = new PGSimpleDataSource();
        EmbeddedDatabase embedded = EmbeddedDatabase.create();
        database.setUrl(embedded.url());
        database.setApplicationName("feed");
        return database;
    }
}
