package org.adtgateway.server.submission;

import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Outcomes in the database: at most one for each submission. */
@RegisterConstructorMapper(Outcome.class)
public interface OutcomeDao {
    @SqlUpdate("""
            insert into outcome (submission_id, outcome, reason, row_outcomes, decided_at, receipt)
            values (:submissionId, :outcome, :reason, cast(:rowOutcomes as jsonb), :decidedAt, :receipt)
            """)
    void insert(UUID submissionId, @BindMethods Outcome outcome, byte[] receipt);

    @SqlQuery("select outcome, reason, row_outcomes, decided_at from outcome where submission_id = :submissionId")
    Optional<Outcome> find(UUID submissionId);

    @SqlQuery("select receipt from outcome where submission_id = :submissionId")
    Optional<byte[]> receipt(UUID submissionId);
}
