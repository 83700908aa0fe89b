package org.adtgateway.adt;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds out how wide the terminal is: the launcher asks it, and a shell knows too. */
final class TerminalWidth {
    static final int USUAL = 80;
    private static final int NARROWEST = 40;
    /** The least that picocli takes. */
    private static final int NARROWEST_HELP = 55;

    private static final int WIDEST_HELP = 110;

    private TerminalWidth() {}

    static int of(Map<String, String> environment) {
        int width = number(System.getProperty("adt.columns"));
        if (width == 0) {
            width = number(environment.get("COLUMNS"));
        }
        return width == 0 ? USUAL : Math.max(NARROWEST, width);
    }

    /** Returns a width in which help can be read: not too narrow for its two columns, and no line that is too long to follow. */
    static int ofHelp(Map<String, String> environment) {
        return Math.max(NARROWEST_HELP, Math.min(WIDEST_HELP, of(environment)));
    }

    private static int number(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
    }
}
