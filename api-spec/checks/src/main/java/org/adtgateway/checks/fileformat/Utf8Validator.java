package org.adtgateway.checks.fileformat;

/** Judges bytes as UTF-8 (RFC 3629) without making characters of them. */
final class Utf8Validator {
    /** What is found, the worst of it. */
    enum Verdict {
        GOOD,
        /** Well-formed, with a control character (Unicode category Cc) that is neither a tab nor a line ending, or one that turns text around. */
        CONTROL,
        MALFORMED
    }

    /** The last byte of U+009F, the last control character. */
    private static final byte LAST_CONTROL = (byte) 0x9F;

    private Utf8Validator() {}

    static Verdict judge(byte[] bytes, int from, int to) {
        boolean control = false;
        int at = from;
        while (at < to) {
            int first = bytes[at];
            if (first >= 0) {
                control |= (first < ' ' || first == 0x7F) && !isTabOrLineEnd(bytes, at, to);
                at++;
                continue;
            }
            int length = length(bytes, at, to);
            if (length == 0) {
                return Verdict.MALFORMED;
            }
            control |= (first & 0xFF) == 0xC2 && bytes[at + 1] <= LAST_CONTROL;
            control |= (first & 0xFF) == 0xE2 && turnsTextAround(bytes[at + 1] & 0xFF, bytes[at + 2] & 0xFF);
            at += length;
        }
        return control ? Verdict.CONTROL : Verdict.GOOD;
    }

    /** U+202A to U+202E and U+2066 to U+2069 show text in another order than it has (Unicode Standard Annex 9): a person approves what is not there. */
    private static boolean turnsTextAround(int second, int third) {
        return (second == 0x80 && third >= 0xAA && third <= 0xAE) || (second == 0x81 && third >= 0xA6 && third <= 0xA9);
    }

    private static boolean isTabOrLineEnd(byte[] bytes, int at, int to) {
        return switch (bytes[at]) {
            case '\t', '\n' -> true;
            case '\r' -> at + 1 < to && bytes[at + 1] == '\n';
            default -> false;
        };
    }

    /** Returns how many bytes the character of two to four bytes has that begins here; 0 if it is malformed (The Unicode Standard, table 3-7). */
    private static int length(byte[] bytes, int at, int to) {
        int first = bytes[at] & 0xFF;
        int length = first < 0xC2 || first > 0xF4 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (length == 0 || at + length > to) {
            return 0;
        }
        int second = bytes[at + 1] & 0xFF;
        int least = switch (first) {
            case 0xE0 -> 0xA0; // no longer than need be
            case 0xF0 -> 0x90;
            default -> 0x80;
        };
        int most = switch (first) {
            case 0xED -> 0x9F; // no surrogates
            case 0xF4 -> 0x8F; // nothing above U+10FFFF
            default -> 0xBF;
        };
        if (second < least || second > most) {
            return 0;
        }
        for (int i = at + 2; i < at + length; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
