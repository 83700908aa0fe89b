package org.adtgateway.server;

import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.dropwizard.db.DataSourceFactory;
import io.dropwizard.db.ManagedDataSource;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.tomcat.jdbc.pool.DataSourceProxy;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.jackson2.Jackson2Config;
import org.jdbi.v3.jackson2.Jackson2Plugin;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** How the packages below reach PostgreSQL. */
final class Databases {
    private static final String STATEMENT_TIMEOUT = "5s";
    private static final Duration MONITORING_LOCK_TIMEOUT = Duration.ofMillis(100);

    private Databases() {}

    static Jdbi jdbi(DataSource database) {
        Jdbi jdbi = Jdbi.create(database).installPlugin(new SqlObjectPlugin()).installPlugin(new Jackson2Plugin());
        jdbi.registerArrayType(String.class, "text");
        jdbi.getConfig(Jackson2Config.class)
                .setMapper(JsonMapper.builder()
                        .addModule(new JavaTimeModule())
                        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                        .build());
        return jdbi;
    }

    /** Says why a connection failed; the driver does not name a host that is unknown. */
    static String reason(SQLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "unknown host " + cause.getMessage() + "; see database.url";
            }
        }
        return String.valueOf(failure.getMessage());
    }

    /**
     * Names the connections, so that {@code status} and the administrator of the database see whose they are; a name in the configuration stays.
     *
     * @param name of which PostgreSQL keeps 63 bytes
     */
    static void name(DataSourceFactory configured, String name) {
        configured.getProperties().putIfAbsent("ApplicationName", name);
    }

    /**
     * Builds the pool that calls share. A statement that takes longer than any of a call should is cancelled, so that a few of them cannot hold all
     * connections; an {@code initializationQuery} of the configuration replaces that limit.
     */
    static ManagedDataSource pool(DataSourceFactory configured, MetricRegistry metrics) {
        if (configured.getInitializationQuery() == null) {
            configured.setInitializationQuery("set statement_timeout = '" + STATEMENT_TIMEOUT + "'");
        }
        ManagedDataSource pool = configured.build(metrics, "database");
        // its proxies of statements only compare statements
        ((DataSourceProxy) pool).getPoolProperties().setUseStatementFacade(false);
        return pool;
    }

    /**
     * For those that keep a connection for themselves: the sequencer's lock and the feed's notifications live with it. It is reached as the pool's
     * are, and given up when it does not answer: a database whose machine lost its power says nothing any more. Waiting for notifications is no
     * reading without an answer, as that has a time of its own.
     */
    static DataSource unpooled(DataSourceFactory configured) throws SQLException {
        return configure(new PGSimpleDataSource(), configured);
    }

    /**
     * For migrations, which may take longer than any call: a connection that waits for its answer as long as the database works, but for the
     * locks of others only for a time.
     */
    static DataSource forMigrations(DataSourceFactory configured, Duration lockTimeout) throws SQLException {
        PGSimpleDataSource database = configure(new WithLockTimeout(lockTimeout), configured);
        database.setLoginTimeout(10);
        database.setSocketTimeout(0);
        return database;
    }

    private static final class WithLockTimeout extends PGSimpleDataSource {
        private final String settings;

        WithLockTimeout(Duration lockTimeout) {
            settings = "set lock_timeout = " + lockTimeout.toMillis() + "; set statement_timeout = 0";
        }

        @Override
        public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
            Connection connection = super.getConnection(user, password);
            try (Statement statement = connection.createStatement()) {
                statement.execute(settings);
                return connection;
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        }
    }

    /**
     * For health and metrics: a connection that is given up soon, so that everyone who asks is told in time that the database does not respond. A
     * table that is locked is not waited for: each of the metrics that read it would take its time, and leave a connection that waits.
     */
    static DataSource forMonitoring(DataSourceFactory configured) throws SQLException {
        PGSimpleDataSource database = configure(new WithLockTimeout(MONITORING_LOCK_TIMEOUT), configured);
        database.setConnectTimeout(2);
        database.setLoginTimeout(2);
        database.setSocketTimeout(2);
        return database;
    }

    private static PGSimpleDataSource configure(PGSimpleDataSource database, DataSourceFactory configured)
            throws SQLException {
        database.setUrl(configured.getUrl());
        database.setUser(configured.getUser());
        if (configured.getPassword() != null) {
            database.setPassword(configured.getPassword());
        }
        database.setTcpKeepAlive(true);
        database.setConnectTimeout(3);
        database.setSocketTimeout(10);
        for (Map.Entry<String, String> property : configured.getProperties().entrySet()) {
            database.setProperty(property.getKey(), property.getValue());
        }
        return database;
    }
}
