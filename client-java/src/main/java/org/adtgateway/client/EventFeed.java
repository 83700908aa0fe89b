package org.adtgateway.client;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows the feed of events. Nothing is missed and nothing comes twice, provided that the cursor is kept together with
 * the work done for its event: go on from it by {@link AdtGatewayClient#events}.
 *
 * <p>For one thread at a time.
 */
public final class EventFeed {
    private final Gateway gateway;
    private @Nullable String cursor;

    EventFeed(Gateway gateway, @Nullable String after) {
        this.gateway = gateway;
        this.cursor = after;
    }

    /** @param next where to go on */
    record Page(List<Event> events, String next) {}

    /**
     * The next events, in order.
     *
     * @param wait how long the gateway may hold its answer when there is nothing new; whole seconds up to the limit in
     *     {@link Limits#maxWait()}; zero for an answer at once
     * @return empty when nothing has happened
     */
    public List<Event> next(Duration wait) {
        Page page = gateway.call(
                Call.get("listEvents", "/v1/events").query("after", cursor).waiting(wait), Json::eventPage);
        cursor = page.next();
        return page.events();
    }

    /** Where the feed stands after the events returned last; null at the beginning. */
    public @Nullable String cursor() {
        return cursor;
    }
}
