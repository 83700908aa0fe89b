package org.adtgateway.adt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Puts what the gateway writes for programmers into the words of this command, and lays out text. */
final class Words {
    private static final Map<String, String> OF_THE_API = new LinkedHashMap<>();

    static {
        OF_THE_API.put("; 'violations' says where and what to do.", ", listed below.");
        OF_THE_API.put("'violations' says where and what to do.", "They are listed below.");
        OF_THE_API.put("'violations'", "the list of errors");
        OF_THE_API.put("GET /v1/submissions/{id}/certificates", "adt collect");
        OF_THE_API.put(
                "; GET /v1/me shows your roles and the contract names those of each operation.",
                "; 'adt me' shows your roles.");
        OF_THE_API.put("GET /v1/me", "'adt me'");
        OF_THE_API.put(
                "The form has no part 'serviceRequestReference', which an ADT file requires:", "An ADT file needs");
        OF_THE_API.put("The part 'serviceRequestReference'", "The reference (--reference)");
        OF_THE_API.put("The part 'clientReference'", "Your own reference (--client-reference)");
        OF_THE_API.put("The part 'signature'", "The signature");
        OF_THE_API.put("The part 'file'", "The file");
        OF_THE_API.put("The part 'fileType'", "The type (--type)");
        OF_THE_API.put("'serviceRequestReference'", "the reference (--reference)");
        OF_THE_API.put("'clientReference'", "your own reference (--client-reference)");
        OF_THE_API.put(" Wait as Retry-After says;", "");
        OF_THE_API.put(
                "'fileSha256' must match \"^[0-9a-f]{64}$\".", "--sha256 is 64 hexadecimal digits in lower case.");
        OF_THE_API.put(
                "'userId' must match \"^[0-9A-Fa-f]{2}(-[0-9A-Fa-f]{2}){7}$\".",
                "--user-id is an EUI-64, such as 70-B3-D5-1F-30-00-A0-01.");
        OF_THE_API.put(
                "The cursor 'after' is none that this service gave out. Use 'next' of an earlier answer, or leave it out to begin at the first event.",
                "The gateway knows no such place. Use one that 'adt events' has printed, or leave out --after to read all events.");
        OF_THE_API.put(" after Retry-After", " a little later");
        OF_THE_API.put(
                "Read the feed from its beginning, without 'after', and skip what you have handled: submission and version name an event.",
                "Leave out --after, to read all events from the beginning.");
    }

    private static final Pattern PENDING_ROWS = Pattern.compile(
            ", or say 'incomplete': true; GET /v1/submissions/[0-9a-f-]+/row-results\\?pending=true lists (it|them)\\.");

    private Words() {}

    /** Replaces the words of the API. */
    static String plain(String text) {
        String plain = text;
        for (Map.Entry<String, String> each : OF_THE_API.entrySet()) {
            plain = plain.replace(each.getKey(), each.getValue());
        }
        return PENDING_ROWS.matcher(plain).replaceAll(", or give --incomplete. 'adt results' shows $1.");
    }

    /** Takes the text out of a Warning header (RFC 7234, 5.5). */
    static String warning(String header) {
        int begin = header.indexOf('"');
        int end = header.lastIndexOf('"');
        return plain(begin >= 0 && end > begin ? header.substring(begin + 1, end) : header);
    }

    static String count(long number, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
    }

    /** Breaks a text into lines that are never wider than this, so that words that are too long are broken too. */
    static List<String> wrapWhole(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String line : wrap(text, width)) {
            String rest = line;
            while (rest.length() > width) {
                lines.add(rest.substring(0, width));
                rest = rest.substring(width);
            }
            lines.add(rest);
        }
        return lines;
    }

    /** Breaks a text into lines between words; a word that is too long has a line of its own. */
    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.split("\\R", -1)) {
            StringBuilder line = new StringBuilder();
            for (String word : paragraph.split(" ", -1)) {
                if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                line.append(line.isEmpty() ? "" : " ").append(word);
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
