package org.adtgateway.server.feed;

import java.util.List;
import java.util.Objects;
import org.adtgateway.server.evidence.Event;
import org.adtgateway.server.evidence.EventDao;
import org.adtgateway.server.http.OrderCursor;
import org.adtgateway.server.http.OrderCursor.Order;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.longpoll.EventNotifier;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Reads each event that the caller may see, once, in the one order of all events. */
public final class EventFeed {
    private final Jdbi jdbi;

    public EventFeed(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * A page of the feed.
     *
     * @param next from where to continue: after the last event, or where the caller already was
     * @param more whether further events are there already
     */
    record Page(List<Event> events, OrderCursor next, boolean more) {
        OrderCursor cursor(Event event) {
            return new OrderCursor(Order.FEED, next.epoch(), EventFeed.position(event));
        }
    }

    /** Returns what a call of this caller waits for. */
    static Object topic(Caller caller) {
        return Objects.requireNonNullElse(caller.visibleOwner(), EventNotifier.ALL);
    }

    /**
     * Reads a page.
     *
     * @param after null for the beginning
     * @param filter which events it has
     * @throws ProblemException FEED_RESTARTED for a cursor of events that a restore of the database has lost
     */
    Page page(Caller caller, @Nullable OrderCursor after, EventDao.Filter filter, int limit) {
        String owner = caller.visibleOwner();
        long position = after == null ? -1 : after.position();
        EventDao.Excerpt found = jdbi.withHandle(handle -> owner == null
                ? new EventDao(handle).feed(filter, position, limit + 1)
                : new EventDao(handle).feedOf(owner, filter, position, limit + 1));
        if (after != null && !isOf(after, found)) {
            throw new ProblemException(
                    ProblemCode.FEED_RESTARTED,
                    "The database was restored to an earlier point, and this cursor is of events that it has lost. Read the feed from its "
                            + "beginning, without 'after', and skip what you have handled: submission and version name an event.");
        }
        boolean more = found.events().size() > limit;
        List<Event> events = more ? found.events().subList(0, limit) : found.events();
        long last = events.isEmpty() ? position : position(events.get(events.size() - 1));
        return new Page(events, new OrderCursor(Order.FEED, found.epoch(), last), more);
    }

    private static boolean isOf(OrderCursor cursor, EventDao.Excerpt found) {
        return cursor.epoch().equals(found.epoch())
                && (!found.events().isEmpty() || cursor.position() <= found.lastPosition());
    }

    private static long position(Event event) {
        return Objects.requireNonNull(event.feedIndex(), "the feed holds only events that have a position");
    }
}
