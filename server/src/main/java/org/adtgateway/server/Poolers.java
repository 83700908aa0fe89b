package org.adtgateway.server;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import javax.sql.DataSource;

/** What may be between the gateway and PostgreSQL: whatever gives each connection a session of its own. */
final class Poolers {
    /** The first shows it, unless other clients of the pooler come in between just then. */
    private static final int ROUNDS = 10;
    /**
     * What cannot happen in a session of one's own: a prepared statement that is there already, or is not there; and by the last pgbouncer refuses
     * a transaction in its mode for statements.
     */
    private static final Set<String> PROOFS = Set.of("42P05", "26000", "08P01");

    private static final String SHARED =
            "database.url leads to a pooler that shares sessions between connections, such as pgbouncer with pool_mode"
                    + " 'transaction' or 'statement'. The lock of the sequencer, notifications, prepared statements and"
                    + " timeouts need sessions of their own: set pool_mode = session, or connect to PostgreSQL itself";

    private Poolers() {}

    /**
     * Makes sure that two connections have two sessions. A pooler that shares sessions by transaction gives that of a connection without one to
     * the next that begins one: both have the same then, or the first has another afterwards.
     *
     * @throws OperatorException when sessions are shared
     */
    static void refuseSharedSessions(DataSource database) throws SQLException {
        try (Connection one = database.getConnection();
                Connection other = database.getConnection()) {
            compare(one, other);
        }
    }

    private static void compare(Connection one, Connection other) throws SQLException {
        try {
            int session = session(one);
            other.setAutoCommit(false);
            for (int round = 0; round < ROUNDS; round++) {
                if (session(other) == session || session(one) != session) {
                    throw new OperatorException(SHARED);
                }
                other.rollback();
            }
        } catch (SQLException e) {
            if (e.getSQLState() != null && PROOFS.contains(e.getSQLState())) {
                throw new OperatorException(SHARED, e);
            }
            throw e;
        }
    }

    private static int session(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select pg_backend_pid()")) {
            result.next();
            return result.getInt(1);
        }
    }
}
