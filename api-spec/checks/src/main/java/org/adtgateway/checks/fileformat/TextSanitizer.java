package org.adtgateway.checks.fileformat;

/** Makes text of a file fit for a message, a log line or a terminal. */
final class TextSanitizer {
    /** Code points of a value that a report shows: the longest Request ID has 68. */
    private static final int MOST = 80;

    private TextSanitizer() {}

    /**
     * Cuts the text and writes whatever does not print, or changes how other text prints, as {@code \}{@code uXXXX}: control characters,
     * line endings, invisible and direction-changing characters, characters without a meaning.
     */
    static String of(String text) {
        StringBuilder safe = new StringBuilder();
        int shown = 0;
        for (int i = 0; i < text.length(); ) {
            if (shown++ == MOST) {
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
