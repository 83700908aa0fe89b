package org.adtgateway.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.adtgateway.client.internal.transport.ApiRequest;
import org.adtgateway.client.internal.transport.ApiResponse;
import org.adtgateway.client.internal.transport.CallExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Follows the feed of events. Nothing is missed and nothing comes twice, if the cursor is kept together with
 * the work done for its event: go on from it by {@link AdtGatewayClient#events}.
 *
 * <p>For one thread at a time.
 */
public final class EventFeed {
    /** Shorter than the minute after which many proxies time out. */
    private static final Duration ONE_CALL = Duration.ofSeconds(50);

    private final CallExecutor gateway;
    private final @Nullable EventType type;
    private final @Nullable FileType fileType;
    private @Nullable String cursor;

    EventFeed(CallExecutor gateway, @Nullable String after, @Nullable EventType type, @Nullable FileType fileType) {
        this.gateway = gateway;
        this.cursor = after;
        this.type = type;
        this.fileType = fileType;
    }

    /** Returns the feed from here on with events of one type only. */
    public EventFeed ofType(EventType other) {
        return new EventFeed(gateway, cursor, other, fileType);
    }

    /** Returns the feed from here on with events of submissions of one file type only. */
    public EventFeed ofFileType(FileType other) {
        return new EventFeed(gateway, cursor, type, other);
    }

    /**
     * Returns the next events, in order.
     *
     * @param wait how long the gateway may wait for new events; whole seconds up to the limit in
     *     {@link Limits#maxWaitSeconds()}; zero for an immediate response
     * @return empty when nothing has happened
     */
    public List<Event> next(Duration wait) {
        EventPage page = page(cursor, wait);
        cursor = page.next();
        return page.events();
    }

    /**
     * Streams all events from here on, one by one and without end: it waits for new ones. End it by
     * {@code limit} or {@code takeWhile}, or by interrupting the thread. While it runs, {@link #cursor} is that of the
     * event handed out last, so that the next stream, here or after a restart, goes on exactly behind it.
     */
    public Stream<Event> stream() {
        return StreamSupport.stream(new Following(), false);
    }

    private final class Following extends AbstractSpliterator<Event> {
        private final Queue<Event> fetched = new ArrayDeque<>();
        private @Nullable String position = cursor;

        Following() {
            super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        }

        @Override
        public boolean tryAdvance(Consumer<? super Event> action) {
            while (fetched.isEmpty()) {
                fetch();
            }
            Event event = fetched.remove();
            cursor = event.cursor();
            action.accept(event);
            return true;
        }

        private void fetch() {
            long start = System.nanoTime();
            EventPage page = page(position, ONE_CALL);
            position = page.next();
            fetched.addAll(page.events());
            if (page.events().isEmpty()) {
                // a gateway that does not wait must not be polled without a pause
                StatusPoller.pause(StatusPoller.PAUSE.minusNanos(System.nanoTime() - start));
            }
        }
    }

    private EventPage page(@Nullable String after, Duration wait) {
        return gateway.call(
                ApiRequest.get("listEvents", "/v1/events")
                        .query("after", after)
                        .query("type", type)
                        .query("fileType", fileType)
                        .waiting(wait),
                ApiResponse.as(EventPage.class));
    }

    /** Returns the position after the last events; null at the beginning. */
    public @Nullable String cursor() {
        return cursor;
    }
}
