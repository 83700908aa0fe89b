package org.adtgateway.benchmark;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.adtgateway.testing.Postgres;

/** The gateway's own database, given the same bytes by the least statement that keeps them: what durable commits cost by themselves. */
final class Commits implements AutoCloseable {
    private final List<Connection> connections = new ArrayList<>();
    private final List<PreparedStatement> inserts = new ArrayList<>();

    Commits(Postgres database) throws SQLException {
        database.execute(
                "create table if not exists bare (id bigint generated always as identity primary key, bytes bytea)");
        for (int client = 0; client < Driver.CLIENTS; client++) {
            Connection connection = DriverManager.getConnection(database.url(), database.user(), "");
            connections.add(connection);
            inserts.add(connection.prepareStatement("insert into bare (bytes) values (?)"));
        }
    }

    /** Commits one row; tells 201. */
    int insert(int client, byte[] bytes) throws SQLException {
        PreparedStatement insert = inserts.get(client);
        insert.setBytes(1, bytes);
        insert.executeUpdate();
        return 201;
    }

    @Override
    public void close() throws SQLException {
        for (Connection each : connections) {
            each.close();
        }
    }
}
