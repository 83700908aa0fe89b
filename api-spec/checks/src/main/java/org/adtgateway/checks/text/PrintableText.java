package org.adtgateway.checks.text;

/** Makes text that comes from elsewhere fit for a message, a log line or a terminal. */
public final class PrintableText {
    /** Code points of a value that a report shows: the longest Request ID has 68. */
    private static final int MAX_OF_A_VALUE = 80;

    private PrintableText() {}

    /** Makes a value of a file printable, cut after 80 code points. */
    public static String of(String text) {
        return of(text, MAX_OF_A_VALUE);
    }

    /**
     * Cuts the text and writes whatever does not print, or changes how other text prints, as {@code \}{@code uXXXX}: control characters,
     * line endings, invisible and direction-changing characters, characters without a meaning.
     *
     * @param max code points that are kept
     */
    public static String of(String text, int max) {
        StringBuilder safe = new StringBuilder();
        int shown = 0;
        for (int i = 0; i < text.length(); ) {
            if (shown++ == max) {
                return safe.append('…').toString();
            }
            int codePoint = text.codePointAt(i);
            i += Character.charCount(codePoint);
            if (prints(codePoint)) {
                safe.appendCodePoint(codePoint);
            } else {
                safe.append(String.format("\\u%04X", codePoint));
            }
        }
        return safe.toString();
    }

    private static boolean prints(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            case Character.SPACE_SEPARATOR -> codePoint == ' ';
            default -> true;
        };
    }
}
