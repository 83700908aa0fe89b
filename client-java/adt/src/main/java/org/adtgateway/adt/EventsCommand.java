package org.adtgateway.adt;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.Event;
import org.adtgateway.client.EventFeed;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "events",
        description = {
            "List what happened to your submissions, oldest first: received, claimed, decided, withdrawn.",
            "With --json each line is one event, and its cursor is where to continue."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  adt events                               all of them",
            "  adt events --follow                      and then each new one, until stopped",
            "  adt events --json --after CURSOR         for a script, from where it stopped"
        })
final class EventsCommand implements Callable<Integer> {
    private static final Duration WAIT = Duration.ofSeconds(50);
    private static final int EVENT_WIDTH = 14;

    private final Adt adt;

    @Option(names = "--after", paramLabel = "CURSOR", description = "Only what came after this place.")
    private @Nullable String after;

    @Option(names = "--follow", description = "Wait for new ones, until stopped.")
    private boolean follow;

    @Option(names = "--limit", paramLabel = "N", description = "Maximum number; by default there is none.")
    private long limit = Long.MAX_VALUE;

    EventsCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new UsageException("--limit is at least 1");
        }
        Console console = adt.console();
        try (AdtGatewayClient client = adt.clientFactory().client()) {
            String cursor = print(client.events(after), console);
            if (cursor != null) {
                console.note("To continue from here: adt events --after " + cursor);
            }
        }
        return ExitCode.DONE.number();
    }

    /** Returns the place behind the last event that was printed; null when there was none. */
    private @Nullable String print(EventFeed feed, Console console) {
        long printed = 0;
        String cursor = null;
        List<Event> events = feed.next(Duration.ZERO);
        while (printed < limit && (follow || !events.isEmpty())) {
            for (Event event : events) {
                if (printed == limit) {
                    break;
                }
                print(event, console);
                cursor = event.cursor();
                printed++;
            }
            events = printed < limit ? feed.next(follow ? WAIT : Duration.ZERO) : List.of();
        }
        if (printed == 0) {
            console.note("No events.");
        }
        return cursor;
    }

    private static void print(Event event, Console console) {
        console.event(
                members(event),
                () -> console.paragraph(
                        0,
                        console.time(event.occurredAt())
                                + "  "
                                + String.format(Locale.ROOT, "%-" + EVENT_WIDTH + "s", event.type())
                                + "  " + event.submissionId() + "  " + event.fileType() + " of " + event.partyId()
                                + (event.reason() == null ? "" : ": " + event.reason())));
    }

    private static Map<String, Object> members(Event event) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("event", event.type());
        members.put("time", event.occurredAt());
        members.put("submissionId", event.submissionId());
        members.put("partyId", event.partyId());
        members.put("fileType", event.fileType());
        members.put("status", event.toStatus());
        members.put("actor", event.actor());
        members.put("reason", event.reason());
        members.put("cursor", event.cursor());
        members.values().removeIf(Objects::isNull);
        return members;
    }
}
