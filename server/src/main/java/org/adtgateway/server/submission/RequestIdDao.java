package org.adtgateway.server.submission;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.adtgateway.checks.fileformat.RequestId;
import org.adtgateway.server.evidence.SqlArguments;
import org.adtgateway.server.submission.RequestIdPages.Page;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** The pages of Request IDs in the database: which file names one. */
final class RequestIdDao {
    /** Files that name one Request ID, the newest ones; see the contract. */
    static final int MAX_FOUND = 10_000;

    private static final String OF_PARTY =
            "where exists (select from submission where id = found.submission_id and party_id = :partyId)";

    /** As the index submission_without_request_ids has it. */
    private static final String WAITING =
            "file_type = 'EXIT_QUARANTINE' and not requests_indexed and content_purged_at is null";

    /** Stores the pages that {@link #bind} binds: a condition on their {@code submission_id} may follow. */
    static final String INSERT = """
            insert into request_id_page (submission_id, originator, level, number, hashes)
            select * from unnest(:pageSubmissions, :pageOriginators, :pageLevels, :pageNumbers, :pageHashes)
                as page (submission_id, originator, level, number, hashes)
            """;

    /** The pages of a submission. */
    record OfSubmission(UUID id, RequestIdPages requestIds) {
        private List<Page> pages() {
            return requestIds.pages();
        }
    }

    private final Handle handle;

    RequestIdDao(Handle handle) {
        this.handle = handle;
    }

    static <S extends SqlStatement<S>> S bind(S statement, List<OfSubmission> all) {
        List<UUID> ids = all.stream()
                .flatMap(each -> each.pages().stream().map(page -> each.id()))
                .toList();
        List<Page> pages = all.stream().flatMap(each -> each.pages().stream()).toList();
        return statement
                .bind("pageSubmissions", SqlArguments.ids(ids))
                .bind(
                        "pageOriginators",
                        SqlArguments.numbers(
                                pages.stream().map(Page::originator).toList()))
                .bind(
                        "pageLevels",
                        SqlArguments.numbers(
                                pages.stream().map(page -> (long) page.level()).toList()))
                .bind(
                        "pageNumbers",
                        SqlArguments.numbers(
                                pages.stream().map(page -> (long) page.number()).toList()))
                .bind(
                        "pageHashes",
                        SqlArguments.bytes(pages.stream().map(Page::hashes).toList()));
    }

    /**
     * Returns the submissions whose files name a Request ID, the newest ones first.
     *
     * @param partyId whose they must be; null for those of all
     */
    List<UUID> find(RequestIdHash hashing, RequestId id, @Nullable String partyId) {
        long hash = hashing.of(id);
        byte[] sought = RequestIdHash.onPage(hash);
        List<Long> levels =
                LongStream.rangeClosed(0, RequestIdCollector.MAX_LEVEL).boxed().toList();
        List<Long> numbers = IntStream.rangeClosed(0, RequestIdCollector.MAX_LEVEL)
                .mapToObj(level -> (long) RequestIdHash.page(hash, level))
                .toList();
        Query query = handle.createQuery("""
                        with found as materialized (
                            select page.submission_id, page.hashes
                              from unnest(cast(:levels as bigint[]), cast(:numbers as bigint[])) as place (level, number)
                              join request_id_page page
                                on page.originator = :originator and page.level = place.level
                                   and page.number = place.number
                             where position(:sought in page.hashes) > 0)
                        select submission_id, hashes
                          from found %s
                         order by submission_id desc
                         limit :limit
                        """.formatted(partyId == null ? "" : OF_PARTY))
                .bind("levels", SqlArguments.numbers(levels))
                .bind("numbers", SqlArguments.numbers(numbers))
                .bind("originator", id.originator())
                .bind("sought", sought)
                .bind("limit", MAX_FOUND);
        if (partyId != null) {
            query.bind("partyId", partyId);
        }
        return query.map((row, context) -> new Found(row.getObject(1, UUID.class), row.getBytes(2))).list().stream()
                .filter(found -> isOn(found.hashes(), sought))
                .map(Found::submissionId)
                .toList();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Found(UUID submissionId, byte[] hashes) {}

    /** Not in the middle of two others, where the database finds it too. */
    private static boolean isOn(byte[] hashes, byte[] sought) {
        for (int at = 0; at < hashes.length; at += RequestIdHash.BYTES) {
            if (Arrays.equals(hashes, at, at + RequestIdHash.BYTES, sought, 0, RequestIdHash.BYTES)) {
                return true;
            }
        }
        return false;
    }

    /** An Exit Quarantine file that was stored without pages. */
    record Waiting(UUID id, long rowCount) {}

    /** Returns Exit Quarantine files that were stored without pages, the newest ones first, but for some. */
    List<Waiting> waiting(List<UUID> passedOver, int limit) {
        return handle.createQuery("select id, row_count from submission where " + WAITING
                        + " and id <> all(:passedOver) order by id desc limit :limit")
                .bind("passedOver", SqlArguments.ids(passedOver))
                .bind("limit", limit)
                .map((row, context) -> new Waiting(row.getObject(1, UUID.class), row.getLong(2)))
                .list();
    }

    /** Returns whether this is such a file still. */
    boolean isWaiting(UUID id) {
        return handle.createQuery("select exists (select from submission where id = :id and " + WAITING + ")")
                .bind("id", id)
                .mapTo(boolean.class)
                .one();
    }

    /** Takes an advisory lock for this connection; false where another one has it. */
    boolean tryLock(long lock) {
        return handle.createQuery("select pg_try_advisory_lock(:lock)")
                .bind("lock", lock)
                .mapTo(boolean.class)
                .one();
    }

    void unlock(long lock) {
        handle.createQuery("select pg_advisory_unlock(:lock)")
                .bind("lock", lock)
                .mapTo(boolean.class)
                .one();
    }

    /** Stores the pages of a submission that was stored without. Returns false, and does nothing, where another node has, or its content is gone. */
    boolean add(OfSubmission pages) {
        int marked = handle.createUpdate("""
                        update submission set requests_indexed = true
                         where id = :id and not requests_indexed and content_purged_at is null
                        """).bind("id", pages.id()).execute();
        if (marked == 1) {
            bind(handle.createUpdate(INSERT), List.of(pages)).execute();
        }
        return marked == 1;
    }

    void delete(UUID submissionId) {
        handle.createUpdate("delete from request_id_page where submission_id = :id")
                .bind("id", submissionId)
                .execute();
    }
}
