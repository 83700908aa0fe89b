package org.adtgateway.server.submission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.adtgateway.fileformat.FileType;
import org.adtgateway.server.evidence.Event;
import org.adtgateway.server.evidence.EventDao;
import org.adtgateway.server.evidence.Values;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Submissions in the database. Nearly every call passes here, so that the statements are written out: declared on an interface, all of them
 * would be set up anew by reflection at each call, which took longer than the database did (docs/performance.md).
 */
final class SubmissionDao {
    private static final HexFormat HEX = HexFormat.of();
    private static final TypeReference<List<Warning>> WARNINGS = new TypeReference<>() {};
    private static final ObjectReader WARNINGS_READER = new ObjectMapper().readerFor(WARNINGS);
    private static final ObjectWriter WARNINGS_WRITER = new ObjectMapper().writerFor(WARNINGS);

    private static final String COLUMNS = """
            s.id, s.act, s.party_id, s.file_type, s.status, s.version, s.file_name, s.file_size, s.file_sha256, s.row_count,
            s.user_ids, s.signature_sha256, s.signer_issuer, s.signer_serial_number, s.signer_subject, s.signer_sha256,
            s.signing_time, s.service_request_reference, s.client_reference, s.received_at, s.changed_at, s.same_content
            """;

    private static final String SAME_CONTENT = """
            (select id
               from submission
              where party_id = :partyId and file_sha256 = :fileSha256
              order by received_at desc
              limit 1)
            """;

    private final Handle handle;

    SubmissionDao(Handle handle) {
        this.handle = handle;
    }

    /** The submission of a Party that this very act led to. */
    Optional<Submission> byAct(String act, String partyId) {
        return handle.createQuery("select " + COLUMNS
                        + ", s.warnings from submission s where s.act = :act and s.party_id = :partyId")
                .bind("act", HEX.parseHex(act))
                .bind("partyId", partyId)
                .map((row, context) -> submission(row))
                .findOne();
    }

    /** The newest submission of the same bytes by the same Party. */
    Optional<UUID> sameContent(String partyId, String fileSha256) {
        return handle.createQuery("select id from " + SAME_CONTENT + " as same_content")
                .bind("partyId", partyId)
                .bind("fileSha256", HEX.parseHex(fileSha256))
                .mapTo(UUID.class)
                .findOne();
    }

