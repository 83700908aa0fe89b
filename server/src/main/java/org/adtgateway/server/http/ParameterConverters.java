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
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads instants in parameters as RFC 3339 text with any offset, enums by their exact names, and {@code true} and {@code false}, of which Java takes
 * any other text for the second; a refusal names the parameter.
 */
@Priority(1) // before Dropwizard's own, which does not name it
public final class ParameterConverters implements ParamConverterProvider {
    private static final Pattern DATE_TIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?([Zz]|[+-]\\d{2}:\\d{2})");

    private static final String DATE_TIME_EXPECTED =
            "takes a date-time of RFC 3339 with seconds, such as 2026-11-23T09:00:00Z; a + in it is written %2B in an address, and an offset with a colon";

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable ParamConverter<T> getConverter(Class<T> type, Type genericType, Annotation[] annotations) {
        if (type == Instant.class) {
            return (ParamConverter<T>) new Converter<>(ParameterConverters::instant);
        }
        if (type == Boolean.class) {
            return (ParamConverter<T>) new Converter<>(ParameterConverters::truth);
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
            throw new IllegalArgumentException(DATE_TIME_EXPECTED);
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(DATE_TIME_EXPECTED, e);
        }
    }

    private static Boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("takes true or false");
        };
    }

    private static <T> T constant(Class<T> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> each.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("takes one of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(Object::toString)
                                .collect(Collectors.joining(", "))
                        + ", in upper case"));
    }

    /** Says what a parameter takes instead, after its name. */
    static final class Unfit extends IllegalArgumentException {
        private Unfit(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private record Converter<T>(Function<String, T> reader) implements ParamConverter<T> {
        @Override
        public @Nullable T fromString(@Nullable String text) {
            try {
                return text == null ? null : reader.apply(text);
            } catch (IllegalArgumentException e) {
                throw new Unfit(Objects.requireNonNull(e.getMessage()), e);
            }
        }

        @Override
        public String toString(T value) {
            return String.valueOf(value);
        }
    }
}
