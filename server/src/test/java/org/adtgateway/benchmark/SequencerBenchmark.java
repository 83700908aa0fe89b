package org.adtgateway.benchmark;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.adtgateway.server.evidence.Sequencer;
import org.adtgateway.testing.PostgresServer;
import org.adtgateway.testing.Schema;
import org.postgresql.ds.PGSimpleDataSource;

/** How fast one sequencer gives places to events that are there already, with fsync. Prints events per second; goal: 5,000. */
public final class SequencerBenchmark {
    private static final int EVENTS = 100_000;

    private SequencerBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        try (PostgresServer server =
                PostgresServer.create(Files.createTempDirectory("sequencer").resolve("database"), Map.of())) {
            PGSimpleDataSource database = new PGSimpleDataSource();
            database.setUrl(server.url() + "?user=" + server.user());
            Schema.migrate(database);
            // events alone are looked at here
            server.execute("alter table event drop constraint event_submission_id_fkey");
            for (int round = 0; round < 3; round++) {
                server.execute(
                        "insert into event (type, submission_id, party_id, file_type, to_status, version, occurred_at,"
                                + " actor_party_id, actor_certificate_sha256, actor_certificate_subject)"
                                + " select 'RECEIVED', gen_random_uuid(), 'p' || n % 50, 'ADT', 'RECEIVED', 1, now(), 'p', 'c', 's'"
                                + " from generate_series(1, " + EVENTS + ") n");
                Thread sequencer = new Thread(
                        new Sequencer(database, Duration.ofMillis(25), Duration.ofSeconds(2), Duration.ofMillis(50)));
                long start = System.nanoTime();
                sequencer.start();
                while (!server.query("select count(*) from event where feed_index is null")
                        .equals("0")) {
                    Thread.sleep(20);
                }
                System.out.printf(
                        "sequencer: %,.0f events a second (goal: 5,000)%n",
                        EVENTS / ((System.nanoTime() - start) / 1e9));
                sequencer.interrupt();
                sequencer.join();
            }
        }
    }
}
