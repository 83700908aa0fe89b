package org.adtgateway.server.submission;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.customizer.Define;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** Submissions in the database. */
@RegisterConstructorMapper(Submission.class)
interface SubmissionDao {
    String COLUMNS = """
            id, encode(act, 'hex') as act, party_id, file_type, status, version, file_name, file_size,
            encode(file_sha256, 'hex') as file_sha256, row_count, user_ids,
            encode(signature_sha256, 'hex') as signature_sha256,
            signer_issuer, signer_serial_number, signer_subject, signer_sha256,
            signing_time, service_request_reference, client_reference, received_at, changed_at
            """;

    /** Returns 0 when the same act is already stored; waits for another transaction that is storing it. */
    @SqlUpdate("""
            insert into submission (
                id, act, party_id, file_type, status, version, file_name, file_size, file_sha256, row_count, user_ids,
                signature, signature_sha256, signer_issuer, signer_serial_number, signer_subject, signer_sha256,
                signing_time, service_request_reference, client_reference, received_at, changed_at, warnings, receipt)
            values (
                :id, decode(:act, 'hex'), :partyId, :fileType, :status, :version, :fileName, :fileSize,
                decode(:fileSha256, 'hex'), :rowCount, :userIds,
                :signature, decode(:signatureSha256, 'hex'), :signer.issuer, :signer.serialNumber, :signer.subject,
                :signer.sha256, :signingTime, :serviceRequestReference, :clientReference, :receivedAt, :changedAt,
                cast(:warnings as jsonb), :receipt)
            on conflict (act) do nothing
            """)
    int insert(@BindMethods Submission submission, byte[] signature, byte[] receipt);

    @SqlUpdate("insert into file_chunk (submission_id, position, bytes) values (:submissionId, :position, :bytes)")
    void insertChunk(UUID submissionId, int position, byte[] bytes);

    @SqlQuery(
            "select " + COLUMNS + ", warnings from submission where act = decode(:act, 'hex') and party_id = :partyId")
    Optional<Submission> byAct(String act, String partyId);

    @SqlQuery("select " + COLUMNS
            + ", warnings from submission where id = :id and (cast(:owner as text) is null or party_id = :owner)")
    Optional<Submission> find(UUID id, @Nullable String owner);

    /** The newest submission of the same bytes by the same Party, by another act. */
    @SqlQuery("""
            select id
              from submission
             where party_id = :partyId and file_sha256 = decode(:fileSha256, 'hex')
             order by received_at desc
             limit 1
            """)
    Optional<UUID> sameContent(String partyId, String fileSha256);

    /** Returns 0 when the submission is not in the state, for instance because another transaction moved it first. */
    @SqlUpdate("""
            update submission
               set status = :to, version = version + 1, changed_at = :now
             where id = :id and status = :from
            """)
    int move(UUID id, SubmissionStatus from, SubmissionStatus to, Instant now);

    @SqlQuery("select signature from submission where id = :id")
    Optional<byte[]> signature(UUID id);

    @SqlQuery("select receipt from submission where id = :id")
    Optional<byte[]> receipt(UUID id);

    /** When the content was deleted; empty while it is there. */
    @SqlQuery("select content_purged_at from submission where id = :id and content_purged_at is not null")
    Optional<Instant> purgedAt(UUID id);

    /** Empty past the last chunk. */
    @SqlQuery("select bytes from file_chunk where submission_id = :id and position = :position")
    Optional<byte[]> chunk(UUID id, int position);

    /** Newest first; {@link SubmissionFilter#conditions} says which, so that the database plans for just the filters that are set. */
    @SqlQuery("select " + COLUMNS
            + ", '[]'::jsonb as warnings from submission <conditions> order by received_at desc, id desc limit :limit")
    List<Submission> list(@Define String conditions, @BindMethods SubmissionFilter filter, int limit);
}
