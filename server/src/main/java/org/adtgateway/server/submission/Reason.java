package org.adtgateway.server.submission;

/** Says what the reason of a withdrawal or of an outcome may be. */
public final class Reason {
    private static final int MAX_LENGTH = 500;

    private Reason() {}

    /** Returns whether a text is 1 to 500 characters, line endings and tabs included, without other control characters. */
    public static boolean isValid(String text) {
        return !text.isBlank()
                && text.codePointCount(0, text.length()) <= MAX_LENGTH
                && text.codePoints().allMatch(Reason::isReadable);
    }

    /** Half of a surrogate pair, which JSON can write as an escape, is not a character and has no UTF-8. */
    private static boolean isReadable(int c) {
        return c == '\n' || c == '\t' || (!Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE);
    }
}
