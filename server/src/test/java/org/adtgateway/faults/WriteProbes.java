package org.adtgateway.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.adtgateway.faults.Machine.Network;

/**
 * Writes to each database directly, all the time, past every balancer: whichever accepts a write says that it leads. Two of them at the same time
 * would be two primaries.
 */
final class WriteProbes implements AutoCloseable {
    /** A write that was acknowledged; its timeline changes with each promotion. */
    private record Write(long number, String machine, String timeline, long acknowledged) {}

    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Write> writes = new ConcurrentLinkedQueue<>();
    /** When a database that took itself for a primary began to write, and did not acknowledge it. */
    private final Queue<Long> unacknowledged = new ConcurrentLinkedQueue<>();

    private volatile boolean stopped;

    /** Begins. */
    WriteProbes(PatroniCluster cluster) throws SQLException {
        try (Connection connection = connect(cluster, cluster.leader());
                Statement statement = connection.createStatement()) {
            statement.execute("create table probe (number bigint primary key, machine text not null)");
        }
        for (Machine machine : cluster.machines()) {
            Thread thread = new Thread(() -> write(cluster, machine), "probe-" + machine.name());
            threads.add(thread);
            thread.start();
        }
    }

    private static Connection connect(PatroniCluster cluster, Machine machine) throws SQLException {
        return DriverManager.getConnection(
                cluster.url(machine.address(Network.CLIENTS) + ":5432", "postgres")
                        + "&connectTimeout=2&socketTimeout=3",
                "postgres",
                PatroniCluster.PASSWORD);
    }

    private void write(PatroniCluster cluster, Machine machine) {
        long number = machine.name().hashCode() * 1_000_000_000L;
        while (!stopped) {
            try (Connection connection = connect(cluster, machine);
                    PreparedStatement insert = connection.prepareStatement("insert into probe values (?, ?)"
                            + " returning substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)")) {
                while (!stopped) {
                    boolean leads = leads(connection);
                    insert.setLong(1, ++number);
                    insert.setString(2, machine.name());
                    try (ResultSet result = insert.executeQuery()) {
                        result.next();
                        writes.add(new Write(number, machine.name(), result.getString(1), System.nanoTime()));
                    } catch (SQLException e) {
                        if (leads) {
                            unacknowledged.add(System.nanoTime());
                        }
                        throw e;
                    }
                    pause();
                }
            } catch (SQLException e) {
                // a standby, or away
                pause();
            }
        }
    }

    private static boolean leads(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select not pg_is_in_recovery()")) {
            result.next();
            return result.getBoolean(1);
        }
    }

    private void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
    }

    /** How many writes a database that took itself for a primary did not acknowledge, since then. */
    long unacknowledged(long since) {
        return unacknowledged.stream().filter(begun -> begun >= since).count();
    }

    /** Every write that was acknowledged is there, and none was once a later primary had acknowledged one. */
    void verify(PatroniCluster cluster) throws SQLException {
        Set<Long> stored = new HashSet<>();
        try (Connection connection = connect(cluster, cluster.leader());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select number from probe")) {
            while (result.next()) {
                stored.add(result.getLong(1));
            }
        }
        assertThat(writes).isNotEmpty().allSatisfy(write -> assertThat(stored).contains(write.number()));
        Map<String, List<Write>> timelines =
                writes.stream().collect(Collectors.groupingBy(Write::timeline, TreeMap::new, Collectors.toList()));
        long last = Long.MIN_VALUE;
        for (Map.Entry<String, List<Write>> timeline : timelines.entrySet()) {
            assertThat(timeline.getValue().stream().map(Write::machine).distinct())
                    .as("timeline %s has one primary", timeline.getKey())
                    .hasSize(1);
            assertThat(timeline.getValue().stream()
                            .mapToLong(Write::acknowledged)
                            .min()
                            .orElseThrow())
                    .as("timeline %s begins when the one before it has ended", timeline.getKey())
                    .isGreaterThan(last);
            last = timeline.getValue().stream()
                    .mapToLong(Write::acknowledged)
                    .max()
                    .orElseThrow();
        }
        System.out.printf("%d probes on %d timelines, all there%n", writes.size(), timelines.size());
    }

    @Override
    public void close() {
        stop();
    }

    /** Ends the writing, and waits for the end. */
    void stop() {
        stopped = true;
        threads.forEach(Uninterruptibles::joinUninterruptibly);
    }
}
