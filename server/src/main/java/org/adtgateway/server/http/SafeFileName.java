package org.adtgateway.server.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The name that a client gave a file: shown to people, never a path, never trusted. */
final class SafeFileName {
    private static final int MAX_LENGTH = 255;

    private SafeFileName() {}

    /** Returns the last segment of the name without characters that could harm a screen or a header, or null. */
    static @Nullable String from(Map<String, String> dispositionParameters) {
        String name = dispositionParameters.get("filename");
        if (name == null) {
            return null;
        }
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String safe = last.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.isDefined(c) && c != '"')
                .filter(c -> Character.getType(c) != Character.FORMAT && Character.getType(c) != Character.SURROGATE)
                .limit(MAX_LENGTH)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        return safe.isEmpty() ? null : safe;
    }
}
