package org.adtgateway.server.evidence;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.adtgateway.api.AuditKind;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/**
 * What auditors may ask about and suppliers do not see: refusals, changes of the registry, downloads, what auditors read, deletions. Append only,
 * but for old entries that a purge deletes.
 */
@RegisterConstructorMapper(AuditDao.Placed.class)
public interface AuditDao {
    /** Entries that get their places by one statement. */
    int BATCH = 5000;

    String COLUMNS = """
            select place, occurred_at, kind, party_id, actor_party_id, certificate_sha256, request_id, code, detail,
                   submission_id, file_type, file_sha256, signature_sha256
              from audit
            """;

    /**
     * One entry; digests instead of content.
     *
     * @param partyId whom it concerns
     * @param actorPartyId who called
     * @param certificateSha256 of the connection
     * @param code the problem code of a refusal
     */
    @SuppressWarnings("ArrayRecordComponent") // a row, never compared
    record Entry(
            Instant occurredAt,
            AuditKind kind,
            @Nullable String partyId,
            @Nullable String actorPartyId,
            @Nullable String certificateSha256,
            @Nullable String requestId,
            @Nullable String code,
            @Nullable String detail,
            @Nullable UUID submissionId,
            @Nullable String fileType,
            byte @Nullable [] fileSha256,
            byte @Nullable [] signatureSha256) {
        /**
         * Returns an entry of what an operator's command did.
         *
         * @param by who ran it
         */
        public static Entry ofCommand(Instant now, AuditKind kind, @Nullable String partyId, String detail, String by) {
            return new Entry(
                    now, kind, partyId, null, null, null, null, detail + " (by " + by + ")", null, null, null, null);
        }
    }

    /** An entry with its place in the one order of all, from 0. */
    record Placed(long place, @Nested Entry entry) {}

    @SqlUpdate("""
            insert into audit (occurred_at, kind, party_id, actor_party_id, certificate_sha256, request_id, code, detail,
                               submission_id, file_type, file_sha256, signature_sha256)
            values (:occurredAt, :kind, :partyId, :actorPartyId, :certificateSha256, :requestId, :code, :detail,
                    cast(:submissionId as uuid), :fileType, :fileSha256, :signatureSha256)
            """)
    void append(@BindMethods Entry entry);

    /** Keeps others from giving places until the end of the transaction. Returns the last place that was given; -1 for none. */
    @SqlQuery("select last from audit_order for update")
    long lockOrder();

    /** Places the oldest entries that have no place yet. An entry that was long in committing gets its place later than younger ones. */
    @SqlUpdate("""
            with waiting as (
                select id, row_number() over (order by id) as place
                  from (select id from audit where place is null order by id limit :batch) as oldest
            ), placed as (
                update audit set place = audit_order.last + waiting.place
                  from waiting, audit_order
                 where audit.id = waiting.id
                returning audit.id
            )
            update audit_order set last = last + (select count(*) from placed)
            """)
    void place(int batch);

    @SqlQuery("select last from audit_order")
    long lastPlace();

    @SqlQuery("select epoch from feed_epoch")
    String epoch();

    /** Entries behind a place. */
    @SqlQuery(COLUMNS + " where place > :after order by place limit :limit")
    List<Placed> page(long after, int limit);

    /** Entries behind a place that concern a Party. */
    @SqlQuery(COLUMNS + " where (party_id, place) > (:partyId, :after) and (party_id, place) <= (:partyId, :end)"
            + " order by party_id, place limit :limit")
    List<Placed> pageOf(String partyId, long after, long end, int limit);
}
