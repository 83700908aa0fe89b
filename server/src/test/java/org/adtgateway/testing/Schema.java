package org.adtgateway.testing;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** The schema without a gateway, for tests of what reads and writes it. */
public final class Schema {
    private Schema() {}

    /** Migrates to the newest version. */
    public static void migrate(DataSource database) {
        migrate(database, "latest");
    }

    /** Migrates to a version. */
    public static void migrate(DataSource database, String version) {
        FluentConfiguration configuration = Flyway.configure()
                .dataSource(database)
                .locations("classpath:db")
                .target(version);
        // a transaction of Flyway's own would keep 'create index concurrently' waiting
        configuration
                .getPluginRegister()
                .getExact(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        configuration.load().migrate();
    }
}
