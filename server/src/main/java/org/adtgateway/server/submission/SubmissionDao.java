package org.adtgateway.server.submission;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.adtgateway.api.SignerCertificate;
import org.adtgateway.api.SubmissionCount;
import org.adtgateway.api.SubmissionStatus;
import org.adtgateway.api.SubmissionWarning;
import org.adtgateway.checks.fileformat.FileType;
import org.adtgateway.server.evidence.Event;
import org.adtgateway.server.evidence.EventDao;
import org.adtgateway.server.evidence.SqlArguments;
import org.adtgateway.server.submission.SubmissionFilter.Segment;
import org.adtgateway.server.submission.SubmissionWriter.Received;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * Submissions in the database. Nearly every call passes here, so that the statements are written out: declared on an interface, all of them
 * would be set up again by reflection at each call, which took longer than the database did (docs/measurements.md).
 */
final class SubmissionDao {
    private static final HexFormat HEX = HexFormat.of();
    private static final ObjectMapper JSON =
            new ObjectMapper().setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);
    private static final TypeReference<List<SubmissionWarning>> WARNINGS = new TypeReference<>() {};
    private static final ObjectReader WARNINGS_READER = JSON.readerFor(WARNINGS);
    private static final ObjectWriter WARNINGS_WRITER = JSON.writerFor(WARNINGS);

    private static final String COLUMNS = """
            s.id, s.act, s.party_id, s.file_type, s.status, s.version, s.file_name, s.file_size, s.file_sha256, s.row_count,
            s.user_ids, s.signature_sha256, s.signer_issuer, s.signer_serial_number, s.signer_subject, s.signer_sha256,
            s.signing_time, s.service_request_reference, s.client_reference, s.incident_reference, s.received_at, s.changed_at, s.same_content
            """;

    private static final String SAME_CONTENT = """
            (select id
               from submission
              where party_id = %s and file_sha256 = %s
              order by received_at desc
              limit 1)
            """;

    private static final String INSERT =
            """
            with act as (
                select * from unnest(
                    :ids, :acts, :partyIds, :fileTypes, :fileNames, :fileSizes, :fileSha256s, :rowCounts, :userIds,
                    :signatures, :signatureSha256s, :signerIssuers, :signerSerialNumbers, :signerSubjects, :signerSha256s,
                    :signingTimes, :serviceRequestReferences, :clientReferences, :incidentReferences, :receivedAts, :warnings, :receipts,
                    :chunks, :actorCertificates, :actorSubjects)
                as act (
                    id, act, party_id, file_type, file_name, file_size, file_sha256, row_count, user_ids,
                    signature, signature_sha256, signer_issuer, signer_serial_number, signer_subject, signer_sha256,
                    signing_time, service_request_reference, client_reference, incident_reference, received_at, warnings,
                    receipt, chunk, actor_certificate, actor_subject)
            ), new_submission as (
                insert into submission (
                    id, act, party_id, file_type, status, version, file_name, file_size, file_sha256, row_count,
                    user_ids, signature, signature_sha256, signer_issuer, signer_serial_number, signer_subject,
                    signer_sha256, signing_time, service_request_reference, client_reference, incident_reference, received_at,
                    changed_at, warnings, receipt, requests_indexed, same_content)
                select id, act, party_id, file_type, 'RECEIVED', 1, file_name, file_size, file_sha256, row_count,
                       cast(user_ids as text[]), signature, signature_sha256, signer_issuer, signer_serial_number,
                       signer_subject, signer_sha256, signing_time, service_request_reference, client_reference,
                       incident_reference, received_at, received_at, cast(warnings as jsonb), receipt,
                       file_size = octet_length(chunk),
            """ + SAME_CONTENT.formatted("act.party_id", "act.file_sha256") + """
                  from act
                on conflict (act) do nothing
                returning id, same_content
            ), first_chunk as (
                insert into file_chunk (submission_id, position, bytes)
                select id, 0, chunk from new_submission join act using (id)
            ), new_event as (
            """ + EventDao.INSERT_RECEIVED + """
                  from new_submission join act using (id)
            )
            """;

    /** The end of {@link #INSERT}, where one of the files names Request IDs. */
    private static final String WITH_REQUEST_IDS =
            ", new_pages as (" + RequestIdDao.INSERT + " where submission_id in (select id from new_submission))";

    private static final String STORED = " select id, same_content from new_submission";

    private static final int COUNTED = 10_000;

    private static final String SEGMENTS = """
            unnest(cast(:fileTypes as text[]), cast(:statuses as text[]), cast(:segmentsFrom as timestamptz[]),
                   cast(:segmentsBefore as timestamptz[])) as segment (file_type, status, received_from, received_before)
            """;

    /** A plan for any value does not know that a User ID is rare, and walks through all submissions to find none. */
    private static final StatementCustomizer PLANNED_FOR_ITS_VALUES = new StatementCustomizer() {
        @Override
        public void beforeExecution(PreparedStatement statement, StatementContext context) throws SQLException {
            statement.unwrap(PGStatement.class).setPrepareThreshold(0);
        }
    };

    private final Handle handle;

    SubmissionDao(Handle handle) {
        this.handle = handle;
    }

    /** Returns the submissions of a Party whose signed attributes these are: one for each of its certificates that signed them, so nearly always one. */
    List<Submission> bySignedAttributes(String partyId, String attributesSha256) {
        return handle.createQuery("select " + COLUMNS + """
                        , s.warnings
                          from submission s
                         where s.party_id = :partyId
                           and s.act = any(array(
                               select cast(:attributes as bytea)
                               union all
                               select sha256(cast(:attributes as bytea) || decode(sha256, 'hex'))
                                 from certificate
                                where party_id = :partyId and purpose = 'SIGNING'))
                        """)
                .bind("partyId", partyId)
                .bind("attributes", HEX.parseHex(attributesSha256))
                .map((row, context) -> submission(row))
                .list();
    }

    /** Returns whether the key of this act belongs to an act of another signer, who signed the same attributes. */
    boolean isKeyOfAnotherSigner(Submission submission) {
        return handle.createQuery(
                        "select exists (select from submission where act = :act and signer_sha256 <> :signer)")
                .bind("act", HEX.parseHex(submission.act()))
                .bind("signer", submission.signer().sha256())
                .mapTo(Boolean.class)
                .one();
    }

    /** Returns whether this very act is stored. */
    boolean isStored(Act act) {
        return handle.createQuery("""
                        select exists (
                            select from submission where act in (:key, :keyWithSigner) and signer_sha256 = :signer)
                        """)
                .bind("key", HEX.parseHex(act.key()))
                .bind("keyWithSigner", HEX.parseHex(act.keyWithSigner()))
                .bind("signer", act.signerSha256())
                .mapTo(Boolean.class)
                .one();
    }

    /** Returns the newest submission of the same bytes by the same Party. */
    Optional<UUID> sameContent(String partyId, String fileSha256) {
        return handle.createQuery(
                        "select id from " + SAME_CONTENT.formatted(":partyId", ":fileSha256") + " as same_content")
                .bind("partyId", partyId)
                .bind("fileSha256", HEX.parseHex(fileSha256))
                .mapTo(UUID.class)
                .findOne();
    }

    /**
     * Stores submissions, the first chunk of the bytes of each, and their events, in one statement and so one round trip and one commit. Waits for
     * other transactions that are storing the same acts; all store in the order of the acts, so that no two wait for each other.
     *
     * @return for each, in their order, the submission with the newest one of the same content before it; empty for one whose act was stored before,
     *     and of which nothing was stored therefore
     */
    List<Optional<Submission>> insert(List<Received> all) {
        List<Received> acts = all.stream()
                .sorted(Comparator.comparing(each -> each.submission().act()))
                .toList();
        List<RequestIdDao.OfSubmission> pages = acts.stream()
                .filter(each -> !each.requestIds().pages().isEmpty())
                .map(each -> new RequestIdDao.OfSubmission(each.submission().id(), each.requestIds()))
                .toList();
        Query query = handle.createQuery(INSERT + (pages.isEmpty() ? "" : WITH_REQUEST_IDS) + STORED);
        if (!pages.isEmpty()) {
            RequestIdDao.bind(query, pages);
        }
        column(query, "ids", SqlArguments::ids, acts, Submission::id);
        column(query, "acts", SqlArguments::bytes, acts, each -> HEX.parseHex(each.act()));
        column(query, "partyIds", SqlArguments::texts, acts, Submission::partyId);
        column(
                query,
                "fileTypes",
                SqlArguments::texts,
                acts,
                each -> each.fileType().name());
        column(query, "fileNames", SqlArguments::texts, acts, Submission::fileName);
        column(query, "fileSizes", SqlArguments::numbers, acts, Submission::fileSize);
        column(query, "fileSha256s", SqlArguments::bytes, acts, each -> HEX.parseHex(each.fileSha256()));
        column(query, "rowCounts", SqlArguments::numbers, acts, Submission::rowCount);
        column(query, "userIds", SqlArguments::lists, acts, Submission::userIds);
        column(query, "signatureSha256s", SqlArguments::bytes, acts, each -> HEX.parseHex(each.signatureSha256()));
        column(
                query,
                "signerIssuers",
                SqlArguments::texts,
                acts,
                each -> each.signer().issuer());
        column(
                query,
                "signerSerialNumbers",
                SqlArguments::texts,
                acts,
                each -> each.signer().serialNumber());
        column(
                query,
                "signerSubjects",
                SqlArguments::texts,
                acts,
                each -> each.signer().subject());
        column(
                query,
                "signerSha256s",
                SqlArguments::texts,
                acts,
                each -> each.signer().sha256());
        column(query, "signingTimes", SqlArguments::instants, acts, Submission::signingTime);
        column(query, "serviceRequestReferences", SqlArguments::texts, acts, Submission::serviceRequestReference);
        column(query, "clientReferences", SqlArguments::texts, acts, Submission::clientReference);
        column(query, "incidentReferences", SqlArguments::texts, acts, Submission::incidentReference);
        column(query, "receivedAts", SqlArguments::instants, acts, Submission::receivedAt);
        column(query, "warnings", SqlArguments::texts, acts, each -> json(each.warnings()));
        query.bind("signatures", SqlArguments.bytes(list(acts, Received::signature)));
        query.bind("receipts", SqlArguments.bytes(list(acts, Received::receipt)));
        query.bind("chunks", SqlArguments.bytes(list(acts, Received::firstChunk)));
        query.bind(
                "actorCertificates",
                SqlArguments.texts(list(acts, each -> each.actor().certificateSha256())));
        query.bind(
                "actorSubjects",
                SqlArguments.texts(list(acts, each -> each.actor().certificateSubject())));
        Map<UUID, Optional<UUID>> stored = query.map((row, context) ->
                        Map.entry(row.getObject(1, UUID.class), Optional.ofNullable(row.getObject(2, UUID.class))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return list(
                all,
                each -> Optional.ofNullable(stored.get(each.submission().id()))
                        .map(same -> each.submission().withSameContent(same.orElse(null))));
    }

    private static <T> void column(
            Query query,
            String name,
            Function<List<T>, Argument> values,
            List<Received> acts,
            Function<Submission, ? extends T> value) {
        query.bind(name, values.apply(list(acts, each -> value.apply(each.submission()))));
    }

    /** Unlike {@code Stream.toList} this takes what is absent. */
    private static <T> List<T> list(List<Received> acts, Function<Received, ? extends T> value) {
        return acts.stream().map(value).collect(Collectors.toList());
    }

    /** Lets chunks be stored before their submission, which must follow in the same transaction. */
    void expectChunksFirst() {
        handle.execute("set constraints file_chunk_submission_id_fkey deferred");
    }

    /** A chunk after the first; in the transaction of the submission. */
    void insertChunk(UUID submissionId, int position, byte[] bytes) {
        handle.createUpdate("insert into file_chunk (submission_id, position, bytes) values (:id, :position, :bytes)")
                .bind("id", submissionId)
                .bind("position", position)
                .bind("bytes", bytes)
                .execute();
    }

    /**
     * One submission.
     *
     * @param owner whose it must be; null for anyone who may see all
     */
    Optional<Submission> find(UUID id, @Nullable String owner) {
        String mine = owner == null ? "" : " and s.party_id = :owner";
        Query query = handle.createQuery("select " + COLUMNS + ", s.warnings from submission s where s.id = :id" + mine)
                .bind("id", SqlArguments.id(id));
        if (owner != null) {
            query.bind("owner", SqlArguments.text(owner));
        }
        return query.map((row, context) -> submission(row)).findOne();
    }

    /** Locks a submission until the end of the transaction, and returns it as it is now. */
    Submission lock(Submission read) {
        return handle.createQuery("select " + COLUMNS + ", s.warnings from submission s where s.id = :id for update")
                .bind("id", read.id())
                .map((row, context) -> submission(row))
                .one();
    }

    /**
     * Changes the state of a submission, with its event, in one statement.
     *
     * @return the version that it has from then on; nothing where it was not in the state {@code from}
     */
    Optional<Integer> change(UUID id, SubmissionStatus from, SubmissionStatus to, Instant now, Event event) {
        return EventDao.bind(
                        handle.createQuery("""
                        with changed as (
                            update submission
                               set status = :to, version = submission.version + 1, changed_at = :now,
                                   claimed_by = case :eventType
                                                    when 'CLAIMED' then :actorCertificateSha256
                                                    when 'CLAIM_RELEASED' then null
                                                    else claimed_by
                                                end
                             where id = :id and status = :from
                            returning id, version
                        ), new_event as (
                        """ + EventDao.INSERT + " from changed) select version from changed"), event)
                .bind("id", id)
                .bind("from", from.name())
                .bind("to", to.name())
                .bind("now", now)
                .mapTo(Integer.class)
                .findOne();
    }

    Optional<byte[]> signature(UUID id) {
        return bytes("select signature from submission where id = :id", id);
    }

    Optional<byte[]> receipt(UUID id) {
        return bytes("select receipt from submission where id = :id", id);
    }

    private Optional<byte[]> bytes(String sql, UUID id) {
        return handle.createQuery(sql).bind("id", id).mapTo(byte[].class).findOne();
    }

    /** Returns when the content was deleted; empty while it is there. */
    Optional<Instant> purgedAt(UUID id) {
        return handle.createQuery(
                        "select content_purged_at from submission where id = :id and content_purged_at is not null")
                .bind("id", id)
                .mapTo(Instant.class)
                .findOne();
    }

    /** Empty past the last chunk. */
    Optional<byte[]> chunk(UUID id, int position) {
        return handle.createQuery("select bytes from file_chunk where submission_id = :id and position = :position")
                .bind("id", id)
                .bind("position", position)
                .mapTo(byte[].class)
                .findOne();
    }

    /**
     * Returns the newest submissions that pass a filter, newest first. Each type in each state is an order of its own in the index, so the newest of each are
     * looked up and then the newest of these: whatever is filtered, no more is read than the page holds, times the number of types and states.
     */
    List<Submission> list(SubmissionFilter filter, List<Segment> segments, int limit) {
        Query query = handle.createQuery("""
                        with page as (
                            select newest.id
                              from %s,
                                   lateral (
                                       select id, received_at
                                         from submission
                                        where submission.file_type = segment.file_type
                                          and submission.status = segment.status %s
                                        order by received_at desc, id desc
                                        limit :limit) as newest
                             order by newest.received_at desc, newest.id desc
                             limit :limit)
                        select %s, '[]' as warnings
                          from page join submission s using (id)
                         order by s.received_at desc, s.id desc
                        """.formatted(SEGMENTS, filter.conditions(), COLUMNS));
        return bind(query, filter, segments)
                .bind("limit", limit)
                .map((row, context) -> submission(row))
                .list();
    }

    /** Counts the submissions that pass a filter, of each type in each state at most {@link #COUNTED}; in the order of the list, so that it is read as that is. */
    List<SubmissionCount> count(SubmissionFilter filter, List<Segment> segments) {
        Query query = handle.createQuery("""
                        select segment.file_type, segment.status, found.number
                          from %s,
                               lateral (
                                   select count(*) as number
                                     from (select
                                             from submission
                                            where submission.file_type = segment.file_type
                                              and submission.status = segment.status %s
                                            order by received_at desc, id desc
                                            limit :limit) as counted) as found
                        """.formatted(SEGMENTS, filter.conditions()));
        return bind(query, filter, segments)
                .bind("limit", COUNTED + 1)
                .map((row, context) -> SubmissionCount.builder()
                        .fileType(FileType.valueOf(row.getString(1)))
                        .status(SubmissionStatus.valueOf(row.getString(2)))
                        .count(Math.min(COUNTED, row.getInt(3)))
                        .more(row.getInt(3) > COUNTED)
                        .build())
                .list();
    }

    private static Query bind(Query query, SubmissionFilter filter, List<Segment> segments) {
        return filter.bind(query)
                .bind(
                        "fileTypes",
                        SqlArguments.texts(segments.stream()
                                .map(each -> each.fileType().name())
                                .toList()))
                .bind(
                        "statuses",
                        SqlArguments.texts(segments.stream()
                                .map(each -> each.status().name())
                                .toList()))
                .bind(
                        "segmentsFrom",
                        SqlArguments.instants(
                                segments.stream().map(Segment::from).toList()))
                .bind(
                        "segmentsBefore",
                        SqlArguments.instants(
                                segments.stream().map(Segment::before).toList()))
                .addCustomizer(PLANNED_FOR_ITS_VALUES);
    }

    private static Submission submission(ResultSet row) throws SQLException {
        return new Submission(
                row.getObject("id", UUID.class),
                HEX.formatHex(row.getBytes("act")),
                row.getString("party_id"),
                FileType.valueOf(row.getString("file_type")),
                SubmissionStatus.valueOf(row.getString("status")),
                row.getInt("version"),
                row.getString("file_name"),
                row.getLong("file_size"),
                HEX.formatHex(row.getBytes("file_sha256")),
                row.getLong("row_count"),
                List.of((String[]) row.getArray("user_ids").getArray()),
                HEX.formatHex(row.getBytes("signature_sha256")),
                new SignerCertificate(
                        row.getString("signer_issuer"),
                        row.getString("signer_serial_number"),
                        row.getString("signer_subject"),
                        row.getString("signer_sha256")),
                instant(row, "signing_time"),
                row.getString("service_request_reference"),
                row.getString("client_reference"),
                row.getString("incident_reference"),
                instant(row, "received_at"),
                instant(row, "changed_at"),
                warnings(row.getString("warnings")),
                row.getObject("same_content", UUID.class));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getObject(column, OffsetDateTime.class))
                .toInstant();
    }

    private static List<SubmissionWarning> warnings(String json) {
        try {
            return WARNINGS_READER.readValue(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored warnings are not ours", e);
        }
    }

    private static String json(List<SubmissionWarning> warnings) {
        try {
            return WARNINGS_WRITER.writeValueAsString(warnings);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("warnings are strings and numbers", e);
        }
    }
}
