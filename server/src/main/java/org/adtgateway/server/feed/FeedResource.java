package org.adtgateway.server.feed;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.adtgateway.api.EventPage;
import org.adtgateway.api.FeedApi;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.longpoll.LongPolling;
import org.adtgateway.server.submission.SubmissionView;
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
        FeedCursor cursor = FeedCursor.parse(after);
        return longPolling.until(
                caller,
                EventFeed.topic(caller),
                prefer,
                admitted -> feed.page(admitted, cursor, limit),
                page -> !page.events().isEmpty(),
                FeedResource::response);
    }

    private static Response.ResponseBuilder response(EventFeed.Page page) {
        EventPage body = EventPage.builder()
                .events(page.events().stream()
                        .map(event ->
                                SubmissionView.of(event, page.cursor(event).text()))
                        .toList())
                .next(page.next().text())
                .more(page.more())
                .build();
        return Response.ok(body, MediaType.APPLICATION_JSON_TYPE);
    }
}
