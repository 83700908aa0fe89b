package org.adtgateway.server.evidence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.adtgateway.api.Actor;
import org.adtgateway.api.EventType;
import org.adtgateway.api.SubmissionStatus;
import org.adtgateway.checks.fileformat.FileType;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Events in the database. */
public final class EventDao {
    /**
     * The end of a statement that makes a transition and its event one: {@code from} follows, and a table with the {@code id} and the new {@code version} of what was
     * changed. So an event is there exactly when its transition is.
     */
    public static final String INSERT = """
            insert into event (type, submission_id, party_id, file_type, from_status, to_status, version, occurred_at,
                               actor_party_id, actor_certificate_sha256, actor_certificate_subject, reason,
                               instalment_sha256)
            select :eventType, id, :partyId, :fileType, :fromStatus, :toStatus, version,
                   cast(:occurredAt as timestamptz), :actorPartyId, :actorCertificateSha256, :actorCertificateSubject,
                   :reason, decode(:instalmentSha256, 'hex')
            """;

    /**
     * The same for submissions that are stored: {@code from} follows, and a table with the {@code id}, {@code party_id}, {@code file_type} and
     * {@code received_at} of each, and of the certificate of its caller {@code actor_certificate}, hex, and {@code actor_subject}.
     */
    public static final String INSERT_RECEIVED = """
            insert into event (type, submission_id, party_id, file_type, to_status, version, occurred_at,
                               actor_party_id, actor_certificate_sha256, actor_certificate_subject)
            select 'RECEIVED', id, party_id, file_type, 'RECEIVED', 1, received_at,
                   party_id, actor_certificate, actor_subject
            """;

    private static final String COLUMNS = """
            feed_index, type, submission_id, party_id, file_type, from_status, to_status, version, occurred_at,
            actor_party_id, actor_certificate_sha256, actor_certificate_subject, reason, instalment_sha256
            """;

    /** A part of the feed: always a row, with the epoch, and where no event lies behind the position, the last position of all; in the middle stand the events. */
    private static final String EXCERPT = """
            select epoch, found.*,
                   case when feed_index is null then (select coalesce(max(feed_index), -1) from event) end as last_position
              from feed_epoch left join lateral (%s limit :limit) as found on true
             order by feed_index
            """;

    private static final String FEED =
            EXCERPT.formatted("select " + COLUMNS + " from event where feed_index > :after order by feed_index");

    private static final String FEED_OF_PARTY = EXCERPT.formatted("select " + COLUMNS + """
             from event
            where (party_id, feed_index) > (:partyId, :after) and (party_id, feed_index) <= (:partyId, :end)
            order by party_id, feed_index
            """);

    /**
     * The same of some types: each type of each file type is an order of its own in the index, so the first of each are looked up, and then the first of
     * these. All that the order consists of is compared as one, see {@link #feedOf}.
     */
    private static final String FILTERED =
            EXCERPT.formatted("""
            select oldest.*
              from unnest(cast(:types as text[])) as type, unnest(cast(:fileTypes as text[])) as file_type,
                   lateral (
                       select %1$s
                         from event
                        where (%%1$s event.type, event.file_type, event.feed_index)
                                > (%%2$s type.type, file_type.file_type, :after)
                          and (%%1$s event.type, event.file_type, event.feed_index)
                                <= (%%2$s type.type, file_type.file_type, :end)
                          and event.feed_index is not null
                        order by %%1$s event.type, event.file_type, event.feed_index
                        limit :limit) as oldest
             order by feed_index
            """.formatted(COLUMNS.replaceAll("(\\w+)(,?)", "event.$1$2")));

    private static final String FILTERED_OF_ALL = FILTERED.formatted("", "");
    private static final String FILTERED_OF_PARTY = FILTERED.formatted("event.party_id,", ":partyId,");

    /**
     * Says which events a page has.
     *
     * @param type null for all
     * @param fileType of the submission; null for all
     */
    public record Filter(@Nullable EventType type, @Nullable FileType fileType) {
        /** All events. */
        public static final Filter NONE = new Filter(null, null);

        private List<String> types() {
            return names(type, EventType.values());
        }

        private List<String> fileTypes() {
            return names(fileType, FileType.values());
        }

        private static List<String> names(@Nullable Enum<?> one, Enum<?>[] all) {
            return one == null ? Arrays.stream(all).map(Enum::name).toList() : List.of(one.name());
        }
    }

    /**
     * Events behind a position.
     *
     * @param epoch that the positions belong to
     * @param lastPosition of all events, where none lies behind; unknown, and 0, otherwise
     */
    public record Excerpt(String epoch, List<Event> events, long lastPosition) {}

    private final Handle handle;

    public EventDao(Handle handle) {
        this.handle = handle;
    }

