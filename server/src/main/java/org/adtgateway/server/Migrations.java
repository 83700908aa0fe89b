package org.adtgateway.server;

import io.dropwizard.db.DataSourceFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schema to the version of this program. Several nodes may start at once: one migrates, the others wait. A schema that a newer program
 * has migrated is refused, as its meaning is not known here, unless the newer migrations say by their names that they only add.
 */
final class Migrations {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    /** How the description of a migration begins that takes nothing away: the version before works on, and starts again. */
    private static final String ADDS = "expand ";
    /**
     * How the description of a migration ends that builds indexes while others write. It is no transaction and may be broken off half-way, so it can be
     * run again; and as nobody waits behind it, it waits for others as long as it takes.
     */
    private static final String CONCURRENT = " concurrently";

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    /** Classes of SQLSTATE by which a database refuses its client for good: password or account, and name of the database. */
    private static final Set<String> REFUSALS = Set.of("28", "3D");
    /** The driver's: a password or a way to prove it is missing, or there is no TLS where it is demanded. */
    private static final String REJECTED = "08004";

    private final DataSource database;
    private final Duration lockTimeout;

    /**
     * Migrates over connections of its own.
     *
     * @param lockTimeout how long a migration waits for the locks of others; meanwhile it holds up everyone who comes after it
     * @throws OperatorException when the configuration cannot be used
     */
    Migrations(DataSourceFactory configured, Duration lockTimeout) {
        try {
            this.database = Databases.forMigrations(configured, lockTimeout);
        } catch (SQLException | IllegalArgumentException e) {
            throw new OperatorException("database: " + e.getMessage(), e);
        }
        this.lockTimeout = lockTimeout;
    }

    /** Migrations of the database that is configured. */
    static Migrations of(AdtGatewayConfiguration configuration) {
        return new Migrations(
                configuration.database(), configuration.migrationLockTimeout().toJavaDuration());
    }

    /**
     * The version of the schema beside the one that this program knows.
     *
     * @param found null where nothing was migrated yet
     * @param newer whether a newer program has migrated it
     * @param usable false where that took something away, or may have
     * @param pending what this program would migrate
     */
    record Status(@Nullable String found, String known, boolean newer, boolean usable, List<String> pending) {
        boolean isCurrent() {
            return usable && pending.isEmpty();
        }

        @Override
        public String toString() {
            return (found == null ? "the database has no schema yet" : "the schema has version " + found)
                    + ", this program knows " + known;
        }
    }

    /**
     * Determines the version of the schema, and changes nothing.
     *
     * @throws OperatorException when the database does not respond, or refuses the connection
     */
    Status status() {
        String fault = fault();
        if (fault != null) {
            throw new OperatorException("the database does not respond: " + fault);
        }
        return determine();
    }

    /** Waits for the database as long as it takes, saying so. */
    void awaitDatabase() {
        for (String fault = fault(); fault != null; fault = fault()) {
            LOG.warn("the database does not answer; waiting for it: {}", fault);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /**
     * Migrates the schema to the version of this program.
     *
     * @return the version that the schema has now
     * @throws OperatorException when the schema is newer, or someone else holds a lock for too long
     */
    String migrate() {
        Status before = determine();
        requireUsable(before);
        if (before.newer()) {
            LOG.warn("{}; the newer migrations only add", before);
            return before.known();
        }
        if (!before.isCurrent()) {
            LOG.info("{}; migrating it", before);
        }
        try {
            forgetBrokenOff();
            flyway().migrate();
        } catch (FlywayException e) {
            if (isLockTimeout(e)) {
                throw new OperatorException(
                        "a migration gave up after waiting for " + lockTimeout.toMillis()
                                + " ms (migrationLockTimeout) for a lock"
                                + " that another transaction holds; it was rolled back, and " + determine()
                                + ". Migrate again when no long transaction runs:"
                                + " select pid, xact_start, query from pg_stat_activity order by xact_start",
                        e);
            }
            brokenOff().ifPresent(migration -> {
                throw new OperatorException(
                        "migration " + migration.getVersion() + " was broken off: " + root(e)
                                + "; migrate again, which replaces what it has left",
                        e);
            });
            throw e;
        }
        return before.known();
    }

    /** Returns the migration that was broken off half-way, if any; only one that builds indexes concurrently is no transaction. */
    private Optional<MigrationInfo> brokenOff() {
        return Arrays.stream(flyway().info().all())
                .filter(each -> each.getState() == MigrationState.FAILED && isConcurrent(each))
                .findFirst();
    }

    /** Lets the migration that was broken off run again, which replaces what it has left. */
    private void forgetBrokenOff() {
        brokenOff().ifPresent(migration -> {
            LOG.warn("running migration {} again, which was broken off", migration.getVersion());
            Jdbi.create(database)
                    .useHandle(handle -> handle.createUpdate(
                                    "delete from flyway_schema_history where version = :version and not success")
                            .bind("version", migration.getVersion().toString())
                            .execute());
        });
    }

    private static boolean isConcurrent(MigrationInfo migration) {
        return migration.getDescription().endsWith(CONCURRENT);
    }

    /**
     * Makes sure that the schema is the one that this program knows.
     *
     * @return its version
     * @throws OperatorException when it is older or newer
     */
    String requireCurrent() {
        Status status = status();
        requireUsable(status);
        if (!status.isCurrent()) {
            throw new OperatorException(status + ": run 'db migrate' first");
        }
        return status.known();
    }

    private static void requireUsable(Status status) {
        if (!status.usable()) {
            throw new OperatorException(
                    status + ": use the version of the program that migrated it, as 'db migrate' leads forward only");
        }
    }

    /** Returns the version that the schema has, as the pool sees it. */
    static String version(Jdbi jdbi) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select version from flyway_schema_history where success order by installed_rank desc limit 1")
                .mapTo(String.class)
                .one());
    }

