package org.adtgateway.adt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.adtgateway.checks.text.TextFile;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.Event;
import org.adtgateway.client.EventFeed;
import org.adtgateway.client.EventType;
import org.adtgateway.client.FileType;
import org.jspecify.annotations.Nullable;

/** Follows the feed into a folder. What is begun is noted there before the feed goes on, so that nothing is left undone, whenever it stops. */
final class Collection {
    private static final Duration WAIT = Duration.ofSeconds(50);
    private static final String GATEWAY = "gateway";
    private static final String FOLDER = "folder";
    private static final int NAMED = 5;
    private static final int ENOUGH = 1000;
    private static final int PROBE = 64 * 1024;

    private final Path folder;
    private final AdtGatewayClient client;
    private final SubmissionCollector collector;
    private final ClaimNotes notes;
    private final Filter filter;
    private final ServiceLog log;
    private final Pauses pauses = new Pauses();
    private final Set<String> ofOthers = new LinkedHashSet<>();
    /** What was read of the feed and not noted yet: it outlives a call that fails, as the feed has gone on by then. */
    private final Set<String> open = new LinkedHashSet<>();

    private final Set<String> released = new LinkedHashSet<>();
    private EventFeed feed;
    private boolean reachedTheEnd;

    /** Chooses what to collect; null for all. */
    record Filter(@Nullable FileType type, @Nullable String party) {
        boolean takes(Event event) {
            return (type == null || type.equals(event.fileType())) && (party == null || party.equals(event.partyId()));
        }

        private String text() {
            return (type == null ? "all types" : "--type " + type) + ", "
                    + (party == null ? "all Parties" : "--party " + party);
        }
    }

    Collection(
            Path folder,
            AdtGatewayClient client,
            SubmissionCollector collector,
            ClaimNotes notes,
            Filter filter,
            ServiceLog log)
            throws IOException {
        this.folder = folder;
        this.client = client;
        this.collector = collector;
        this.notes = notes;
        this.filter = filter;
        this.log = log;
        this.feed = client.events(readCursor());
        requireSameFilter();
    }

    /** Requires the filter of the last time: the feed has gone on past what it left out. */
    private void requireSameFilter() throws IOException {
        Path file = folder.resolve(".filter");
        if (!Files.exists(file)) {
            DurableFiles.write(file, filter.text().getBytes(StandardCharsets.UTF_8));
        } else if (!TextFile.read(file).strip().equals(filter.text())) {
            throw new UsageException(folder + " is a collection of "
                    + TextFile.read(file).strip() + ", and not of " + filter.text() + ": use a folder for each choice");
        }
    }

    /** Goes past everything that has happened so far. */
    void skipHistory() throws IOException {
        if (readCursor() != null) {
            throw new UsageException(folder + " is a collection already; --from-now is for a new folder");
        }
        List<Event> events;
        do {
            events = feed.next(Duration.ZERO);
        } while (!events.isEmpty());
        writeCursor();
    }

    /** Collects what is there; returns false when something is left that has to be tried again. */
    boolean once() throws IOException {
        boolean all = collectBegun();
        while (read(Duration.ZERO)) {
            all = collectBegun();
        }
        return all;
    }

    /** Collects without end: what fails for now is tried again after a pause. */
    void forever() throws InterruptedException {
        while (true) {
            Duration pause = step();
            Thread.sleep(pause.toMillis());
        }
    }

    /** Goes on for once, and returns how long to pause. */
    Duration step() {
        try {
            boolean all = collectBegun();
            read(all ? WAIT : Duration.ZERO);
            all &= collectBegun();
            log.over(GATEWAY, "GATEWAY_BACK", "The gateway is reached again");
            log.over(FOLDER, "RESUMED", "The folder can be used again");
            if (all) {
                pauses.reset();
                return Duration.ZERO;
            }
            return pauses.next(null);
        } catch (AdtGatewayException e) {
            if (e.code().equals(AdtGatewayException.INTERRUPTED)) {
                throw e;
            }
            Outage.report(e, GATEWAY, log);
            return pauses.next(e.retryAfter());
        } catch (IOException | RuntimeException e) {
            log.trouble(FOLDER, "WAITING", "FOLDER", "Cannot collect for now: " + ErrorReporter.reason(e));
            return pauses.next(null);
        }
    }

