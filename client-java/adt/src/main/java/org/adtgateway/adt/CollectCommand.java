package org.adtgateway.adt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.Event;
import org.adtgateway.client.EventFeed;
import org.adtgateway.client.EventType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "collect",
        description = {
            "For operators: take up what suppliers submit, and write it to a folder, until stopped.",
            "Each submission is fetched, verified without trust in the gateway (signer-trust, receipt-trust), claimed, and"
                    + " written to FOLDER/ID/ with file.csv, signature.p7s, certificates.pem, receipt.p7m and submission.json."
                    + " What is not valid is not claimed and goes to FOLDER/suspect/ID/. Goes on where it stopped."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  adt collect /srv/dcc/in", "  adt collect /srv/dcc/in --once"})
final class CollectCommand implements Callable<Integer> {
    private static final Duration WAIT = Duration.ofSeconds(50);
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Adt adt;

    @Parameters(paramLabel = "FOLDER", description = "Where to write the submissions.")
    private @Nullable Path folder;

    @Option(names = "--once", description = "Take up what is there, and end.")
    private boolean once;

    CollectCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    @SuppressWarnings("try") // the lock is there to be held
    public Integer call() throws InterruptedException {
        Path target = Objects.requireNonNull(folder);
        Console console = adt.console();
        ClientFactory session = adt.session();
        try (AdtGatewayClient client = session.client();
                FileChannel lock = lock(target)) {
            SubmissionCollector collected =
                    new SubmissionCollector(target, client, session.signatures(), session.requiredReceipts(), console);
            console.note("Collecting into " + target + (once ? "" : "; stop with Ctrl-C"));
            EventFeed feed = client.events(cursor(target));
            while (true) {
                if (!step(feed, collected, target, console) && once) {
                    return (collected.suspects() > 0 ? ExitCode.REFUSED : ExitCode.DONE).number();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Two at work on the same folder would undo each other's half-written submissions. */
    private static FileChannel lock(Path target) throws IOException {
        Files.createDirectories(target);
        FileChannel channel =
                FileChannel.open(target.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // another one in this process: the same answer
        }
        channel.close();
        throw new UsageException("Another 'adt collect' is at work on " + target + "; one folder takes one at a time");
    }

    /** Deals with the next events; returns false when there were none. */
    private boolean step(EventFeed feed, SubmissionCollector collected, Path target, Console console)
            throws IOException, InterruptedException {
        List<Event> events;
        try {
            events = feed.next(once ? Duration.ZERO : WAIT);
        } catch (AdtGatewayException e) {
            tryLater(e, console);
            return true;
        }
        for (Event event : events) {
            if (event.type() == EventType.RECEIVED) {
                while (!taken(event.submissionId(), collected, console)) {
                    Thread.sleep(PAUSE.toMillis());
                }
            }
        }
        if (!events.isEmpty()) {
            // after the work: what a crash leaves undone is looked at again
            SignatureFiles.write(target.resolve("cursor"), cursorOf(feed));
        }
        return !events.isEmpty();
    }

    /** Returns false when it has to be tried again. */
    private boolean taken(String id, SubmissionCollector collected, Console console) throws IOException {
        try {
            collected.take(id);
            return true;
        } catch (AdtGatewayException e) {
            tryLater(e, console);
            return false;
        }
    }

    /** Only where that may help; and not when the command is to go through once. */
    private void tryLater(AdtGatewayException e, Console console) {
        boolean passing = e.status() == 0 || e.status() >= 500 || e.status() == 429 || e.status() == 408;
        if (once || !passing || e.code().equals(AdtGatewayException.INTERRUPTED)) {
            throw e;
        }
        console.warn("trying again in " + PAUSE.toSeconds() + " s: " + e.code() + ", " + e.detail());
    }

    private static @Nullable String cursor(Path target) throws IOException {
        Path file = target.resolve("cursor");
        return Files.exists(file) ? Files.readString(file).strip() : null;
    }

    private static byte[] cursorOf(EventFeed feed) {
        return String.valueOf(feed.cursor()).getBytes(StandardCharsets.UTF_8);
    }
}