    /**
     * Returns why the database cannot be used now, or null.
     *
     * @throws OperatorException when it can never be used as it is configured
     */
    private @Nullable String fault() {
        try (Connection connection = database.getConnection()) {
            if (!connection.isValid(5)) {
                return "a query was not answered within 5 s";
            }
            Poolers.refuseSharedSessions(database);
            return null;
        } catch (SQLException e) {
            String state = e.getSQLState();
            if (state != null
                    && (state.equals(REJECTED) || REFUSALS.contains(state.substring(0, Math.min(2, state.length()))))) {
                throw new OperatorException(
                        "the database refuses the connection; see database.url, database.user and database.password: "
                                + e.getMessage(),
                        e);
            }
            return Databases.reason(e);
        }
    }

    private Status determine() {
        MigrationInfo[] all = flyway().info().all();
        MigrationVersion known = Arrays.stream(all)
                .filter(each -> each.getState().isResolved())
                .map(MigrationInfo::getVersion)
                .max(MigrationVersion::compareTo)
                .orElseThrow();
        MigrationVersion found = Arrays.stream(all)
                .filter(each -> each.getState().isApplied() && !each.getState().isFailed())
                .map(MigrationInfo::getVersion)
                .max(MigrationVersion::compareTo)
                .orElse(null);
        return new Status(
                found == null ? null : found.toString(),
                known.toString(),
                found != null && found.compareTo(known) > 0,
                Arrays.stream(all)
                        .filter(each ->
                                each.getState().isApplied() && each.getVersion().compareTo(known) > 0)
                        .allMatch(each -> each.getDescription().startsWith(ADDS)),
                Arrays.stream(all)
                        .filter(each ->
                                each.getState() == MigrationState.PENDING || each.getState() == MigrationState.FAILED)
                        .map(each -> each.getVersion() + " " + each.getDescription())
                        .toList());
    }

    private Flyway flyway() {
        FluentConfiguration configuration = Flyway.configure()
                .dataSource(database)
                .locations("classpath:db")
                .ignoreMigrationPatterns(new String[0])
                .callbacks(new LockTimeout())
                // another node may be migrating for as long as it takes
                .lockRetryCount(-1);
        // a transaction that is open during a migration would keep 'create index concurrently' waiting
        configuration
                .getPluginRegister()
                .getExact(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        return configuration.load();
    }

    /** Sets how long each migration waits for a lock, before it begins. */
    private final class LockTimeout extends BaseCallback {
        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.BEFORE_EACH_MIGRATE;
        }

        @Override
        public void handle(Event event, Context context) {
            long millis = isConcurrent(context.getMigrationInfo()) ? 0 : lockTimeout.toMillis();
            try (Statement statement = context.getConnection().createStatement()) {
                statement.execute("set lock_timeout = " + millis);
            } catch (SQLException e) {
                throw new FlywayException("the lock_timeout of a migration cannot be set", e);
            }
        }
    }

    private static String root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private static boolean isLockTimeout(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && LOCK_NOT_AVAILABLE.equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
