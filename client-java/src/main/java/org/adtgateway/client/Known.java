package org.adtgateway.client;

import org.jspecify.annotations.Nullable;

/** Reads enums so that a value which a later server may add does not break an older client. */
final class Known {
    private Known() {}

    static <E extends Enum<E>> E of(Class<E> type, @Nullable String value, E unknown) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(value)) {
                return constant;
            }
        }
        return unknown;
    }
}
