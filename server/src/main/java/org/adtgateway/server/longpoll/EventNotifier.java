package org.adtgateway.server.longpoll;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the calls that wait on this node what was placed in the order of events, on whichever node. PostgreSQL's notifications wake it at once;
 * it looks by itself as well, every poll interval, so that a lost notification costs time and nothing else.
 */
public final class EventNotifier implements Runnable {
    /** The topic of everything that happens, for operators. */
    public static final String ALL = "";

    private static final int BATCH = 1000;
    private static final Logger LOG = LoggerFactory.getLogger(EventNotifier.class);

    private final DataSource database;
    private final Duration poll;
    private final LongPollRegistry waiters;
    private long seen = Long.MAX_VALUE;

    /**
     * @param database gives a connection that this keeps
     * @param waiters woken by submission id, by Party id, and by {@link #ALL}
     */
    public EventNotifier(DataSource database, Duration poll, LongPollRegistry waiters) {
        this.database = database;
        this.poll = poll;
        this.waiters = waiters;
    }

    /** Runs until interrupted; survives every failure of the database. */
    @Override
    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("listen adt_feed");
                catchUp(connection);
                PGConnection notifications = connection.unwrap(PGConnection.class);
                while (!Thread.currentThread().isInterrupted()) {
                    while (dispatch(connection) == BATCH) {
                        // until this node has seen all
                    }
                    notifications.getNotifications((int) poll.toMillis());
                }
            } catch (SQLException e) {
                LOG.warn("the feed lost its database and tries again: {}", e.getMessage());
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(poll.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Goes on where this node was before it lost the connection; a database restored to an earlier day has a shorter order than that. */
    private void catchUp(Connection connection) throws SQLException {
        boolean first = seen == Long.MAX_VALUE;
        seen = Math.min(seen, head(connection));
        if (first) {
            // whatever happened before this node listened
            waiters.wakeAll();
        }
    }

    /** Wakes anyone who waits for the next events; returns how many events those were. */
    private int dispatch(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select feed_index, submission_id, party_id from event where feed_index > ? order by feed_index limit "
                        + BATCH)) {
            statement.setLong(1, seen);
            int count = 0;
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    seen = result.getLong(1);
                    waiters.wake(result.getObject(2, UUID.class));
                    waiters.wake(result.getString(3));
                    count++;
                }
            }
            if (count > 0) {
                waiters.wake(ALL);
            }
            return count;
        }
    }

    private static long head(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select coalesce(max(feed_index), -1) from event")) {
            result.next();
            return result.getLong(1);
        }
    }
}
