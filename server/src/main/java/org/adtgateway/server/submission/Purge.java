package org.adtgateway.server.submission;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.adtgateway.api.AuditKind;
import org.adtgateway.server.evidence.AuditDao;
import org.adtgateway.server.evidence.AuditLog;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * Deletes the content of submissions that came to their end long ago. What proves them stays: digests, signature, receipts, events. Each
 * submission is a transaction of its own with its audit entry, so that a purge may be stopped at any time and begun again.
 */
public final class Purge {
    private static final int BATCH = 100;
    private static final int AUDIT_BATCH = 10_000;
    private static final String DUE = """
            from submission
            where status in ('WITHDRAWN', 'COMPLETED', 'REJECTED') and content_purged_at is null and changed_at < :before
            """;

    private final Jdbi jdbi;
    private final String by;

    /**
     * @param by who has it done, for the audit
     */
    public Purge(Jdbi jdbi, String by) {
        this.jdbi = jdbi;
        this.by = by;
    }

    /** How many submissions, and how many bytes of content. */
    public record Extent(long submissions, long bytes) {}

    /** A submission whose content goes. */
    public record Due(UUID id, String partyId, long fileSize) {}

    /** Returns what would be deleted. */
    public Extent due(Instant before) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select count(*) as submissions, coalesce(sum(file_size), 0) as bytes " + DUE)
                .bind("before", before)
                .map(ConstructorMapper.of(Extent.class))
                .one());
    }

    /**
     * Deletes the content of every submission that has not changed since, and is in a state that is never left.
     *
     * @param now written down as the time of deletion
     */
    public Extent run(Instant before, Instant now) {
        long submissions = 0;
        long bytes = 0;
        List<Due> batch = batch(before);
        while (!batch.isEmpty()) {
            for (Due due : batch) {
                if (purge(due, now)) {
                    submissions++;
                    bytes += due.fileSize();
                }
            }
            batch = batch(before);
        }
        return new Extent(submissions, bytes);
    }

    /** Counts the audit entries of refusals, downloads and readings that are older. Entries of everything else are few, and stay. */
    public long auditEntriesDue(Instant before) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select count(*) from audit where kind in ('REFUSED', 'DOWNLOADED', 'READ') and occurred_at < :before")
                .bind("before", before)
                .mapTo(Long.class)
                .one());
    }

    /**
     * Deletes the audit entries of refusals, downloads and readings that are older.
     *
     * @param now written down as the time of deletion
     * @return how many
     */
    public long purgeAuditEntries(Instant before, Instant now) {
        long purged = 0;
        int batch = purgeSomeAuditEntries(before, now);
        while (batch > 0) {
            purged += batch;
            batch = purgeSomeAuditEntries(before, now);
        }
        return purged;
    }

    private int purgeSomeAuditEntries(Instant before, Instant now) {
        return jdbi.inTransaction(handle -> {
            int deleted = handle.createUpdate("""
                            delete from audit where id in
                              (select id from audit where kind in ('REFUSED', 'DOWNLOADED', 'READ') and occurred_at < :before
                                order by occurred_at limit :batch)
                            """)
                    .bind("before", before)
                    .bind("batch", AUDIT_BATCH)
                    .execute();
            if (deleted > 0) {
                handle.attach(AuditDao.class)
                        .append(AuditDao.Entry.ofCommand(
                                now,
                                AuditKind.PURGED,
                                null,
                                deleted + " audit entries of refusals, downloads and readings before " + before,
                                by));
            }
            return deleted;
        });
    }

    private List<Due> batch(Instant before) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select id, party_id, file_size " + DUE + " order by changed_at limit " + BATCH)
                .bind("before", before)
                .map(ConstructorMapper.of(Due.class))
                .list());
    }

    private boolean purge(Due due, Instant now) {
        String detail = "content of submission " + due.id() + " of " + due.partyId() + ", " + due.fileSize() + " bytes";
        boolean purged = jdbi.inTransaction(handle -> {
            int marked = handle.createUpdate(
                            "update submission set content_purged_at = :now where id = :id and content_purged_at is null")
                    .bind("now", now)
                    .bind("id", due.id())
                    .execute();
            if (marked == 0) {
                return false;
            }
            handle.createUpdate("delete from file_chunk where submission_id = :id")
                    .bind("id", due.id())
                    .execute();
            new RowResultDao(handle).deleteContent(due.id());
            new RequestIdDao(handle).delete(due.id());
            handle.attach(AuditDao.class)
                    .append(AuditDao.Entry.ofCommand(now, AuditKind.PURGED, due.partyId(), detail, by));
            return true;
        });
        if (purged) {
            AuditLog.purged(due.id(), detail);
        }
        return purged;
    }
}
