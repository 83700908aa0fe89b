package org.adtgateway.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parts of a form that was read whole. Holds temporary storage until closed. */
public final class MultipartForm implements AutoCloseable {
    private final Map<String, Part> parts;

    MultipartForm(Map<String, Part> parts) {
        this.parts = parts;
    }

    /**
     * One part.
     *
     * @param fileName made safe; only informational
     */
    public record Part(Spool spool, @Nullable String fileName) {}

    public Optional<Part> find(String name) {
        return Optional.ofNullable(parts.get(name));
    }

    /** A part whose rule says that it is required. */
    public Part get(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("no rule requires " + name));
    }

    /**
     * Returns the text of a field.
     *
     * @throws ProblemException INVALID_PART when it is not UTF-8
     */
    public Optional<String> text(String name) {
        return find(name).map(part -> {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(part.spool().bytes()))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new ProblemException(ProblemCode.INVALID_PART, "The part '" + name + "' is not UTF-8 text.", e);
            }
        });
    }

    @Override
    public void close() {
        parts.values().forEach(part -> part.spool().close());
    }
}
