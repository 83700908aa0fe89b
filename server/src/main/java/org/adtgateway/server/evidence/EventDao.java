package org.adtgateway.server.evidence;

import java.util.List;
import java.util.UUID;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Events in the database. */
@RegisterConstructorMapper(Event.class)
public interface EventDao {
    /** Part of the transaction of the move itself. */
    @SqlUpdate("""
            insert into event (type, submission_id, party_id, file_type, from_status, to_status, version, occurred_at,
                               actor_party_id, actor_certificate_sha256, actor_certificate_subject, reason)
            values (:type, :submissionId, :partyId, :fileType, :fromStatus, :toStatus, :version, :occurredAt,
                    :actor.partyId, :actor.certificateSha256, :actor.certificateSubject, :reason)
            """)
    void append(@BindMethods Event event);

    /** Events of all Parties behind a place in the order, oldest first. */
    @SqlQuery("""
            select feed_index, type, submission_id, party_id, file_type, from_status, to_status, version, occurred_at,
                   actor_party_id, actor_certificate_sha256, actor_certificate_subject, reason
              from event
             where feed_index > :after
             order by feed_index
             limit :limit
            """)
    List<Event> feed(long after, int limit);

    /** Events of one Party behind a place in the order, oldest first. */
    @SqlQuery("""
            select feed_index, type, submission_id, party_id, file_type, from_status, to_status, version, occurred_at,
                   actor_party_id, actor_certificate_sha256, actor_certificate_subject, reason
              from event
             where feed_index > :after and party_id = :partyId
             order by feed_index
             limit :limit
            """)
    List<Event> feedOf(String partyId, long after, int limit);

    /** The last place given, or -1. */
    @SqlQuery("select coalesce(max(feed_index), -1) from event")
    long head();

    /** The life of one submission, oldest first; at most a handful of rows. */
    @SqlQuery("""
            select feed_index, type, submission_id, party_id, file_type, from_status, to_status, version, occurred_at,
                   actor_party_id, actor_certificate_sha256, actor_certificate_subject, reason
              from event
             where submission_id = :submissionId
             order by version
            """)
    List<Event> history(UUID submissionId);
}
