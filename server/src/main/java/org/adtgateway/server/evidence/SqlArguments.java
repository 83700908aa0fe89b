package org.adtgateway.server.evidence;

import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.argument.Argument;
import org.jspecify.annotations.Nullable;

/** Values that know how they are bound. Given a bare value, JDBI looks for someone who knows, for each value of each statement again. */
public final class SqlArguments {
    private SqlArguments() {}

    public static Argument text(@Nullable String value) {
        return (position, statement, context) -> statement.setString(position, value);
    }

    public static Argument number(long value) {
        return (position, statement, context) -> statement.setLong(position, value);
    }

    public static Argument id(UUID value) {
        return (position, statement, context) -> statement.setObject(position, value);
    }

    public static Argument instant(Instant value) {
        return (position, statement, context) ->
                statement.setObject(position, value.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
    }

    public static Argument ids(List<UUID> values) {
        return array("uuid", values.toArray());
    }

    public static Argument bytes(List<byte[]> values) {
        return array("bytea", values.toArray(byte[][]::new));
    }

    public static Argument numbers(List<Long> values) {
        return array("int8", values.toArray(Long[]::new));
    }

    public static Argument instants(List<Instant> values) {
        return array("timestamptz", values.toArray());
    }

    public static Argument texts(List<? extends @Nullable String> values) {
        return array("text", values.toArray(String[]::new));
    }

    /** As the texts of arrays, since PostgreSQL has no arrays of arrays of different lengths. */
    public static Argument lists(List<List<String>> values) {
        return (position, statement, context) -> {
            String[] texts = new String[values.size()];
            for (int i = 0; i < texts.length; i++) {
                texts[i] = statement
                        .getConnection()
                        .createArrayOf("text", values.get(i).toArray())
                        .toString();
            }
            texts(List.of(texts)).apply(position, statement, context);
        };
    }

    private static Argument array(String type, Object[] values) {
        return (position, statement, context) ->
                statement.setArray(position, statement.getConnection().createArrayOf(type, values));
    }
}
