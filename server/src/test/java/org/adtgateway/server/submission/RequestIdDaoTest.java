package org.adtgateway.server.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.adtgateway.checks.fileformat.RequestId;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Schema;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Each Request ID finds the files that name it, and no others, whatever the size of a file; and it reads one page of each file of its originator. */
class RequestIdDaoTest {
    private static final int LARGE = 1_000_000;
    private static final int SMALL_FILES = 3_000;
    private static final long USER = 0x70B3D51F3000A001L;
    private static final long OTHER_USER = USER + 1;
    private static final UUID LARGE_FILE = UUID.fromString("0199a000-0000-7000-8000-000000000001");
    private static final UUID FILE_OF_BOTH = UUID.fromString("0199a000-0000-7000-8000-000000000002");

    private static Handle connection;
    private static RequestIdHash hash;

    @BeforeAll
    static void store() {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(EmbeddedDatabase.create().url());
        Schema.migrate(database);
        Jdbi jdbi = Jdbi.create(database);
        hash = RequestIdHash.of(jdbi);
        connection = jdbi.open();
        RequestIdCollector large = new RequestIdCollector(hash);
        for (long row = 0; row < LARGE; row++) {
            large.named(USER, 0x00DB1234567890A0L + row % 5, row);
        }
        RequestIdPages pages = large.pages();
        assertThat(pages.pages()).hasSizeBetween(LARGE / RequestIdCollector.MEAN, 2 * LARGE / RequestIdCollector.MEAN);
        insert(LARGE_FILE, pages);
        RequestIdCollector ofBoth = new RequestIdCollector(hash);
        ofBoth.named(USER, 1, 7);
        ofBoth.named(OTHER_USER, 1, 7);
        for (long row = 0; row < 1_000; row++) {
            ofBoth.named(OTHER_USER, 2, row);
        }
        insert(FILE_OF_BOTH, ofBoth.pages());
        Random random = new Random(1);
        List<RequestIdDao.OfSubmission> small = new ArrayList<>();
        for (int file = 0; file < SMALL_FILES; file++) {
            RequestIdCollector named = new RequestIdCollector(hash);
            for (int row = 0; row < 10; row++) {
                named.named(USER, random.nextLong(), random.nextLong());
            }
            small.add(new RequestIdDao.OfSubmission(new UUID(file, 1), named.pages()));
        }
        RequestIdDao.bind(connection.createUpdate(RequestIdDao.INSERT), small).execute();
        connection.execute("vacuum analyze request_id_page");
    }

    private static void insert(UUID id, RequestIdPages pages) {
        RequestIdDao.bind(
                        connection.createUpdate(RequestIdDao.INSERT), List.of(new RequestIdDao.OfSubmission(id, pages)))
                .execute();
    }

    @AfterAll
    static void close() {
        connection.close();
    }

    @Test
    void eachRowOfALargeFile_findsIt() {
        for (long row = 0; row < LARGE; row += 997) {
            assertThat(find(USER, 0x00DB1234567890A0L + row % 5, row))
                    .as("row %d", row)
                    .containsExactly(LARGE_FILE);
        }
    }

    @Test
    void whatNoFileNames_findsNone() {
        for (long row = 0; row < 1_000; row++) {
            assertThat(find(USER, 0x00DB1234567890A0L + (row + 1) % 5, row)).isEmpty();
            assertThat(find(USER + 2, 0x00DB1234567890A0L + row % 5, row)).isEmpty();
        }
    }

    @Test
    void aFileOfTwoOriginators_isFoundByBoth() {
        assertThat(find(USER, 1, 7)).containsExactly(FILE_OF_BOTH);
        assertThat(find(OTHER_USER, 1, 7)).containsExactly(FILE_OF_BOTH);
        assertThat(find(OTHER_USER, 2, 999)).containsExactly(FILE_OF_BOTH);
        assertThat(find(USER, 2, 999)).isEmpty();
    }

    @Test
    void aSearch_readsOnePageOfEachFileOfItsOriginator_andNoneOfOthers() {
        // the pages of the small files, one of the large one, one of the file of both
        assertThat(read(USER)).isBetween(SMALL_FILES + 1L, SMALL_FILES + 2L);
        assertThat(read(OTHER_USER)).isEqualTo(1);
        assertThat(read(USER + 3)).isZero();
    }

    @Test
    void filesOfOthers_takeNoPlaceFromThoseOfAParty() {
        connection.useTransaction(handle -> {
            List<RequestIdDao.OfSubmission> newer = new ArrayList<>();
            for (int file = 0; file <= RequestIdDao.MAX_FOUND; file++) {
                newer.add(new RequestIdDao.OfSubmission(new UUID(-1, file), page(5, 5)));
            }
            RequestIdDao.bind(handle.createUpdate(RequestIdDao.INSERT), newer).execute();
            UUID own = new UUID(1, 5);
            insert(own, page(5, 5));
            handle.execute("alter table submission disable trigger all");
            handle.execute("""
                    insert into submission (id, act, party_id, file_type, status, version, file_size, file_sha256, row_count,
                        user_ids, signature, signature_sha256, signer_issuer, signer_serial_number, signer_subject,
                        signer_sha256, signing_time, received_at, changed_at, warnings, receipt)
                    values (?, '', 'mine', 'EXIT_QUARANTINE', 'RECEIVED', 1, 1, '', 1, '{}', '', '', '', '', '', '', now(), now(),
                        now(), '[]', '')
                    """, own);
            RequestIdDao dao = new RequestIdDao(handle);
            RequestId sought = new RequestId(USER + 9, 5, 5);
            assertThat(dao.find(hash, sought, "mine")).containsExactly(own);
            assertThat(dao.find(hash, sought, "other")).isEmpty();
            assertThat(dao.find(hash, sought, null))
                    .as("the newest of all")
                    .hasSize(RequestIdDao.MAX_FOUND)
                    .doesNotContain(own);
            handle.rollback();
        });
    }

    private static RequestIdPages page(long target, long counter) {
        RequestIdCollector named = new RequestIdCollector(hash);
        named.named(USER + 9, target, counter);
        return named.pages();
    }

    private static long read(long originator) {
        return connection.inTransaction(handle -> {
            long before = looked(handle);
            List<UUID> unused = new RequestIdDao(handle).find(hash, new RequestId(originator, 3, 3), null);
            return looked(handle) - before;
        });
    }

    private static long looked(Handle handle) {
        return handle.createQuery(
                        "select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables where relname = 'request_id_page'")
                .mapTo(long.class)
                .one();
    }

    private static List<UUID> find(long originator, long target, long counter) {
        return new RequestIdDao(connection).find(hash, new RequestId(originator, target, counter), null);
    }
}
