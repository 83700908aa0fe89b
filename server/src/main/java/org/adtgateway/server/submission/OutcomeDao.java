package org.adtgateway.server.submission;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.adtgateway.api.Outcome;
import org.adtgateway.api.OutcomeDecision;
import org.adtgateway.api.RowOutcome;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.qualifier.QualifiedType;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.json.Json;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** Outcomes in the database: at most one for each submission. */
@RegisterRowMapper(OutcomeDao.Mapper.class)
public interface OutcomeDao {
    @SqlUpdate("""
            insert into outcome (submission_id, outcome, reason, row_outcomes, incomplete, decided_at, receipt)
            values (:submissionId, :outcome, :reason, cast(:rowOutcomes as jsonb), :incomplete, :decidedAt, :receipt)
            """)
    void insert(
            UUID submissionId,
            OutcomeDecision outcome,
            @Nullable String reason,
            @Json List<RowOutcome> rowOutcomes,
            boolean incomplete,
            Instant decidedAt,
            byte[] receipt);

    @SqlQuery(
            "select outcome, reason, row_outcomes, incomplete, decided_at from outcome where submission_id = :submissionId")
    Optional<Outcome> find(UUID submissionId);

    @SqlQuery("select receipt from outcome where submission_id = :submissionId")
    Optional<byte[]> receipt(UUID submissionId);

    /** Reads an outcome; where the DCC reported no rows, it has none. */
    final class Mapper implements RowMapper<Outcome> {
        private static final QualifiedType<List<RowOutcome>> ROW_OUTCOMES =
                QualifiedType.of(new GenericType<List<RowOutcome>>() {}).with(Json.class);

        @Override
        public Outcome map(ResultSet row, StatementContext context) throws SQLException {
            List<RowOutcome> rowOutcomes =
                    context.findColumnMapperFor(ROW_OUTCOMES).orElseThrow().map(row, "row_outcomes", context);
            return Outcome.builder()
                    .outcome(OutcomeDecision.valueOf(row.getString("outcome")))
                    .decidedAt(row.getObject("decided_at", OffsetDateTime.class).toInstant())
                    .reason(row.getString("reason"))
                    .rowOutcomes(rowOutcomes.isEmpty() ? null : rowOutcomes)
                    .incomplete(row.getBoolean("incomplete") ? true : null)
                    .build();
        }
    }
}
