package org.adtgateway.server.fileformat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the first bytes of a file tell: whether it is text at all, in UTF-8, with lines and commas. If not, its rows are not worth reading.
 *
 * @param byteOrderMark bytes to pass over
 * @param broken the rule that the file breaks; null if its rows can be read
 * @param remedy in place of the rule's own, where more is known
 */
record FileStart(
        int byteOrderMark,
        @Nullable String broken,
        @Nullable String remedy) {
    /** How many bytes to look at. */
    static final int LENGTH = 4 * 1024;

    /** The rules that {@link #broken} may name. */
    static final List<String> RULES =
            List.of("file.empty", "file.utf-16", "file.not-csv", "file.line-ends", "file.separator");

    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    static FileStart of(byte[] bytes) {
        int bom = startsWith(bytes, BOM) ? BOM.length : 0;
        String text = new String(bytes, bom, bytes.length - bom, StandardCharsets.ISO_8859_1);
        if (text.isBlank()) {
            return new FileStart(bom, "file.empty", null);
        }
        if (looksUtf16(bytes)) {
            return new FileStart(bom, "file.utf-16", null);
        }
        String other = otherThanText(text);
        if (other != null) {
            return new FileStart(bom, "file.not-csv", other);
        }
        int lineFeed = text.indexOf('\n');
        int carriageReturn = text.indexOf('\r');
        if (lineFeed < 0 && carriageReturn >= 0 && carriageReturn < text.length() - 1) {
            return new FileStart(bom, "file.line-ends", null);
        }
        String firstLine = lineFeed < 0 ? text : text.substring(0, lineFeed);
        return new FileStart(bom, firstLine.indexOf(',') < 0 ? otherSeparator(firstLine) : null, null);
    }

    /** A byte order mark, or ASCII characters two or four bytes wide. */
    private static boolean looksUtf16(byte[] bytes) {
        if (bytes.length < 2) {
            return false;
        }
        int mark = (bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF);
        return mark == 0xFEFF
                || mark == 0xFFFE
                || (bytes[0] == 0 && bytes[1] != 0)
                || (bytes[0] != 0 && bytes[1] == 0)
                || (bytes.length >= 4 && bytes[0] == 0 && bytes[1] == 0 && (bytes[3] & 0xFF) > 0);
    }

    private static @Nullable String otherThanText(String text) {
        if (text.startsWith("PK\u0003\u0004") || text.startsWith("\u00D0\u00CF\u0011\u00E0")) {
            return "This is a workbook, or an archive. Open it in the spreadsheet and save it as 'CSV UTF-8 (comma delimited)'.";
        }
        if (text.startsWith("-----BEGIN ") || (text.charAt(0) == '0' && text.charAt(1) >= '\u0080')) {
            return "This looks like a signature or a certificate. Send the CSV file itself as 'file', and its signature as 'signature'.";
        }
        if (text.startsWith("%PDF") || text.startsWith("\u001F\u008B")) {
            return "Send the CSV file itself, not printed or packed.";
        }
        return null;
    }

    private static @Nullable String otherSeparator(String line) {
        return line.chars().anyMatch(c -> c == ';' || c == '\t' || c == '|') ? "file.separator" : null;
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }
}
