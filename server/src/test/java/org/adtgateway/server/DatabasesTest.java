package org.adtgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropwizard.db.DataSourceFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.adtgateway.testing.EmbeddedDatabase;
import org.junit.jupiter.api.Test;

/** The connections beside the pool are made as the pool's are. */
class DatabasesTest {
    private final EmbeddedDatabase embedded = EmbeddedDatabase.create();

    @Test
    void unpooled_hasTheConfiguredProperties() throws SQLException {
        try (Connection connection = connect(Map.of("ApplicationName", "the-name"));
                Statement statement = connection.createStatement();
                ResultSet name = statement.executeQuery("select current_setting('application_name')")) {
            name.next();
            assertThat(name.getString(1)).isEqualTo("the-name");
        }
    }

    @Test
    void unpooled_givesUpADatabaseThatDoesNotAnswer() throws SQLException {
        try (Connection connection = connect(Map.of("socketTimeout", "1"));
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("select pg_sleep(30)")).hasMessageContaining("I/O error");
        }
    }

    private Connection connect(Map<String, String> properties) throws SQLException {
        DataSourceFactory configured = new DataSourceFactory();
        configured.setUrl(embedded.url());
        configured.setUser(embedded.user());
        configured.setProperties(properties);
        return Databases.unpooled(configured).getConnection();
    }
}
