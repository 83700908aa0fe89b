package org.adtgateway.server.fileformat;

import org.jspecify.annotations.Nullable;

/** Recognises what spreadsheets and hands do to values, and says how to undo it. */
final class SpreadsheetDamage {
    private SpreadsheetDamage() {}

    /** What to do about a value that its column refuses; null where nothing typical is seen. */
    static @Nullable String remedy(Column column, String text) {
        if (!text.strip().equals(text)) {
            return "Remove the spaces around '" + SafeText.of(text.strip()) + "' in " + column.name() + ".";
        }
        return null;
    }
}
