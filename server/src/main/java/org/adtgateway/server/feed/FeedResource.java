package org.adtgateway.server.feed;

import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.adtgateway.api.EventsApi;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.longpoll.LongPolling;
import org.adtgateway.server.submission.Responses;
import org.jspecify.annotations.Nullable;

/** The feed of events over HTTP. */
public final class FeedResource implements EventsApi {
    private final EventFeed feed;
    private final LongPolling waiting;

    public FeedResource(EventFeed feed, LongPolling waiting) {
        this.feed = feed;
        this.waiting = waiting;
    }

    @Override
    public CompletionStage<Response> listEvents(
            Caller caller, @Nullable String after, Integer limit, @Nullable String prefer) {
        long place = EventFeed.place(after);
        return waiting.until(
                caller,
                EventFeed.topic(caller),
                prefer,
                admitted -> feed.page(admitted, place, limit),
                page -> !page.events().isEmpty(),
                Responses::events);
    }
}
