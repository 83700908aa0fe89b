package org.adtgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropwizard.db.DataSourceFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.adtgateway.testing.EmbeddedDatabase;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** A migration takes as long as it needs, but nobody waits long behind one that waits itself. */
class MigrationsTest {
    private final EmbeddedDatabase database = EmbeddedDatabase.create();

    @Test
    void aMigrationBesideAHeldLock_endsWithinItsTimeout_andALaterOnePasses() throws Exception {
        migrateTo("3");
        Migrations migrations = migrations(Map.of(), Duration.ofSeconds(1));
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table submission in row exclusive mode");
            long begun = System.nanoTime();
            assertThatThrownBy(migrations::migrate)
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("waiting for 1000 ms")
                    .hasMessageContaining("the schema has version 3")
                    .hasMessageContaining("pg_stat_activity");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
            other.rollback();
        }
        String known = migrations.status().known();
        assertThat(migrations.migrate()).isEqualTo(known);
        assertThat(migrations.status().isCurrent()).isTrue();
    }

    @Test
    void aMigrationThatTakesLongerThanAnyCallMay_passes() throws Exception {
        migrateTo("3");
        database.execute("create function slow() returns event_trigger language plpgsql as"
                + " $$ begin perform pg_sleep(2); end $$");
        database.execute(
                "create event trigger slow on ddl_command_start when tag in ('CREATE INDEX') execute function slow()");
        Map<String, String> limits = Map.of("socketTimeout", "1", "options", "-c statement_timeout=1000");
        try (Connection call = Databases.unpooled(configured(limits)).getConnection();
                Statement statement = call.createStatement()) {
            assertThatThrownBy(() -> statement.execute("select pg_sleep(2)"))
                    .as("calls are bounded")
                    .isInstanceOf(SQLException.class);
        }
        Migrations migrations = migrations(limits, Duration.ofSeconds(5));
        long begun = System.nanoTime();
        migrations.migrate();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(2));
        assertThat(migrations.status().isCurrent()).isTrue();
    }

    /** 'create index concurrently' waits for every transaction that is open: one of Flyway's would keep it waiting. */
    @Test
    void aMigrationHasNoTransactionBesideIt() throws Exception {
        migrateTo("3");
        database.execute("create table seen (sessions bigint)");
        database.execute(
                "create function look() returns event_trigger language plpgsql as $$ begin insert into seen"
                        + " select count(*) from pg_stat_activity where datname = current_database()"
                        + " and backend_type = 'client backend' and pid <> pg_backend_pid() and xact_start is not null; end $$");
        database.execute(
                "create event trigger look on ddl_command_start when tag in ('CREATE INDEX') execute function look()");
        migrations(Map.of(), Duration.ofSeconds(5)).migrate();
        assertThat(database.query("select max(sessions) from seen")).isEqualTo("0");
    }

    @Test
    void theStateOfTheSchemaIsShown_andOnlyTheCurrentOneIsWorkedWith() throws Exception {
        Migrations migrations = migrations(Map.of(), Duration.ofSeconds(5));
        assertThat(migrations.status().toString()).contains("no schema yet");
        assertThatThrownBy(migrations::requireCurrent)
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("run 'db migrate' first");
        assertThat(database.query("select count(*) from pg_tables where schemaname = 'public'"))
                .as("looking changes nothing")
                .isEqualTo("0");

        migrateTo("3");
        assertThat(migrations.status().pending()).contains("4 worklist");
        assertThatThrownBy(migrations::requireCurrent).hasMessageContaining("the schema has version 3");

        String known = migrations.migrate();
        assertThat(migrations.requireCurrent()).isEqualTo(known);

        future(998, "expand with a table");
        assertThat(migrations.requireCurrent()).as("what only adds").isEqualTo(known);
        assertThat(migrations.migrate()).isEqualTo(known);
        assertThat(migrations.status().newer()).isTrue();

        database.execute(
                "insert into flyway_schema_history select 999, '999', description, type, script, checksum, installed_by,"
                        + " installed_on, execution_time, success from flyway_schema_history where version = '1'");
        for (ThrowingCallable each : List.<ThrowingCallable>of(migrations::requireCurrent, migrations::migrate)) {
            assertThatThrownBy(each)
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("the schema has version 999, this program knows " + known);
        }
    }

    @Test
    void aDatabaseThatAcceptsAndSaysNothing_isGivenUp() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            DataSourceFactory configured = configured(Map.of());
            configured.setUrl("jdbc:postgresql://localhost:" + silent.getLocalPort() + "/adt");
            Migrations migrations = new Migrations(configured, Duration.ofSeconds(5));
            long begun = System.nanoTime();
            assertThatThrownBy(migrations::status)
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("the database does not respond");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        }
    }

    private void future(int version, String description) {
        database.execute(
                "insert into flyway_schema_history select %1$d, '%1$d', '%2$s', type, script, checksum, installed_by,"
                                .formatted(version, description)
                        + " installed_on, execution_time, success from flyway_schema_history where version = '1'");
    }

    private void migrateTo(String version) {
        Flyway.configure()
                .dataSource(database.url(), database.user(), "")
                .locations("classpath:db")
                .target(version)
                .load()
                .migrate();
    }

    private Migrations migrations(Map<String, String> properties, Duration lockTimeout) {
        return new Migrations(configured(properties), lockTimeout);
    }

    private DataSourceFactory configured(Map<String, String> properties) {
        DataSourceFactory configured = new DataSourceFactory();
        configured.setUrl(database.url());
        configured.setUser(database.user());
        configured.setProperties(properties);
        return configured;
    }
}
