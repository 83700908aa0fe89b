package org.adtgateway.server;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.dropwizard.db.DataSourceFactory;
import java.util.Properties;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.jackson2.Jackson2Config;
import org.jdbi.v3.jackson2.Jackson2Plugin;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.postgresql.ds.PGSimpleDataSource;

/** How the rooms reach PostgreSQL. */
final class Databases {
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

    /** For those that keep a connection for themselves: the sequencer's lock and the feed's notifications live with it. */
    static DataSource unpooled(DataSourceFactory configured) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(configured.getUrl());
        database.setUser(configured.getUser());
        database.setPassword(configured.getPassword());
        Properties properties = new Properties();
        properties.putAll(configured.getProperties());
        // a notification may be long in coming: reads must not time out
        database.setTcpKeepAlive(true);
        database.setConnectTimeout(Integer.parseInt(properties.getProperty("connectTimeout", "3")));
        return database;
    }
}
