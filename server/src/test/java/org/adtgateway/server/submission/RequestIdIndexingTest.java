package org.adtgateway.server.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.adtgateway.checks.fileformat.RequestId;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Schema;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Files that were stored without their Request IDs get them, whatever is wrong with others. */
class RequestIdIndexingTest {
    private static final String HEADER = "QuarantineEventRef,RequestID,Action,Comment\n";
    private static final String REQUEST = "70-B3-D5-1F-30-00-A0-01:00-DB-12-34-56-78-90-A0:";

    private final PGSimpleDataSource database = new PGSimpleDataSource();
    private Jdbi jdbi = Jdbi.create(database);
    private Instant now = Instant.parse("2026-11-29T08:00:00Z");
    private RequestIdHash hash = new RequestIdHash(new UUID(0, 0));

    @BeforeEach
    void migrate() {
        database.setUrl(EmbeddedDatabase.create().url());
        Schema.migrate(database);
        jdbi = Jdbi.create(database);
        hash = RequestIdHash.of(jdbi);
        jdbi.useHandle(handle -> handle.execute("alter table submission disable trigger all"));
    }

    @Test
    void allFilesAreAddedInOneTurn_theNewestFirst() {
        for (int file = 1; file <= 120; file++) {
            store(file, 1, HEADER + row(file));
        }
        assertThat(waiting(2)).containsExactly(new UUID(120, 0), new UUID(119, 0));
        indexing().run();
        assertThat(waiting(1)).isEmpty();
        for (int file = 1; file <= 120; file += 83) {
            assertThat(find(file)).containsExactly(new UUID(file, 0));
        }
    }

    @Test
    void aFileThatCannotBeRead_orHasNotAllOfItsRows_isPassedOver_andStopsNoOther() {
        store(1, 1, HEADER + row(1));
        store(2, 1, "not a table of ours");
        store(3, 3, HEADER + row(3) + row(33));
        store(4, 2, HEADER + row(4) + "5,not an id,RELEASE,\n");
        store(5, 1, HEADER + row(5));
        RequestIdIndexing indexing = indexing();
        indexing.run();
        assertThat(waiting(9)).containsExactly(new UUID(4, 0), new UUID(3, 0), new UUID(2, 0));
        assertThat(find(1)).hasSize(1);
        assertThat(find(5)).hasSize(1);
        assertThat(find(33)).as("nothing of a part").isEmpty();

        repair(3, HEADER + row(3) + row(33) + row(333));
        indexing.run();
        assertThat(find(33)).as("tried again after a while only").isEmpty();
        now = now.plus(Duration.ofHours(2));
        indexing.run();
        assertThat(find(33)).containsExactly(new UUID(3, 0));
    }

    /** The format documents may have been replaced since it was accepted. */
    @Test
    void aFileOfAnotherFormat_isAddedByItsOwnHeader() {
        store(1, 1, "Action,New,RequestID,QuarantineEventRef\nRELEASE,x," + REQUEST + "1,1\n");
        indexing().run();
        assertThat(find(1)).hasSize(1);
    }

    @Test
    void oneNodeAtATimeIsAtIt() {
        store(1, 1, HEADER + row(1));
        try (Handle other = jdbi.open()) {
            assertThat(new RequestIdDao(other).tryLock(RequestIdIndexing.LOCK)).isTrue();
            indexing().run();
            assertThat(waiting(1)).hasSize(1);
        }
        indexing().run();
        assertThat(waiting(1)).isEmpty();
        try (Handle other = jdbi.open()) {
            assertThat(new RequestIdDao(other).tryLock(RequestIdIndexing.LOCK))
                    .as("it was given back")
                    .isTrue();
        }
    }

    private RequestIdIndexing indexing() {
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        SubmissionReader reader = new SubmissionReader(jdbi, hash, Deadlines.NONE, clock);
        return new RequestIdIndexing(jdbi, reader, hash, 10_000, clock);
    }

    private List<UUID> waiting(int limit) {
        return jdbi.withHandle(handle -> new RequestIdDao(handle)
                .waiting(List.of(), limit).stream()
                        .map(RequestIdDao.Waiting::id)
                        .toList());
    }

    private List<UUID> find(long counter) {
        RequestId sought = RequestId.parse(REQUEST + counter).orElseThrow();
        return jdbi.withHandle(handle -> new RequestIdDao(handle).find(hash, sought, null));
    }

    private static String row(int counter) {
        return counter + "," + REQUEST + counter + ",RELEASE,\n";
    }

    private void store(int id, int rows, String content) {
        jdbi.useHandle(handle ->
                handle.execute("""
                insert into submission (id, act, party_id, file_type, status, version, file_size, file_sha256, row_count,
                    user_ids, signature, signature_sha256, signer_issuer, signer_serial_number, signer_subject,
                    signer_sha256, signing_time, received_at, changed_at, warnings, receipt)
                values (?, ?, 'p', 'EXIT_QUARANTINE', 'RECEIVED', 1, 1, '', ?, '{}', '', '', '', '', '', '', now(), now(),
                    now(), '[]', '')
                """, new UUID(id, 0), new byte[] {(byte) (id / 100), (byte) (id % 100)}, rows));
        repair(id, content);
    }

    private void repair(int id, String content) {
        jdbi.useHandle(handle -> handle.execute("""
                insert into file_chunk (submission_id, position, bytes) values (?, 0, ?)
                on conflict (submission_id, position) do update set bytes = excluded.bytes
                """, new UUID(id, 0), content.getBytes(StandardCharsets.UTF_8)));
    }
}
