package org.adtgateway.server.http;

import org.jspecify.annotations.Nullable;

/** The name that a client gave a file: shown to people, never a path, never trusted. */
final class SafeFileName {
    private static final int MAX_LENGTH = 255;

    private SafeFileName() {}

    /** Returns the name without characters that could harm a screen or a header, or null where nothing is left. */
    static @Nullable String from(String name) {
        String safe = name.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.isDefined(c) && c != '"')
                .filter(c -> Character.getType(c) != Character.FORMAT && Character.getType(c) != Character.SURROGATE)
                .limit(MAX_LENGTH)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        return safe.isEmpty() ? null : safe;
    }
}
