package org.adtgateway.server.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Passes on bytes that are UTF-8 (RFC 3629) without NUL, and refuses others as they come. A JSON parser decodes more than that: overlong forms, and
 * other encodings that it guesses by the NULs in them.
 */
final class Utf8InputStream extends FilterInputStream {
    private static final int BUFFER = 4096;
    private static final int LONGEST_CHARACTER = 4;

    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER + LONGEST_CHARACTER);
    private final CharBuffer characters = CharBuffer.allocate(BUFFER + LONGEST_CHARACTER);

    Utf8InputStream(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, Math.min(length, BUFFER));
        if (read > 0) {
            bytes.put(target, offset, read);
        }
        check(read < 0);
        return read;
    }

    private void check(boolean end) {
        bytes.flip();
        characters.clear();
        CoderResult result = decoder.decode(bytes, characters, end);
        bytes.compact();
        characters.flip();
        if (result.isError() || characters.chars().anyMatch(each -> each == 0)) {
            throw new ProblemException(
                    ProblemCode.MALFORMED_REQUEST, "The body is not UTF-8 text (RFC 3629), as JSON must be.");
        }
    }
}
