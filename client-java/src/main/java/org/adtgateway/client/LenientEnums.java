package org.adtgateway.client;

import org.jspecify.annotations.Nullable;

/** Reads enums so that a value which a later server may add does not break an older client. */
final class LenientEnums {
    private LenientEnums() {}

    /** @param value the name as text, or something whose text is the name */
    static <E extends Enum<E>> E of(Class<E> type, @Nullable Object value, E unknown) {
        String name = String.valueOf(value);
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        return unknown;
    }
}
