package org.adtgateway.server.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lists what a request may not leave open, since each program on its way could read it in another way; each rule refuses one such thing. */
final class AmbiguousRequest {
    private static final char REPLACEMENT = '\ufffd';
    private static final Pattern DOTS = Pattern.compile("(?:^|/)\\.\\.?(?:/|$)");
    private static final Pattern ENCODED = Pattern.compile("%(?:2[EeFf]|5[Cc])");

    private AmbiguousRequest() {}

    /** Refuses a path that could be split into other segments than it was written with; as sent, before any decoding. */
    static void checkPath(String path) {
        String fault = pathFault(path);
        if (fault != null) {
            throw new ProblemException(ProblemCode.MALFORMED_REQUEST, fault);
        }
    }

    /** Returns what is wrong with a path as sent, for the caller; or null. */
    static @Nullable String pathFault(String path) {
        if (path.contains("//")) {
            return "The path has an empty segment ('//'). A base address must not end with a slash where the path begins with one.";
        }
        if (path.indexOf(';') >= 0) {
            return "The path has parameters (';'), which no operation takes. Leave them out; a query begins with '?'.";
        }
        if (path.indexOf('\\') >= 0 || ENCODED.matcher(path).find()) {
            return "The path has a backslash, or an encoded slash, backslash or dot (%2F, %5C, %2E). Send each segment as the contract has it.";
        }
        if (DOTS.matcher(path).find()) {
            return "The path has '.' or '..' as a segment. Resolve it before you send the request.";
        }
        return null;
    }

    /** Refuses a call that a browser makes for a page of another site: it would use its user's certificate without asking. */
    static void checkSite(@Nullable String fetchSite, @Nullable String origin, @Nullable String host) {
        String site = fetchSite == null ? "none" : fetchSite.strip().toLowerCase(Locale.ROOT);
        if (!site.equals("none") && !site.equals("same-origin")) {
            throw crossSite("Sec-Fetch-Site: " + (site.equals("same-site") ? site : "cross-site"));
        }
        if (origin != null && !origin.strip().equalsIgnoreCase("https://" + host)) {
            throw crossSite("its Origin is another");
        }
    }

    private static ProblemException crossSite(String why) {
        return new ProblemException(
                ProblemCode.CROSS_SITE_CALL,
                "A browser made this call for a page of another site (" + why
                        + "), so nothing was done. Open the address itself, or call from a program.");
    }

    /** Refuses a body that is encoded once more. */
    static void checkContentEncoding(@Nullable String encoding) {
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new ProblemException(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    "Send the body as it is, without Content-Encoding: compressed bodies are not taken.");
        }
    }

    /** Refuses a part that is encoded once more (RFC 7578, 4.7), as the signature would be over other bytes. */
    static void checkTransferEncoding(String encoding) {
        if (!List.of("binary", "8bit", "7bit").contains(encoding.strip().toLowerCase(Locale.ROOT))) {
            throw new ProblemException(
                    ProblemCode.MALFORMED_REQUEST,
                    "A part has a Content-Transfer-Encoding other than binary, 8bit or 7bit. Send its bytes as they are, without this header.");
        }
    }

    /** Refuses a query that is not text, or has a parameter twice, as sent; returns the names. */
    static Set<String> checkQuery(String query) {
        Set<String> names = new HashSet<>();
        for (String parameter : query.split("&", -1)) {
            String[] pair = parameter.split("=", 2);
            String name = decoded(pair[0]);
            decoded(pair[pair.length - 1]);
            if (!name.isEmpty() && !names.add(name)) {
                throw new ProblemException(
                        ProblemCode.INVALID_PARAMETER,
                        "The query has a parameter" + shown(name) + " twice; send it once.");
            }
        }
        return names;
    }

    /** Refuses parameters that the operation does not know: to ignore one is to answer another question. */
    static void checkParameters(Set<?> names, List<String> known) {
        for (Object name : names) {
            if (!known.contains(name)) {
                throw new ProblemException(
                        ProblemCode.INVALID_PARAMETER,
                        "The query has a parameter" + shown(String.valueOf(name))
                                + " that this operation does not know. "
                                + (known.isEmpty() ? "It takes none." : "It takes " + String.join(", ", known) + "."));
            }
        }
    }

    private static String shown(String name) {
        return name.matches("[A-Za-z0-9_-]{1,32}") ? " '" + name + "'" : "";
    }

    private static String decoded(String text) {
        try {
            String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
            if (decoded.chars().noneMatch(c -> Character.isISOControl(c) || c == REPLACEMENT)) {
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            throw notText(e);
        }
        throw notText(null);
    }

    private static ProblemException notText(@Nullable Throwable cause) {
        return new ProblemException(
                ProblemCode.MALFORMED_REQUEST,
                "The query is not percent-encoded UTF-8 text without control characters (RFC 3986, 2.1). Let your HTTP library encode it; a percent sign itself is %25.",
                cause);
    }
}
