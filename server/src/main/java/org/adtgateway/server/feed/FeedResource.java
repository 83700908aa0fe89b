package org.adtgateway.server.feed;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.adtgateway.api.EventPage;
import org.adtgateway.api.EventType;
import org.adtgateway.api.FeedApi;
import org.adtgateway.checks.fileformat.FileType;
import org.adtgateway.server.evidence.EventDao;
import org.adtgateway.server.http.OrderCursor;
import org.adtgateway.server.http.OrderCursor.Order;
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
            Caller caller,
            @Nullable String after,
            @Nullable EventType type,
            @Nullable FileType fileType,
            Integer limit,
            @Nullable String prefer) {
        OrderCursor cursor = OrderCursor.parse(Order.FEED, after);
        EventDao.Filter filter = new EventDao.Filter(type, fileType);
        return longPolling.until(
                caller,
                EventFeed.topic(caller),
                prefer,
                admitted -> feed.page(admitted, cursor, filter, limit),
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