    /** Collects what is noted; returns false when something is left that has to be tried again. */
    private boolean collectBegun() throws IOException {
        boolean all = true;
        for (String id : notes.begun()) {
            try {
                collector.collect(id);
                log.over(id, "RESUMED", id + ": it goes on");
            } catch (AdtGatewayException e) {
                if (Outage.is(e)) {
                    throw e;
                }
                all = false;
                postpone(id, e.code(), e);
            } catch (IOException | UncheckedIOException e) {
                if (!isUsable()) {
                    throw e;
                }
                all = false;
                postpone(id, "FILE", e);
            } catch (RuntimeException e) {
                // whatever it is: the others go on
                all = false;
                postpone(id, "UNEXPECTED", e);
            }
        }
        return all;
    }

    /** Reports trouble with one submission, which does not keep the others waiting. */
    private void postpone(String id, String code, Exception e) {
        log.trouble(id, "WAITING", code, id + " is not collected, and will be tried again: " + ErrorReporter.reason(e));
    }

    /** Tells whether the folder can be written: otherwise, as with a full disk, the trouble is not that of one submission in it. */
    private boolean isUsable() {
        Path probe = folder.resolve(".probe");
        try {
            DurableFiles.write(probe, new byte[PROBE]);
            Files.delete(probe);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Notes what the next events have brought, and goes on in the feed; returns false when there were none. A long history is read as a whole before anything is
     * noted: most of it is done with.
     */
    private boolean read(Duration wait) throws IOException {
        List<Event> events = next(wait);
        boolean some = !events.isEmpty();
        while (!events.isEmpty()) {
            for (Event event : events) {
                sort(event);
            }
            events = open.size() < ENOUGH ? next(Duration.ZERO) : List.of();
        }
        boolean isEnd = open.size() < ENOUGH;
        // what lies here is not this folder's any more, unless it was claimed again
        open.addAll(released);
        some |= !open.isEmpty();
        for (String id : open) {
            notes.pending(id);
        }
        if (some) {
            writeCursor();
        }
        open.clear();
        released.clear();
        if (isEnd) {
            reportOthers();
        }
        return some;
    }

    private List<Event> next(Duration wait) {
        try {
            return feed.next(wait);
        } catch (AdtGatewayException e) {
            if (!e.code().equals("FEED_RESTARTED")) {
                throw e;
            }
            log.told("FEED_RESTARTED", Map.of(), "The gateway was restored from a backup: its events are read again");
            feed = client.events(null);
            return feed.next(wait);
        }
    }

    private void sort(Event event) throws IOException {
        String id = event.submissionId();
        EventType type = event.type();
        boolean here = collector.has(id);
        ofOthers.remove(id);
        if (!filter.takes(event)) {
            return;
        }
        if (type.equals(EventType.RECEIVED)) {
            open.add(id);
        } else if (type.equals(EventType.CLAIM_RELEASED)) {
            open.add(id);
            if (here) {
                released.add(id);
            }
        } else {
            open.remove(id);
            boolean ours = notes.ofOurs().equals(event.reason()) || notes.isBegun(id);
            if (type.equals(EventType.CLAIMED) && !here && !ours) {
                ofOthers.add(id);
            }
        }
    }

    /** Reports once, at the end of the history, what others have claimed and not decided: perhaps a collector that does not exist any more. */
    private void reportOthers() {
        if (!reachedTheEnd && !ofOthers.isEmpty()) {
            log.told(
                    "OF_OTHERS",
                    Map.of("submissionIds", List.copyOf(ofOthers)),
                    Words.count(ofOthers.size(), "submission")
                            + " being processed that this folder has not claimed ("
                            + String.join(", ", ofOthers.stream().limit(NAMED).toList())
                            + (ofOthers.size() > NAMED ? ", ..." : "")
                            + "); if no other collector works on them, take one up with --adopt ID");
        }
        reachedTheEnd = true;
        ofOthers.clear();
    }

    private @Nullable String readCursor() throws IOException {
        Path file = folder.resolve("cursor");
        return Files.exists(file) ? Files.readString(file).strip() : null;
    }

    private void writeCursor() throws IOException {
        DurableFiles.write(
                folder.resolve("cursor"), String.valueOf(feed.cursor()).getBytes(StandardCharsets.UTF_8));
    }
}
