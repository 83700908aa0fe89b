package org.adtgateway.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the Content-Disposition of a part (RFC 7578, 4.2; RFC 6266) as clients really write it: a file name in an extended parameter (RFC 8187), as an
 * encoded word (RFC 2047), or as a path of Windows whose backslashes are not escapes.
 */
final class ContentDisposition {
    private static final Pattern PARAMETER = Pattern.compile(
            ";\\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\\s*=\\s*(?:\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"|([^\\s;\"]*))");
    private static final Pattern ENCODED_WORD = Pattern.compile("=\\?([A-Za-z0-9_-]{1,40})\\?([BbQq])\\?([!-~]*?)\\?=");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");
    private static final Pattern EXTENDED = Pattern.compile("([A-Za-z0-9_-]{1,40})'[A-Za-z0-9-]*'(.*)");

    private final Map<String, String> parameters = new HashMap<>();

    /**
     * Reads the value of a header.
     *
     * @throws ProblemException MALFORMED_REQUEST for a parameter that comes twice
     */
    ContentDisposition(@Nullable String header) {
        Matcher parameter = PARAMETER.matcher(header == null ? "" : header);
        while (parameter.find()) {
            String name = parameter.group(1).toLowerCase(Locale.ROOT);
            String value = parameter.group(2) == null ? parameter.group(3) : parameter.group(2);
            if (parameters.put(name, value) != null) {
                throw new ProblemException(
                        ProblemCode.MALFORMED_REQUEST,
                        "The parameter '" + name + "' of a Content-Disposition came twice; send it once.");
            }
        }
    }

    /** Returns the name of the part. */
    Optional<String> name() {
        return Optional.ofNullable(parameters.get("name")).map(ContentDisposition::unescaped);
    }

    /** Returns the name of the file as its sender knows it, the folders before it taken off. */
    Optional<String> fileName() {
        return Optional.ofNullable(parameters.get("filename*"))
                .flatMap(ContentDisposition::extended)
                .or(() -> Optional.ofNullable(parameters.get("filename"))
                        .map(name -> decoded(name.replace("\\\"", "\""))))
                .map(name -> name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1));
    }

    private static Optional<String> extended(String value) {
        Matcher parts = EXTENDED.matcher(value);
        return parts.matches() ? text(percentDecoded(parts.group(2)), parts.group(1)) : Optional.empty();
    }

    private static String unescaped(String name) {
        return name.indexOf('\\') < 0 ? name : ESCAPE.matcher(name).replaceAll("$1");
    }

    /** Decodes encoded words where the whole name consists of them. */
    private static String decoded(String name) {
        if (!name.contains("=?")) {
            return name;
        }
        StringBuilder all = new StringBuilder();
        Matcher word = ENCODED_WORD.matcher(name.strip());
        int end = 0;
        while (word.find() && name.strip().substring(end, word.start()).isBlank()) {
            Optional<String> text = word.group(2).equalsIgnoreCase("B")
                    ? base64(word.group(3)).flatMap(bytes -> text(bytes, word.group(1)))
                    : text(percentDecoded(word.group(3).replace('_', ' ').replace('=', '%')), word.group(1));
            if (text.isEmpty()) {
                return name;
            }
            all.append(text.get());
            end = word.end();
        }
        return end > 0 && end == name.strip().length() ? all.toString() : name;
    }

    private static Optional<byte[]> base64(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static byte[] percentDecoded(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * 3);
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%'
                    && i + 2 < text.length()
                    && isHex(text.charAt(i + 1))
                    && isHex(text.charAt(i + 2))) {
                bytes.put((byte) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.put(text.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
            }
        }
        byte[] decoded = new byte[bytes.position()];
        bytes.flip().get(decoded);
        return decoded;
    }

    private static boolean isHex(char digit) {
        return Character.digit(digit, 16) >= 0;
    }

    private static Optional<String> text(byte[] bytes, String charset) {
        try {
            return Optional.of(Charset.forName(charset)
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException | IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.empty();
        }
    }
}
