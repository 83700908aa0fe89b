package org.adtgateway.server.evidence;

import static org.adtgateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Writers race, transactions roll back, leaders change: a reader still sees each event once, in one order without gaps. */
class SequencerTest {
    private static final int WRITERS = 8;
    private static final int EVENTS_EACH = 250;
    private static final String INSERT = """
            insert into event (type, submission_id, party_id, file_type, to_status, version, occurred_at,
                               actor_party_id, actor_certificate_sha256, actor_certificate_subject)
            values ('RECEIVED', ?, 'p', 'ADT', 'RECEIVED', ?, now(), 'p', 'c', 's')
            """;

    private final DataSource database = database();
    private final List<Thread> nodes = new ArrayList<>();

    @BeforeEach
    void start() throws SQLException {
        Schema.migrate(database);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            // events alone are looked at here
            statement.execute("alter table event drop constraint event_submission_id_fkey");
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Thread node : nodes) {
            node.interrupt();
            node.join();
        }
    }

    @Test
    void aReaderSeesEachCommittedEventOnce_inOneDenseOrder_whateverWritersAndLeadersDo() throws Exception {
        startNode();
        startNode();
        AtomicInteger committed = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        List<Future<?>> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            Random random = new Random(writer);
            writers.add(threads.submit(() -> {
                write(random, committed);
                return null;
            }));
        }

        List<Placed> seen = new ArrayList<>();
        boolean leaderKilled = false;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < end) {
            boolean written = writers.stream().allMatch(Future::isDone);
            seen.addAll(readAfter(seen.size() - 1));
            if (!leaderKilled && seen.size() > 200) {
                nodes.get(0).interrupt();
                leaderKilled = true;
            }
            if (written && seen.size() == committed.get()) {
                break;
            }
        }
        threads.shutdown();
        for (Future<?> writer : writers) {
            writer.get();
        }
        assertThat(leaderKilled).isTrue();
        assertThat(committed.get()).isGreaterThan(1000);
        assertThat(seen).hasSize(committed.get());
        assertThat(seen)
                .extracting(Placed::place)
                .containsExactlyElementsOf(
                        LongStream.range(0, seen.size()).boxed().toList());
        assertThat(seen).extracting(Placed::submission).doesNotHaveDuplicates();
        assertThat(all()).as("no place changes after it was read").isEqualTo(seen);
    }

    @Test
    void anEventThatCommitsLongAfterItsSuccessors_getsAPlaceBehindThem() throws Exception {
        startNode();
        try (Connection slow = database.getConnection();
                Connection quick = database.getConnection()) {
            slow.setAutoCommit(false);
            insert(slow);
            for (int round = 0; round < 20; round++) {
                insert(quick);
                // over several sweeps
                Thread.sleep(50);
            }
            assertThat(readAfter(-1)).hasSizeGreaterThan(10);
            slow.commit();
            eventually(() -> readAfter(-1).size() >= 21);
            assertThat(readAfter(-1)).hasSize(21);
            try (Statement statement = quick.createStatement();
                    ResultSet last = statement.executeQuery("select feed_index from event order by id limit 1")) {
                last.next();
                assertThat(last.getLong(1)).isEqualTo(20);
            }
        }
    }

    @Test
    void whatHappensToASubmissionAfterwards_waitsForAnEventThatWasLongInCommitting() throws Exception {
        UUID submission = UUID.randomUUID();
        startNode();
        try (Connection slow = database.getConnection();
                Connection quick = database.getConnection()) {
            slow.setAutoCommit(false);
            insert(slow, submission, 1);
            for (int round = 0; round < 20; round++) {
                insert(quick);
                // over several sweeps, so that the slow one is behind the places that are looked at
                Thread.sleep(50);
            }
            slow.commit();
            insert(quick, submission, 2);
            awaitPlaced(22);
            assertThat(all())
                    .filteredOn(placed -> placed.submission().equals(submission))
                    .extracting(Placed::version)
                    .containsExactly(1, 2);
        }
    }

    /** The lock is no part of this: even a leader that was thought dead takes no place away and gives none twice. */
    @Test
    void twoLeadersAtOnce_changeNoPlaceThatWasGiven() throws Exception {
        try (Connection late = database.getConnection();
                Connection writer = database.getConnection()) {
            insert(writer, UUID.randomUUID(), 1);
            insert(writer, UUID.randomUUID(), 1);
            late.setAutoCommit(false);
            try (Statement statement = late.createStatement()) {
                statement.execute("update event set feed_index = id");
            }
            startNode();
            // it meets rows that another leader holds
            Thread.sleep(300);
            late.commit();
            List<Placed> given = all();
            insert(writer, UUID.randomUUID(), 1);
            awaitPlaced(3);
            assertThat(all().subList(0, 2)).isEqualTo(given);
        }
    }

    private void awaitPlaced(int count) throws Exception {
        eventually(() -> all().size() >= count);
        assertThat(all()).hasSize(count);
    }

    private static void insert(Connection connection) throws SQLException {
        insert(connection, UUID.randomUUID(), 1);
    }

    private static void insert(Connection connection, UUID submission, int version) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setObject(1, submission);
            insert.setInt(2, version);
            insert.executeUpdate();
        }
    }

    private void startNode() {
        Thread node = new Thread(
                new Sequencer(database, Duration.ofMillis(5), Duration.ofMillis(100), Duration.ofMillis(50)));
        nodes.add(node);
        node.start();
    }

    /** Commits most of its events, some late, some never. */
    private void write(Random random, AtomicInteger committed) throws SQLException, InterruptedException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            connection.setAutoCommit(false);
            for (int i = 0; i < EVENTS_EACH; i++) {
                insert.setObject(1, UUID.randomUUID());
                insert.setInt(2, 1);
                insert.executeUpdate();
                if (random.nextInt(10) == 0) {
                    Thread.sleep(random.nextInt(20));
                }
                if (random.nextInt(5) == 0) {
                    connection.rollback();
                } else {
                    connection.commit();
                    committed.incrementAndGet();
                }
            }
        }
    }

    private record Placed(long place, UUID submission, int version) {}

    private List<Placed> all() throws SQLException {
        return read(-1, Integer.MAX_VALUE);
    }

    private List<Placed> readAfter(long last) throws SQLException {
        return read(last, 100);
    }

    private List<Placed> read(long last, int limit) throws SQLException {
        List<Placed> places = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select feed_index, submission_id, version from event where feed_index > ? order by feed_index limit ?")) {
            select.setLong(1, last);
            select.setInt(2, limit);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    places.add(new Placed(rows.getLong(1), rows.getObject(2, UUID.class), rows.getInt(3)));
                }
            }
        }
        return places;
    }

    private static DataSource database() {
        PGSimpleDataSource database = new PGSimpleDataSource();
        EmbeddedDatabase embedded = EmbeddedDatabase.create();
        database.setUrl(embedded.url());
        return database;
    }
}
