package org.adtgateway.server.feed;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.adtgateway.server.evidence.Event;
import org.adtgateway.server.evidence.EventDao;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.longpoll.EventNotifier;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Reads each event that the caller may see, once, in the one order of all events. */
public final class EventFeed {
    private static final String PREFIX = "feed:";

    private final Jdbi jdbi;

    public EventFeed(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * A page of the feed.
     *
     * @param last the position to continue from: that of the last event, or where the caller already was
     * @param more whether further events are there already
     */
    public record Page(List<Event> events, long last, boolean more) {}

    /** What a call of this caller waits for. */
    static Object topic(Caller caller) {
        return Objects.requireNonNullElse(caller.visibleOwner(), EventNotifier.ALL);
    }

    Page page(Caller caller, long after, int limit) {
        String owner = caller.visibleOwner();
        List<Event> found = jdbi.withHandle(handle -> owner == null
                ? new EventDao(handle).feed(after, limit + 1)
                : new EventDao(handle).feedOf(owner, after, limit + 1));
        List<Event> events = found.size() > limit ? found.subList(0, limit) : found;
        return new Page(
                events, events.isEmpty() ? after : position(events.get(events.size() - 1)), found.size() > limit);
    }

    public static long position(Event event) {
        return Objects.requireNonNull(event.feedIndex(), "the feed holds only events that have a position");
    }

    /** Returns the cursor of a position; opaque to callers and valid permanently, as positions never change. */
    public static String cursor(long position) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((PREFIX + position).getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Returns the position of a cursor; the beginning for none.
     *
     * @throws ProblemException INVALID_PARAMETER when the cursor was not issued by this service
     */
    public static long position(@Nullable String cursor) {
        if (cursor == null) {
            return -1;
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            if (text.matches(PREFIX + "(-1|[0-9]{1,18})")) {
                return Long.parseLong(text.substring(PREFIX.length()));
            }
        } catch (IllegalArgumentException e) {
            throw unknown(e);
        }
        throw unknown(null);
    }

    private static ProblemException unknown(@Nullable Throwable cause) {
        return new ProblemException(
                ProblemCode.INVALID_PARAMETER,
                "The cursor 'after' is none that this service gave out. Use 'next' of an earlier answer, or leave it out to begin at the first event.",
                cause);
    }
}
