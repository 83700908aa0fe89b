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
    @SqlUpdate(
            """
            insert into event (type, submission_id, party_id, file_type, from_status, to_status, version, occurred_at,
                               actor_party_id, actor_certificate_sha256, actor_certificate_subject, reason)
            values (:type, :submissionId, :partyId, :fileType, :fromStatus, :toStatus, :version, :occurredAt,
                    :actor.partyId, :actor.certificateSha256, :actor.certificateSubject, :reason)
            """)
    void append(@BindMethods Event event);

    /** The life of one submission, oldest first; at most a handful of rows. */
    @SqlQuery(
            """
            select feed_index, type, submission_id, party_id, file_type, from_status, to_status, version, occurred_at,
                   actor_party_id, actor_certificate_sha256, actor_certificate_subject, reason
              from event
             where submission_id = :submissionId
             order by version
            """)
    List<Event> history(UUID submissionId);
}
