package org.adtgateway.server.feed;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Marks how far a caller has read the feed. Its text is opaque to callers and valid until the database is restored to an earlier point, as positions
 * never change otherwise.
 *
 * @param epoch of the feed that the position belongs to; empty until the first restore
 * @param position of the last event that the caller has read; -1 before the first event
 */
record FeedCursor(String epoch, long position) {
    private static final Pattern TEXT = Pattern.compile("feed:(?:([0-9a-f]{1,32}):)?(-1|[0-9]{1,18})");

    /**
     * Parses the text of a cursor.
     *
     * @return null for none, which is the beginning
     * @throws ProblemException INVALID_PARAMETER when the cursor was not issued by this service
     */
    static @Nullable FeedCursor parse(@Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        try {
            Matcher text = TEXT.matcher(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII));
            if (text.matches()) {
                return new FeedCursor(text.group(1) == null ? "" : text.group(1), Long.parseLong(text.group(2)));
            }
        } catch (IllegalArgumentException e) {
            throw unknown(e);
        }
        throw unknown(null);
    }

    String text() {
        String text = "feed:" + (epoch.isEmpty() ? "" : epoch + ":") + position;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static ProblemException unknown(@Nullable Throwable cause) {
        return new ProblemException(
                ProblemCode.INVALID_PARAMETER,
                "The cursor 'after' is none that this service gave out. Use 'next' of an earlier answer, or leave it out to begin at the first event.",
                cause);
    }
}
