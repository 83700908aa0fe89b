package org.adtgateway.server;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** What may be between the gateway and PostgreSQL: whatever gives each connection a session of its own. */
final class Poolers {
    /** The first shows it, unless other clients of the pooler come in between just then. */
    private static final int ROUNDS = 10;
    /** By which pgbouncer refuses a transaction in its mode for statements. */
    private static final String PROTOCOL_VIOLATION = "08P01";

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
            int session = session(one);
            other.setAutoCommit(false);
            for (int round = 0; round < ROUNDS; round++) {
                if (inTransaction(other) == session || session(one) != session) {
                    throw new OperatorException(SHARED);
                }
                other.rollback();
            }
        }
    }

    private static int inTransaction(Connection connection) throws SQLException {
        try {
            return session(connection);
        } catch (SQLException e) {
            if (PROTOCOL_VIOLATION.equals(e.getSQLState())) {
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