    /**
     * Stores a submission, the first chunk of its bytes and its event, in one statement and so one round trip: most files have no second chunk.
     * Waits for another transaction that is storing the same act.
     *
     * @return the submission with the newest one of the same content before it; empty when its act was stored before, and so nothing was stored
     */
    Optional<Submission> insert(
            Submission submission, byte[] signature, byte[] receipt, byte[] firstChunk, Event event) {
        return EventDao.bind(
                        handle.createQuery("with same_content as " + SAME_CONTENT + """
                        , new_submission as (
                            insert into submission (
                                id, act, party_id, file_type, status, version, file_name, file_size, file_sha256,
                                row_count, user_ids, signature, signature_sha256, signer_issuer, signer_serial_number,
                                signer_subject, signer_sha256, signing_time, service_request_reference,
                                client_reference, received_at, changed_at, warnings, receipt, same_content)
                            values (
                                :id, :act, :partyId, :fileType, :toStatus, :version, :fileName, :fileSize,
                                :fileSha256, :rowCount, :userIds, :signature, :signatureSha256, :signerIssuer,
                                :signerSerialNumber, :signerSubject, :signerSha256, :signingTime,
                                :serviceRequestReference, :clientReference, :receivedAt, :changedAt,
                                cast(:warnings as jsonb), :receipt, (select id from same_content))
                            on conflict (act) do nothing
                            returning id, same_content
                        ), first_chunk as (
                            insert into file_chunk (submission_id, position, bytes)
                            select id, 0, :bytes from new_submission
                        )
                        """ + EventDao.INSERT
                                + " from new_submission returning (select same_content from new_submission)"),
                        event)
                .bind("id", Values.id(submission.id()))
                .bind("act", Values.bytes(HEX.parseHex(submission.act())))
                .bind("fileName", Values.text(submission.fileName()))
                .bind("fileSize", Values.number(submission.fileSize()))
                .bind("fileSha256", Values.bytes(HEX.parseHex(submission.fileSha256())))
                .bind("rowCount", Values.number(submission.rowCount()))
                .bind("userIds", Values.texts(submission.userIds()))
                .bind("signature", Values.bytes(signature))
                .bind("signatureSha256", Values.bytes(HEX.parseHex(submission.signatureSha256())))
                .bind("signerIssuer", Values.text(submission.signer().issuer()))
                .bind("signerSerialNumber", Values.text(submission.signer().serialNumber()))
                .bind("signerSubject", Values.text(submission.signer().subject()))
                .bind("signerSha256", Values.text(submission.signer().sha256()))
                .bind("signingTime", Values.instant(submission.signingTime()))
                .bind("serviceRequestReference", Values.text(submission.serviceRequestReference()))
                .bind("clientReference", Values.text(submission.clientReference()))
                .bind("receivedAt", Values.instant(submission.receivedAt()))
                .bind("changedAt", Values.instant(submission.changedAt()))
                .bind("warnings", Values.text(json(submission.warnings())))
                .bind("receipt", Values.bytes(receipt))
                .bind("bytes", Values.bytes(firstChunk))
                .map((row, context) -> submission.after(row.getObject(1, UUID.class)))
                .findOne();
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
     * @param owner whose it must be; null for whoever may see all
     */
    Optional<Submission> find(UUID id, @Nullable String owner) {
        String mine = owner == null ? "" : " and s.party_id = :owner";
        Query query = handle.createQuery("select " + COLUMNS + ", s.warnings from submission s where s.id = :id" + mine)
                .bind("id", Values.id(id));
        if (owner != null) {
            query.bind("owner", Values.text(owner));
        }
        return query.map((row, context) -> submission(row)).findOne();
    }

    /** Moves a submission, with its event, in one statement. Returns false when it was not in the state, for instance because another moved it first. */
    boolean move(UUID id, SubmissionStatus from, SubmissionStatus to, Instant now, Event event) {
        return EventDao.bind(handle.createUpdate("""
                        with moved as (
                            update submission
                               set status = :to, version = submission.version + 1, changed_at = :now
                             where id = :id and status = :from
                            returning id
                        )
                        """ + EventDao.INSERT + " from moved"), event)
                        .bind("id", id)
                        .bind("from", from.name())
                        .bind("to", to.name())
                        .bind("now", now)
                        .execute()
                == 1;
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

    /** When the content was deleted; empty while it is there. */
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

    /** Newest first; {@link SubmissionFilter#conditions} says which, so that the database plans for just the filters that are set. */
    List<Submission> list(SubmissionFilter filter, int limit) {
        return handle.createQuery("select " + COLUMNS + ", '[]' as warnings from submission s " + filter.conditions()
                        + " order by received_at desc, id desc limit :limit")
                .bindMethods(filter)
                .bind("limit", limit)
                .map((row, context) -> submission(row))
                .list();
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
                new Submission.Signer(
                        row.getString("signer_issuer"),
                        row.getString("signer_serial_number"),
                        row.getString("signer_subject"),
                        row.getString("signer_sha256")),
                instant(row, "signing_time"),
                row.getString("service_request_reference"),
                row.getString("client_reference"),
                instant(row, "received_at"),
                instant(row, "changed_at"),
                warnings(row.getString("warnings")),
                row.getObject("same_content", UUID.class));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getObject(column, OffsetDateTime.class))
                .toInstant();
    }

    private static List<Warning> warnings(String json) {
        try {
            return WARNINGS_READER.readValue(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored warnings are not ours", e);
        }
    }

    private static String json(List<Warning> warnings) {
        try {
            return WARNINGS_WRITER.writeValueAsString(warnings);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("warnings are strings and numbers", e);
        }
    }
}
