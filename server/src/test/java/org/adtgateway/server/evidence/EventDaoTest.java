package org.adtgateway.server.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.adtgateway.api.EventType;
import org.adtgateway.checks.fileformat.FileType;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Schema;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What a page of a Party's feed makes the database read, however the events of others lie around its own. */
class EventDaoTest {
    private static final int BUSY = 30_000;
    private static final int SILENT = 60_000;

    private Jdbi jdbi;

    /** A Party has two of three events, and then none while others go on. */
    @BeforeEach
    void store() {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(EmbeddedDatabase.create().url());
        Schema.migrate(database);
        jdbi = Jdbi.create(database);
        jdbi.useHandle(handle -> {
            // events alone are looked at here
            handle.execute("alter table event drop constraint event_submission_id_fkey");
            handle.execute("""
                    insert into event (feed_index, type, submission_id, party_id, file_type, to_status, version, occurred_at,
                                       actor_party_id, actor_certificate_sha256, actor_certificate_subject)
                    select n, 'RECEIVED', gen_random_uuid(), case when n <= ? and n % 3 > 0 then 'silent' else 'other-' || n % 50 end,
                           'ADT', 'RECEIVED', 1, now(), 'p', 'c', 's'
                      from generate_series(1, ?) n
                    """, BUSY, BUSY + SILENT);
            handle.execute("analyze event");
        });
    }

    @Test
    void aPartyThatHasFallenSilent_isNotMadeToWalkThroughTheEventsOfOthers() {
        // but for the last event of all, whose position tells whether the caller's is one of a lost future
        assertThat(read("silent", BUSY)).isEqualTo(new Read(0, 1));
    }

    @Test
    void aPageReadsNoMoreEventsThanItHas_wherever() {
        assertThat(read("silent", -1)).isEqualTo(new Read(100, 100));
        assertThat(read("other-7", 0)).isEqualTo(new Read(100, 100));
    }

    @Test
    void aPageOfATypeThatIsRare_readsNoMoreThanItHas_forAPartyAndForAll() {
        jdbi.useHandle(handle -> {
            handle.execute("update event set type = 'REJECTED' where feed_index % 20000 = 7");
            handle.execute("update event set file_type = 'EXIT_QUARANTINE' where feed_index % 30000 = 8");
            handle.execute("vacuum analyze event");
        });
        for (EventDao.Filter filter : List.of(
                new EventDao.Filter(EventType.REJECTED, null),
                new EventDao.Filter(null, FileType.EXIT_QUARANTINE),
                new EventDao.Filter(EventType.REJECTED, FileType.ADT),
                new EventDao.Filter(EventType.COMPLETED, null))) {
            for (String party : Arrays.asList(null, "silent", "other-7")) {
                Read read = read(filter, party, -1);
                assertThat(read.looked()).as("%s of %s", filter, party).isLessThanOrEqualTo(read.events() + 1L);
            }
        }
        assertThat(read(new EventDao.Filter(EventType.REJECTED, null), null, -1).events())
                .isEqualTo(5);
        assertThat(read(new EventDao.Filter(null, FileType.EXIT_QUARANTINE), null, 8)
                        .events())
                .isEqualTo(2);
        assertThat(read(new EventDao.Filter(EventType.RECEIVED, FileType.ADT), "silent", -1))
                .isEqualTo(new Read(100, 100));
    }

    @Test
    void aPageHoldsTheEventsOfItsPartyAlone_inTheOrderOfTheFeed_fromThePlaceOn() {
        List<Event> page = jdbi.withHandle(
                        handle -> new EventDao(handle).feedOf("silent", EventDao.Filter.NONE, BUSY - 9, 100))
                .events();

        assertThat(page).extracting(Event::partyId).containsOnly("silent");
        assertThat(page)
                .extracting(Event::feedIndex)
                .containsExactly(BUSY - 8L, BUSY - 7L, BUSY - 5L, BUSY - 4L, BUSY - 2L, BUSY - 1L);
    }

    /**
     * A page.
     *
     * @param events that it holds
     * @param looked rows that the database looked at for it
     */
    private record Read(int events, long looked) {}

    private Read read(String party, long after) {
        return read(EventDao.Filter.NONE, party, after);
    }

    /** Of one Party, or of all. */
    private Read read(EventDao.Filter filter, @Nullable String party, long after) {
        return jdbi.inTransaction(handle -> {
            long before = looked(handle);
            EventDao dao = new EventDao(handle);
            EventDao.Excerpt excerpt =
                    party == null ? dao.feed(filter, after, 100) : dao.feedOf(party, filter, after, 100);
            return new Read(excerpt.events().size(), looked(handle) - before);
        });
    }

    private static long looked(Handle handle) {
        return handle.createQuery(
                        "select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables where relname = 'event'")
                .mapTo(long.class)
                .one();
    }
}
