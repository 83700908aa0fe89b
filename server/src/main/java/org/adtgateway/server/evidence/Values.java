package org.adtgateway.server.evidence;

import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.argument.Argument;
import org.jspecify.annotations.Nullable;

/** Values that know how they are bound. Given a bare value, JDBI looks for somebody who knows, for each value of each statement anew. */
public final class Values {
    private Values() {}

    public static Argument text(@Nullable String value) {
        return (position, statement, context) -> statement.setString(position, value);
    }

    public static Argument number(long value) {
        return (position, statement, context) -> statement.setLong(position, value);
    }

    public static Argument id(UUID value) {
        return (position, statement, context) -> statement.setObject(position, value);
    }

    public static Argument bytes(byte[] value) {
        return (position, statement, context) -> statement.setBytes(position, value);
    }

    public static Argument instant(Instant value) {
        return (position, statement, context) ->
                statement.setObject(position, value.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
    }

    public static Argument texts(List<String> values) {
        return (position, statement, context) ->
                statement.setArray(position, statement.getConnection().createArrayOf("text", values.toArray()));
    }
}
