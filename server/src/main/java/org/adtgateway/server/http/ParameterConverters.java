package org.adtgateway.server.http;

import jakarta.annotation.Priority;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads instants in parameters as RFC 3339 text with any offset, and enums by their exact names; a refusal names the parameter. */
@Priority(1) // before Dropwizard's own, which does not name it
public final class ParameterConverters implements ParamConverterProvider {
    private static final Pattern DATE_TIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?([Zz]|[+-]\\d{2}:\\d{2})");

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable ParamConverter<T> getConverter(Class<T> type, Type genericType, Annotation[] annotations) {
        if (type == Instant.class) {
            return (ParamConverter<T>) new Converter<>(ParameterConverters::instant);
        }
        return type.isEnum() ? new Converter<>(text -> constant(type, text)) : null;
    }

    /**
     * A date-time of RFC 3339, so of the years 0000 to 9999 and with seconds, unlike what Java reads.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Instant instant(String text) {
        if (!DATE_TIME.matcher(text).matches()) {
            throw new IllegalArgumentException("no RFC 3339 date-time");
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("no RFC 3339 date-time", e);
        }
    }

    private static <T> T constant(Class<T> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> each.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("none of " + Arrays.toString(type.getEnumConstants())));
    }

    private record Converter<T>(Function<String, T> reader) implements ParamConverter<T> {
        @Override
        public @Nullable T fromString(@Nullable String text) {
            return text == null ? null : reader.apply(text);
        }

        @Override
        public String toString(T value) {
            return String.valueOf(value);
        }
    }
}