    /** Binds what {@link #INSERT} names. */
    public static <S extends SqlStatement<S>> S bind(S statement, Event event) {
        SubmissionStatus from = event.fromStatus();
        return statement
                .bind("eventType", SqlArguments.text(event.type().name()))
                .bind("partyId", SqlArguments.text(event.partyId()))
                .bind("fileType", SqlArguments.text(event.fileType().name()))
                .bind("fromStatus", SqlArguments.text(from == null ? null : from.name()))
                .bind("toStatus", SqlArguments.text(event.toStatus().name()))
                .bind("occurredAt", SqlArguments.instant(event.occurredAt()))
                .bind("actorPartyId", SqlArguments.text(event.actor().partyId()))
                .bind("actorCertificateSha256", SqlArguments.text(event.actor().certificateSha256()))
                .bind("actorCertificateSubject", SqlArguments.text(event.actor().certificateSubject()))
                .bind("reason", SqlArguments.text(event.reason()))
                .bind("instalmentSha256", SqlArguments.text(event.instalmentSha256()));
    }

    /** Events of all Parties behind a place in the order, oldest first. */
    public Excerpt feed(Filter filter, long after, int limit) {
        return excerpt((filter.equals(Filter.NONE) ? handle.createQuery(FEED) : filtered(FILTERED_OF_ALL, filter))
                .bind("after", after)
                .bind("limit", limit));
    }

    private Query filtered(String sql, Filter filter) {
        return handle.createQuery(sql)
                .bind("end", Long.MAX_VALUE)
                .bind("types", SqlArguments.texts(filter.types()))
                .bind("fileTypes", SqlArguments.texts(filter.fileTypes()));
    }

    /**
     * Events of one Party behind a place in the order, oldest first. Party and place are compared as one, so that no plan but a walk through the
     * Party's own events is open: told {@code party_id = :partyId}, the planner walks through those of all when it takes the Party for a busy one, and
     * a Party that has fallen silent would pay for everybody else's at each call.
     */
    public Excerpt feedOf(String partyId, Filter filter, long after, int limit) {
        if (!filter.equals(Filter.NONE)) {
            return excerpt(filtered(FILTERED_OF_PARTY, filter)
                    .bind("partyId", partyId)
                    .bind("after", after)
                    .bind("limit", limit));
        }
        return excerpt(handle.createQuery(FEED_OF_PARTY)
                .bind("partyId", partyId)
                .bind("end", Long.MAX_VALUE)
                .bind("after", after)
                .bind("limit", limit));
    }

    private static Excerpt excerpt(Query query) {
        return query.scanResultSet((rows, context) -> {
            try (ResultSet row = rows.get()) {
                row.next();
                String epoch = row.getString("epoch");
                long lastPosition = row.getLong("last_position");
                List<Event> events = new ArrayList<>();
                while (!row.isAfterLast() && row.getObject("feed_index") != null) {
                    events.add(event(row));
                    row.next();
                }
                return new Excerpt(epoch, events, lastPosition);
            }
        });
    }

    /** Begins another epoch, so that no cursor issued before is valid any more: the database has lost events, and gives their positions again. */
    public void renewEpoch() {
        handle.execute("update feed_epoch set epoch = replace(gen_random_uuid()::text, '-', '')");
    }

    /** Returns the life of one submission, oldest first: a handful of rows, and one for each instalment of row results. */
    public List<Event> history(UUID submissionId) {
        return handle.createQuery("select " + COLUMNS + " from event where submission_id = :id order by version")
                .bind("id", submissionId)
                .map((row, context) -> event(row))
                .list();
    }

    /** Returns the event of the latest claim. It lies before the first results of rows, which may be followed by thousands. */
    public Optional<Event> lastClaim(UUID submissionId) {
        return handle.createQuery("select " + COLUMNS + """
                          from event
                         where submission_id = :id
                           and type = 'CLAIMED'
                           and version < coalesce(
                               (select min(version) from row_instalment where submission_id = :id), 2147483647)
                         order by version desc
                         limit 1
                        """)
                .bind("id", submissionId)
                .map((row, context) -> event(row))
                .findOne();
    }

    private static Event event(ResultSet row) throws SQLException {
        String from = row.getString("from_status");
        return new Event(
                row.getObject("feed_index", Long.class),
                EventType.valueOf(row.getString("type")),
                row.getObject("submission_id", UUID.class),
                row.getString("party_id"),
                FileType.valueOf(row.getString("file_type")),
                from == null ? null : SubmissionStatus.valueOf(from),
                SubmissionStatus.valueOf(row.getString("to_status")),
                row.getInt("version"),
                Objects.requireNonNull(row.getObject("occurred_at", OffsetDateTime.class))
                        .toInstant(),
                new Actor(
                        row.getString("actor_party_id"),
                        row.getString("actor_certificate_sha256"),
                        row.getString("actor_certificate_subject")),
                row.getString("reason"),
                hex(row.getBytes("instalment_sha256")));
    }

    private static @Nullable String hex(byte @Nullable [] digest) {
        return digest == null ? null : HexFormat.of().formatHex(digest);
    }
}
