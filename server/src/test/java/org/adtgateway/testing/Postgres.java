package org.adtgateway.testing;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL server that runs for a test or a benchmark alone. */
public interface Postgres extends AutoCloseable {
    /** For JDBC. */
    String url();

    /** Its data directory. */
    Path data();

    /** Who may do anything there, without a password. */
    default String user() {
        return "postgres";
    }

    /** The first column of the first row, as text. */
    default String query(String sql) {
        try (Connection connection = DriverManager.getConnection(url(), user(), "");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return String.valueOf(result.getString(1));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another database of the same server, which closes nothing. */
    default Postgres database(String name) {
        Postgres server = this;
        return new Postgres() {
            @Override
            public String url() {
                return server.url().replaceFirst("/[^/]+$", "/" + name);
            }

            @Override
            public Path data() {
                return server.data();
            }

            @Override
            public void close() {}
        };
    }

    /** Runs a statement. */
    default void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(url(), user(), "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stops it. */
    @Override
    void close();
}
