package org.adtgateway.server.feed;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.adtgateway.api.FeedApi;
import org.adtgateway.api.dto.EventDto;
import org.adtgateway.api.dto.EventPageDto;
import org.adtgateway.server.evidence.Event;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.longpoll.LongPolling;
import org.adtgateway.server.submission.SubmissionDtoMapper;
import org.jspecify.annotations.Nullable;

/** The feed of events over HTTP. */
public final class FeedResource implements FeedApi {
    private final EventFeed feed;
    private final LongPolling longPolling;

    public FeedResource(EventFeed feed, LongPolling longPolling) {
        this.feed = feed;
        this.longPolling = longPolling;
    }

    @Override
    public CompletionStage<Response> listEvents(
            Caller caller, @Nullable String after, Integer limit, @Nullable String prefer) {
        long position = EventFeed.position(after);
        return longPolling.until(
                caller,
                EventFeed.topic(caller),
                prefer,
                admitted -> feed.page(admitted, position, limit),
                page -> !page.events().isEmpty(),
                FeedResource::response);
    }

    private static Response.ResponseBuilder response(EventFeed.Page page) {
        EventPageDto dto = new EventPageDto()
                .events(page.events().stream().map(FeedResource::event).toList())
                .next(EventFeed.cursor(page.last()))
                .more(page.more());
        return Response.ok(dto, MediaType.APPLICATION_JSON_TYPE);
    }

    private static EventDto event(Event event) {
        return SubmissionDtoMapper.of(event).cursor(EventFeed.cursor(EventFeed.position(event)));
    }
}
