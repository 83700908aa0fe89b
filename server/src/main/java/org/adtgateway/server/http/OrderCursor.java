package org.adtgateway.server.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Marks how far a caller has read the events or the audit entries. Its text is opaque to callers and valid until the database is restored to an
 * earlier point, as positions never change otherwise.
 *
 * @param order what it is a place in
 * @param epoch of the order that the position belongs to; empty until the first restore
 * @param position of the last one that the caller has read; -1 before the first
 */
public record OrderCursor(Order order, String epoch, long position) {
    /** What can be read in order. */
    public enum Order {
        FEED,
        AUDIT;

        private String prefix() {
            return name().toLowerCase(Locale.ROOT) + ":";
        }
    }

    private static final Pattern TEXT = Pattern.compile("(?:([0-9a-f]{1,32}):)?(-1|[0-9]{1,18})");

    /**
     * Parses the text of a cursor.
     *
     * @return null for none, which is the beginning
     * @throws ProblemException INVALID_PARAMETER when the cursor was not issued by this service
     */
    public static @Nullable OrderCursor parse(Order order, @Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        try {
            String decoded = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            Matcher text =
                    TEXT.matcher(decoded).region(Math.min(order.prefix().length(), decoded.length()), decoded.length());
            if (decoded.startsWith(order.prefix()) && text.matches()) {
                return new OrderCursor(
                        order, text.group(1) == null ? "" : text.group(1), Long.parseLong(text.group(2)));
            }
        } catch (IllegalArgumentException e) {
            throw unknown(e);
        }
        throw unknown(null);
    }

    public String text() {
        String text = order.prefix() + (epoch.isEmpty() ? "" : epoch + ":") + position;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static ProblemException unknown(@Nullable Throwable cause) {
        return new ProblemException(
                ProblemCode.INVALID_PARAMETER,
                "The cursor 'after' is none that this service gave out. Use 'next' of an earlier answer, or leave it out to begin at the first.",
                cause);
    }
}
