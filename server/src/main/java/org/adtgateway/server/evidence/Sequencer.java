package org.adtgateway.server.evidence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each committed event its place in the one order: 0, 1, 2 and so on, without gaps, permanently. Writers know nothing of it, so no lock is
 * held over their commits; a later event cannot become visible before an earlier one, because places are given in order by one statement after
 * the other.
 *
 * <p>Every node runs one; one of them leads, by an advisory lock that dies with its connection. Should two ever believe that they lead, a place
 * that was given stays as it is, and the unique index lets none be given twice.
 */
public final class Sequencer implements Runnable {
    /** Names the lock of the leader among the advisory locks of the database. */
    private static final long LEADER_LOCK = 0x4144545f53455155L; // "ADT_SEQU"

    private static final int BATCH = 5000;

    private static final String PLACE = """
            with head as (
                select coalesce(max(feed_index), -1) as last from event
            ), waiting as (
                select id, row_number() over (order by id) as place
                  from (select id from event
                     where feed_index is null and id > ?
                       and (version = 1 or exists (
                            select from event as earlier
                             where earlier.submission_id = event.submission_id and earlier.version = event.version - 1
                               and (earlier.feed_index is not null or earlier.id > ?)))
                     order by id limit %d) as oldest
            ), placed as (
                update event
                   set feed_index = head.last + waiting.place
                  from waiting, head
                 where event.id = waiting.id and event.feed_index is null
                returning event.id, feed_index
            )
            select count(*), max(id), case when count(*) > 0 then pg_notify('adt_feed', max(feed_index)::text) end
              from placed
            """.formatted(BATCH);

    private static final int BATCH_DELAY_MILLIS = 25;
    private static final Logger LOG = LoggerFactory.getLogger(Sequencer.class);

    private final DataSource database;
    private final Duration poll;
    private final Duration fullScanInterval;
    private final Duration leaderRetryInterval;
    private final Semaphore wakeUps = new Semaphore(0);
    private volatile boolean leading;

    /**
     * @param database gives a connection that this keeps as long as it leads
     * @param poll how long the leader sleeps when nobody wakes it
     * @param fullScanInterval how often the leader looks for all events without a place, and not only for the latest
     * @param leaderRetryInterval how often the others try to become the leader
     */
    public Sequencer(DataSource database, Duration poll, Duration fullScanInterval, Duration leaderRetryInterval) {
        this.database = database;
        this.poll = poll;
        this.fullScanInterval = fullScanInterval;
        this.leaderRetryInterval = leaderRetryInterval;
    }

    /** Says that an event was committed, so that the leader need not wait for its next poll. Never blocks. */
    public void wake() {
        if (leading && wakeUps.availablePermits() == 0) {
            wakeUps.release();
        }
    }

    /** Returns whether this node is the one that gives places, for health and metrics. */
    public boolean isLeading() {
        return leading;
    }

    /** Runs until interrupted; survives every failure of the database. */
    @Override
    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(true);
                leading = tryLead(connection);
                if (leading) {
                    lead(connection);
                }
            } catch (SQLException e) {
                LOG.warn("the sequencer lost its database and tries again: {}", e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                leading = false;
            }
            awaitNudge(leaderRetryInterval);
        }
    }

    /**
     * Places events until the connection breaks. The index of events without a place keeps an entry of each that has got one until the next
     * vacuum, so that a look at all of it costs more and more; most rounds look only behind those that a fullScanInterval has passed already. An event that
     * was so long in committing that it is behind them is found by the next fullScanInterval; what happened to the same submission afterwards waits for it, as a
     * reader must not see a submission withdrawn before it is received.
     */
    private void lead(Connection connection) throws SQLException, InterruptedException {
        try (Statement settings = connection.createStatement();
                PreparedStatement place = connection.prepareStatement(PLACE)) {
            // always by the indexes, whatever the planner was told of a table that grows
            settings.execute("set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off;"
                    + " set plan_cache_mode = force_generic_plan");
            long passed = 0;
            long last = 0;
            long nextSweep = System.nanoTime();
            while (!Thread.currentThread().isInterrupted()) {
                boolean all = System.nanoTime() >= nextSweep;
                Placed placed = assignFeedIndexes(place, all ? 0 : passed);
                if (placed.count() == BATCH) {
                    continue;
                }
                if (all) {
                    passed = last;
                    nextSweep = System.nanoTime() + fullScanInterval.toNanos();
                }
                last = Math.max(last, placed.lastId());
                if (placed.count() > 0) {
                    // under load, those who follow within a moment share a round
                    TimeUnit.MILLISECONDS.sleep(BATCH_DELAY_MILLIS);
                }
                awaitNudge(poll);
            }
        }
    }

    private void awaitNudge(Duration longest) {
        try {
            wakeUps.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS);
            wakeUps.drainPermits();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the application name of the connection that leads, where one does. */
    public static Optional<String> leader(Handle handle) {
        return handle.createQuery("""
                        select activity.application_name
                          from pg_locks lock join pg_stat_activity activity on activity.pid = lock.pid
                         where lock.locktype = 'advisory' and lock.granted and lock.objsubid = 1
                           and lock.database = (select oid from pg_database where datname = current_database())
                           and (lock.classid::bigint << 32) + lock.objid::bigint = :leader
                        """)
                .bind("leader", LEADER_LOCK)
                .mapTo(String.class)
                .findFirst();
    }

    private static boolean tryLead(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select pg_try_advisory_lock(?)")) {
            statement.setLong(1, LEADER_LOCK);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getBoolean(1);
            }
        }
    }

    /** How many events got a place, and the highest id among them. */
    private record Placed(int count, long lastId) {}

    /** Places the oldest events behind an id that have no place yet, and tells all nodes how far the order goes. */
    private static Placed assignFeedIndexes(PreparedStatement statement, long behindId) throws SQLException {
        statement.setLong(1, behindId);
        statement.setLong(2, behindId);
        try (ResultSet result = statement.executeQuery()) {
            result.next();
            return new Placed(result.getInt(1), result.getLong(2));
        }
    }
}
