package org.adtgateway.server;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the database to the version of this program. Several nodes may start at once: one migrates, the others wait. A database that a newer
 * program has migrated is refused, as its meaning is not known here.
 */
final class Migrations {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private Migrations() {}

    /**
     * Waits for the database as long as it takes, saying so, and migrates it.
     *
     * @return the version that the schema has now, which is the one that this program knows
     */
    static String run(DataSource database) {
        while (!answers(database)) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        Flyway flyway = Flyway.configure()
                .dataSource(database)
                .locations("classpath:db")
                .ignoreMigrationPatterns(new String[0])
                .load();
        flyway.migrate();
        return String.valueOf(flyway.info().current().getVersion());
    }

    /** The version that the schema has. */
    static String version(Jdbi jdbi) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select version from flyway_schema_history where success order by installed_rank desc limit 1")
                .mapTo(String.class)
                .one());
    }

    private static boolean answers(DataSource database) {
        try (Connection connection = database.getConnection()) {
            return connection.isValid(5);
        } catch (SQLException e) {
            LOG.warn("the database does not answer; waiting for it: {}", e.getMessage());
            return false;
        }
    }
}
