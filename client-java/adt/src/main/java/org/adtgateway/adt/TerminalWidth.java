package org.adtgateway.adt;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds out how wide the terminal is: the launcher asks it, and a shell knows too. */
final class TerminalWidth {
    private static final int USUAL = 80;
    private static final int NARROWEST = 40;

    private TerminalWidth() {}

    static int of(Map<String, String> environment) {
        int width = number(System.getProperty("adt.columns"));
        if (width == 0) {
            width = number(environment.get("COLUMNS"));
        }
        return width == 0 ? USUAL : Math.max(NARROWEST, width);
    }

    private static int number(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
    }
}
