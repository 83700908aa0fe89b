package org.adtgateway.server.fileformat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What no field of any column may hold. One object serves one file. */
final class FieldScreen {
    private final Rule tooLong;
    private final Rule formula;
    private final Rule notUtf8;
    private final Rule controlCharacter;
    private final int maxBytes;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final CharBuffer decoded;

    FieldScreen(FileFormat format, int maxBytes) {
        this.tooLong = format.rule("field.too-long");
        this.formula = format.rule("field.formula");
        this.notUtf8 = format.rule("field.not-utf-8");
        this.controlCharacter = format.rule("field.control-character");
        this.maxBytes = maxBytes;
        this.decoded = CharBuffer.allocate(maxBytes);
    }

    /** The rule that the field breaks; null if it breaks none. */
    @Nullable
    Rule broken(Row row, int field) {
        int length = row.length(field);
        if (length == 0) {
            return null;
        }
        if (length > maxBytes) {
            return tooLong;
        }
        if (startsFormula(row.bytes[row.from(field)])) {
            return formula;
        }
        return row.suspicious ? brokenByACharacter(row, field) : null;
    }

    /** A spreadsheet runs a cell that begins so (OWASP, CSV Injection). */
    private static boolean startsFormula(byte first) {
        return switch (first) {
            case '=', '+', '-', '@', '\t', '\r' -> true;
            default -> false;
        };
    }

    private @Nullable Rule brokenByACharacter(Row row, int field) {
        decoded.clear();
        decoder.reset();
        if (decoder.decode(ByteBuffer.wrap(row.bytes, row.from(field), row.length(field)), decoded, true)
                .isError()) {
            return notUtf8;
        }
        decoded.flip();
        for (int i = 0; i < decoded.length(); i++) {
            char character = decoded.charAt(i);
            boolean lineEnd = character == '\n'
                    || (character == '\r' && i + 1 < decoded.length() && decoded.charAt(i + 1) == '\n');
            if (Character.isISOControl(character) && !lineEnd && character != '\t') {
                return controlCharacter;
            }
        }
        return null;
    }
}
