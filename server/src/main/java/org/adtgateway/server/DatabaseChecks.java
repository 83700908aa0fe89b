package org.adtgateway.server;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What {@code check} asks of a database that has the schema: what would make calls fail, or a 201 mean less than it says. */
final class DatabaseChecks {
    private static final int OLDEST = 15;
    private static final Duration CLOCKS = Duration.ofSeconds(5);

    private final List<String> faults = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private DatabaseChecks() {}

    /**
     * Asks a database.
     *
     * @throws SQLException if it does not answer
     */
    static DatabaseChecks of(Connection connection, Clock clock) throws SQLException {
        DatabaseChecks checks = new DatabaseChecks();
        try (Statement statement = connection.createStatement()) {
            checks.version(connection);
            checks.durability(statement);
            checks.compression(statement);
            checks.privileges(statement);
            checks.clock(statement, clock);
        }
        return checks;
    }

    /** Returns what makes calls fail, each with its remedy. */
    List<String> faults() {
        return faults;
    }

    /** Returns what an operator should know, and may have decided. */
    List<String> warnings() {
        return warnings;
    }

    private void version(Connection connection) throws SQLException {
        if (connection.getMetaData().getDatabaseMajorVersion() < OLDEST) {
            faults.add("PostgreSQL " + connection.getMetaData().getDatabaseProductVersion() + " is too old: take "
                    + OLDEST + " or later");
        }
    }

    /** A 201 says that a file is on disk. */
    private void durability(Statement statement) throws SQLException {
        for (String setting : texts(
                statement,
                "select name from pg_settings where name in ('fsync', 'synchronous_commit') and setting = 'off'")) {
            warnings.add(setting + " is off, so that an acknowledged file may be lost with the machine");
        }
    }

    private void compression(Statement statement) throws SQLException {
        if (texts(
                        statement,
                        "select name from pg_settings where name = 'default_toast_compression' and 'lz4' = any (enumvals)")
                .isEmpty()) {
            warnings.add(
                    "this PostgreSQL has no LZ4, so that files take more space and time; Debian's packages have it");
        }
    }

    /** The schema may have been migrated by another account. */
    private void privileges(Statement statement) throws SQLException {
        for (String missing : texts(statement, """
                        select privilege || ' on ' || string_agg(relname, ', ' order by relname)
                        from pg_class, unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) privilege
                        where relnamespace = current_schema::regnamespace and relkind in ('r', 'p')
                          and relname <> 'flyway_schema_history'
                          and not has_table_privilege(oid, privilege)
                        group by privilege order by privilege""")) {
            faults.add("the account " + account(statement) + " has no privilege " + missing
                    + ": GRANT it, or let the owner of the tables be the account of the gateway");
        }
    }

    private static String account(Statement statement) throws SQLException {
        return statement.getConnection().getMetaData().getUserName();
    }

    private void clock(Statement statement, Clock clock) throws SQLException {
        try (ResultSet now = statement.executeQuery("select extract(epoch from clock_timestamp()) * 1000")) {
            now.next();
            Duration apart = Duration.ofMillis(Math.abs(now.getLong(1) - clock.millis()));
            if (apart.compareTo(CLOCKS) > 0) {
                warnings.add("its clock and that of this machine are " + apart.toSeconds()
                        + " s apart: synchronise both (chrony, systemd-timesyncd)");
            }
        }
    }

    private static List<String> texts(Statement statement, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
