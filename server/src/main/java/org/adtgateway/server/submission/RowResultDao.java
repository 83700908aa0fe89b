package org.adtgateway.server.submission;

import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.adtgateway.server.evidence.SqlArguments;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** Results of rows in the database, with the instalments that brought them. */
public final class RowResultDao {
    private static final HexFormat HEX = HexFormat.of();

    private final Handle handle;

    public RowResultDao(Handle handle) {
        this.handle = handle;
    }

    /**
     * An instalment that is stored.
     *
     * @param version of the submission from then on
     */
    public record Instalment(int version, long size) {}

    /** Returns the counts; empty before the first result. */
    public Optional<RowCounts> counts(UUID submissionId) {
        return handle.createQuery("""
                        select released, deleted, already_actioned, not_in_quarantine
                          from row_result_total
                         where submission_id = :id
                        """)
                .bind("id", submissionId)
                .map(ConstructorMapper.of(RowCounts.class))
                .findOne();
    }

    /** Stores the counts; in the transaction that changes them. */
    public void put(UUID submissionId, RowCounts counts) {
        handle.createUpdate("""
                        insert into row_result_total values (:id, :released, :deleted, :alreadyActioned, :notInQuarantine)
                        on conflict (submission_id) do update
                           set released = excluded.released, deleted = excluded.deleted,
                               already_actioned = excluded.already_actioned,
                               not_in_quarantine = excluded.not_in_quarantine
                        """).bind("id", submissionId).bindMethods(counts).execute();
    }

    /** Returns those of some blocks that are stored, by their numbers. */
    public Map<Integer, byte[]> blocks(UUID submissionId, Collection<Integer> blocks) {
        return handle.createQuery(
                        "select block, results from row_result where submission_id = :id and block = any(:blocks)")
                .bind("id", submissionId)
                .bind("blocks", blocks.toArray(Integer[]::new))
                .map((row, context) -> Map.entry(row.getInt(1), row.getBytes(2)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Stores blocks, in the place of those with the same numbers. */
    public void put(UUID submissionId, Map<Integer, byte[]> blocks) {
        handle.createUpdate("""
                        insert into row_result (submission_id, block, results)
                        select :id, block, results from unnest(:blocks, :results) as new (block, results)
                        on conflict (submission_id, block) do update set results = excluded.results
                        """)
                .bind("id", submissionId)
                .bind("blocks", blocks.keySet().toArray(Integer[]::new))
                .bind("results", SqlArguments.bytes(List.copyOf(blocks.values())))
                .execute();
    }

    /** Returns an instalment by its digest, hex. */
    public Optional<Instalment> instalment(UUID submissionId, String sha256) {
        return handle.createQuery(
                        "select version, size from row_instalment where submission_id = :id and sha256 = :sha256")
                .bind("id", submissionId)
                .bind("sha256", HEX.parseHex(sha256))
                .map(ConstructorMapper.of(Instalment.class))
                .findOne();
    }

    /**
     * Stores an instalment.
     *
     * @param chunk its first; others follow in the same transaction
     */
    public void insert(UUID submissionId, Instalment instalment, byte[] sha256, byte[] receipt, byte[] chunk) {
        handle.createUpdate("""
                        with instalment as (
                            insert into row_instalment values (:id, :version, :sha256, :size, :receipt))
                        insert into row_instalment_chunk values (:id, :version, 0, :chunk)
                        """)
                .bind("id", submissionId)
                .bind("version", instalment.version())
                .bind("sha256", sha256)
                .bind("size", instalment.size())
                .bind("receipt", receipt)
                .bind("chunk", chunk)
                .execute();
    }

    public void insertChunk(UUID submissionId, int version, int position, byte[] bytes) {
        handle.createUpdate("insert into row_instalment_chunk values (:id, :version, :position, :bytes)")
                .bind("id", submissionId)
                .bind("version", version)
                .bind("position", position)
                .bind("bytes", bytes)
                .execute();
    }

    public byte[] receipt(UUID submissionId, int version) {
        return handle.createQuery("select receipt from row_instalment where submission_id = :id and version = :version")
                .bind("id", submissionId)
                .bind("version", version)
                .mapTo(byte[].class)
                .one();
    }

    /** Empty past the last chunk. */
    public Optional<byte[]> chunk(UUID submissionId, int version, int position) {
        return handle.createQuery("""
                        select bytes
                          from row_instalment_chunk
                         where submission_id = :id and version = :version and position = :position
                        """)
                .bind("id", submissionId)
                .bind("version", version)
                .bind("position", position)
                .mapTo(byte[].class)
                .findOne();
    }

    /** Deletes what a purge deletes: the instalments as they came, and the results. Digests, receipts and counts stay. */
    void deleteContent(UUID submissionId) {
        for (String table : List.of("row_instalment_chunk", "row_result")) {
            handle.createUpdate("delete from " + table + " where submission_id = :id")
                    .bind("id", submissionId)
                    .execute();
        }
    }
}
