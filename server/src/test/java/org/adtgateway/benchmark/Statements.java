package org.adtgateway.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.adtgateway.testing.Postgres;

/** What each statement of the gateway costs the database, as {@code pg_stat_statements} counts it. */
final class Statements {
    /** Loads the extension when the database starts. */
    static final Map<String, String> SETTINGS = Map.of("shared_preload_libraries", "pg_stat_statements");

    private final Postgres database;

    Statements(Postgres database) {
        this.database = database;
        database.execute("create extension if not exists pg_stat_statements");
    }

    /** How often each was made for one act, and what they took of it together. */
    String perAct(long acts) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Cost each : counted().values()) {
            lines.append("  %.3f times, %.3f ms: %s%n"
                    .formatted(
                            each.calls() / (double) acts,
                            each.calls() * each.millis() / acts,
                            each.sql().substring(0, Math.min(100, each.sql().length()))));
        }
        return lines.toString();
    }

    /**
     * A statement's cost.
     *
     * @param millis of the database, in the mean
     * @param blocks of 8 kB that it looked at each time, in the mean: what grows when it reads more than it needs
     */
    record Cost(String sql, long calls, double millis, double blocks) {}

    /** Forgets what was counted. */
    void reset() {
        database.execute("select pg_stat_statements_reset()");
    }

    /** What was counted since, by the statement's number, the most expensive first. */
    Map<String, Cost> counted() throws IOException {
        String found = database.query("""
                select coalesce(json_agg(json_build_object('id', queryid::text, 'sql', query, 'calls', calls,
                           'millis', mean_exec_time, 'blocks', (shared_blks_hit + shared_blks_read) / calls::float)
                       order by total_exec_time desc), '[]')
                  from pg_stat_statements
                 where dbid = (select oid from pg_database where datname = current_database())
                   and query not like '%pg_stat_statements%'
                """);
        Map<String, Cost> all = new LinkedHashMap<>();
        for (JsonNode each : new ObjectMapper().readTree(found)) {
            all.put(
                    each.get("id").asText(),
                    new Cost(
                            each.get("sql").asText().replaceAll("\\s+", " ").trim(),
                            each.get("calls").asLong(),
                            each.get("millis").asDouble(),
                            each.get("blocks").asDouble()));
        }
        return all;
    }
}
