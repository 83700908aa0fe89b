package org.adtgateway.server.submission;

import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Withdrawals in the database: at most one for each submission. */
@RegisterConstructorMapper(Withdrawal.class)
public interface WithdrawalDao {
    @SqlUpdate("""
            insert into withdrawal (submission_id, act, instruction, signature, signer_sha256, reason, requested_at,
                                    withdrawn_at, receipt)
            values (:submissionId, decode(:act, 'hex'), :instruction, :signature, :signerSha256, :reason, :requestedAt,
                    :withdrawnAt, :receipt)
            """)
    void insert(
            UUID submissionId,
            @BindMethods Withdrawal withdrawal,
            byte[] instruction,
            byte[] signature,
            byte[] receipt);

    @SqlQuery("""
            select encode(act, 'hex') as act,
                   encode(sha256(instruction), 'hex') as instruction_sha256,
                   encode(sha256(signature), 'hex') as signature_sha256,
                   signer_sha256, reason, requested_at, withdrawn_at
              from withdrawal
             where submission_id = :submissionId
            """)
    Optional<Withdrawal> find(UUID submissionId);

    @SqlQuery("select instruction from withdrawal where submission_id = :submissionId")
    Optional<byte[]> instruction(UUID submissionId);

    @SqlQuery("select signature from withdrawal where submission_id = :submissionId")
    Optional<byte[]> signature(UUID submissionId);

    @SqlQuery("select receipt from withdrawal where submission_id = :submissionId")
    Optional<byte[]> receipt(UUID submissionId);
}
