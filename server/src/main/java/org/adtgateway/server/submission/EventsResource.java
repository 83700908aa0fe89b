package org.adtgateway.server.submission;

import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.adtgateway.api.EventsApi;
import org.adtgateway.server.identity.Caller;
import org.jspecify.annotations.Nullable;

/** The feed of events over HTTP. */
public final class EventsResource implements EventsApi {
    private final EventFeed feed;
    private final Waiting waiting;

    public EventsResource(EventFeed feed, Waiting waiting) {
        this.feed = feed;
        this.waiting = waiting;
    }

    @Override
    public CompletionStage<Response> listEvents(
            Caller caller, @Nullable String after, Integer limit, @Nullable String prefer) {
        long place = EventFeed.place(after);
        return waiting.until(
                EventFeed.topic(caller),
                prefer,
                () -> feed.page(caller, place, limit),
                page -> !page.events().isEmpty(),
                Replies::events);
    }
}
