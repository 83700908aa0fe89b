package org.adtgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropwizard.db.DataSourceFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.InBackground;
import org.adtgateway.testing.Schema;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

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
        database.execute("create function slow() returns event_trigger language plpgsql as $$ begin"
                + " if current_setting('test.slept', true) is null then"
                + " perform pg_sleep(2), set_config('test.slept', 'once', false); end if; end $$");
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
    void indexesAreBuiltBesideTransactionsThatWrite_howeverLongTheseTake() throws Exception {
        migrateTo("11.2");
        Migrations migrations = migrations(Map.of(), Duration.ofMillis(100));
        try (Connection act = database.connect();
                Statement statement = act.createStatement()) {
            act.setAutoCommit(false);
            for (String table : List.of("submission", "event", "audit")) {
                statement.execute("delete from " + table);
            }
            CompletableFuture<String> migrating = InBackground.call(migrations::migrate);
            awaitIndex("submission_incident_reference");
            for (String table : List.of("submission", "event", "audit")) {
                database.execute("set lock_timeout = 500; delete from " + table);
            }
            Thread.sleep(300);
            assertThat(migrating).isNotDone();
            act.rollback();
            assertThat(migrating.get(1, TimeUnit.MINUTES))
                    .isEqualTo(migrations.status().known());
        }
        assertThat(database.query("select count(*) from pg_index where not indisvalid"))
                .isEqualTo("0");
    }

    private void awaitIndex(String name) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (database.query("select to_regclass('" + name + "')").equals("null")) {
            assertThat(System.nanoTime()).as("the index is begun").isLessThan(end);
            Thread.sleep(20);
        }
    }

    @Test
    void aMigrationThatWasBrokenOffHalfWay_isPending_andRunsAgain() throws Exception {
        migrateTo("11.2");
        // its name is taken, so that the second index of this migration cannot be built
        database.execute("create view submission_claimed_by as select 1");
        Migrations migrations = migrations(Map.of(), Duration.ofSeconds(5));
        assertThatThrownBy(migrations::migrate)
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("migration 11.3 was broken off", "is not an index", "migrate again");
        assertThat(database.query("select to_regclass('submission_incident_reference')"))
                .isNotEqualTo("null");
        assertThat(migrations.status().found()).isEqualTo("11.2");
        assertThat(migrations.status().pending()).first().asString().startsWith("11.3 expand");
        assertThatThrownBy(migrations::requireCurrent).hasMessageContaining("run 'db migrate' first");
        assertThatThrownBy(migrations::migrate).isInstanceOf(OperatorException.class);

        database.execute("drop view submission_claimed_by");
        String known = migrations.migrate();
        assertThat(migrations.requireCurrent()).isEqualTo(known);
        assertThat(database.query("select count(*) from pg_index where not indisvalid"))
                .isEqualTo("0");
        assertThat(database.query("select count(*) from flyway_schema_history where not success"))
                .isEqualTo("0");
    }

    /** So that a long step keeps nobody else waiting, and that a node of the version before starts again. */
    @Test
    void whatIsSlow_standsApartFromWhatLocks() throws Exception {
        for (MigrationInfo each : all()) {
            if (each.getVersion().isNewerThan("9")) {
                String sql = sql(each);
                assertThat(each.getDescription()).startsWith("expand ");
                assertThat(sql.contains("concurrently"))
                        .as("%s is a transaction, or builds indexes beside others", each.getScript())
                        .isEqualTo(each.getDescription().endsWith(" concurrently"));
                assertThat(sql.contains("alter table submission") && sql.contains("update submission"))
                        .as(each.getScript())
                        .isFalse();
            }
        }
    }

    private MigrationInfo[] all() {
        return Flyway.configure()
                .dataSource(database.url(), database.user(), "")
                .locations("classpath:db")
                .load()
                .info()
                .all();
    }

    private static String sql(MigrationInfo migration) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(MigrationsTest.class.getResourceAsStream("/db/" + migration.getScript()))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
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
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.url());
        Schema.migrate(source, version);
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
