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
            "For operators: claim new submissions and write them to a folder, until stopped.",
            "Each submission is fetched, verified without trusting the gateway (signer-trust, receipt-trust), claimed, and"
                    + " written to FOLDER/ID/ with file.csv, signature.p7s, certificates.pem, receipt.p7m and submission.json."
                    + " If a signature or receipt is not valid, it is not claimed and written to FOLDER/suspect/ID/. A restart"
                    + " continues where the last run stopped."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  adt collect /srv/dcc/in", "  adt collect /srv/dcc/in --once"})
final class CollectCommand implements Callable<Integer> {
    private static final Duration WAIT = Duration.ofSeconds(50);
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Adt adt;

    @Parameters(paramLabel = "FOLDER", description = "Where to write the submissions.")
    private @Nullable Path folder;

    @Option(names = "--once", description = "Collect what is there, and exit.")
    private boolean once;

    CollectCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    @SuppressWarnings("try") // the lock is only held
    public Integer call() throws InterruptedException {
        Path target = Objects.requireNonNull(folder);
        Console console = adt.console();
        ClientFactory factory = adt.clientFactory();
        try (AdtGatewayClient client = factory.client();
                FileChannel lock = lock(target)) {
            SubmissionCollector collector = new SubmissionCollector(
                    target, client, factory.signatureVerifier(), factory.requiredReceiptVerifier(), console);
            console.note("Collecting into " + target + (once ? "" : "; stop with Ctrl-C"));
            EventFeed feed = client.events(cursor(target));
            while (true) {
                if (!step(feed, collector, target, console) && once) {
                    return (collector.suspects() > 0 ? ExitCode.REFUSED : ExitCode.DONE).number();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Locks the folder: two processes in it would delete each other's half-written submissions. */
    private static FileChannel lock(Path target) throws IOException {
        Files.createDirectories(target);
        FileChannel channel =
                FileChannel.open(target.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // another one in this process: the same message
        }
        channel.close();
        throw new UsageException("Another 'adt collect' is running on " + target + "; only one can use a folder");
    }

    /** Processes the next events; returns false when there were none. */
    private boolean step(EventFeed feed, SubmissionCollector collector, Path target, Console console)
            throws IOException, InterruptedException {
        List<Event> events;
        try {
            events = feed.next(once ? Duration.ZERO : WAIT);
        } catch (AdtGatewayException e) {
            tryLater(e, console);
            return true;
        }
        for (Event event : events) {
            if (event.type().equals(EventType.RECEIVED)) {
                while (!collected(event.submissionId(), collector, console)) {
                    Thread.sleep(PAUSE.toMillis());
                }
            }
        }
        if (!events.isEmpty()) {
            // after the work, so that a crash leaves nothing undone
            SignatureFiles.write(target.resolve("cursor"), cursorOf(feed));
        }
        return !events.isEmpty();
    }

    /** Returns false when it must be tried again. */
    private boolean collected(String id, SubmissionCollector collector, Console console) throws IOException {
        try {
            collector.collect(id);
            return true;
        } catch (AdtGatewayException e) {
            tryLater(e, console);
            return false;
        }
    }

    /** Throws the exception again where another attempt cannot help, and with {@code --once}. */
    private void tryLater(AdtGatewayException e, Console console) {
        boolean temporary = e.status() == 0 || e.status() >= 500 || e.status() == 429 || e.status() == 408;
        if (once || !temporary || e.code().equals(AdtGatewayException.INTERRUPTED)) {
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
