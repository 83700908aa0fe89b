package org.adtgateway.adt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.Outbox;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "watch",
        description = {
            "Submit the signed files that are put into a folder, until stopped.",
            "NAME.csv is submitted once NAME.csv.p7s, its signature, is next to it, and for an ADT file NAME.csv.smsr, a"
                    + " text file with the reference of the service request. A delivered file is moved to sent/ with its"
                    + " receipt, a refused one to refused/ with a report. Nothing is lost or sent twice, whenever the"
                    + " command or the machine stops. A refused file that is put there again is asked for again.",
            "A signature proves that its file is whole. With --sign nothing does: use --marker, so that the sender tells. Without"
                    + " it, a file counts as whole when nothing about it has changed for the time of --quiet."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  adt watch /srv/adt/out",
            "  adt watch /srv/adt/out --once                one pass, for a scheduler",
            "  adt watch /srv/adt/out --sign --reference SMSR-1234 --marker .ready"
        })
final class WatchCommand implements Callable<Integer> {
    private static final String FOLDER = "folder";
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration SHORT_PAUSE = Duration.ofMillis(300);
    private static final Duration SETTLING = Duration.ofSeconds(10);

    private final Adt adt;

    @Parameters(paramLabel = "FOLDER", description = "The folder to watch.")
    private @Nullable Path folder;

    @Option(names = "--once", description = "Submit what is there, and exit; the exit status tells if a file was left.")
    private boolean once;

    @Option(names = "--sign", description = "Sign files that have no signature. Use --marker with it.")
    private boolean sign;

    @Option(names = "--reference", paramLabel = "SMSR", description = "For ADT files that have no NAME.csv.smsr.")
    private @Nullable String reference;

    @Option(
            names = "--marker",
            paramLabel = "MARKER",
            description = "How the sender tells that a file is whole: .ready (NAME.csv.ready is written last), .smsr"
                    + " (NAME.csv.smsr is), or rename (the file is written as NAME.part and renamed).")
    private @Nullable String marker;

    @Option(
            names = "--quiet",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "Without a marker: how long nothing about a file may change before it counts as whole, such as 90s;"
                            + " default 2s for a signed file, 30s for one to sign.")
    private @Nullable Duration quiet;

    WatchCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() throws InterruptedException {
        Path drop = Objects.requireNonNull(folder);
        if (!Files.isDirectory(drop)) {
            throw new UsageException("There is no folder " + drop);
        }
        if (reference != null && !DropFolder.REFERENCE.matcher(reference).matches()) {
            throw new UsageException("Not a reference of a service request: '" + reference
                    + "'; it is 1 to 64 letters, digits and signs without blanks");
        }
        Console console = adt.console();
        ServiceLog log = new ServiceLog(console, Clock.systemUTC());
        ClientFactory factory = adt.clientFactory();
        FileSigner signer = sign ? factory.signer() : null;
        DropFolder.Options options =
                new DropFolder.Options(signer, reference, marker == null ? null : Marker.of(marker), quiet);
        Deliveries deliveries = new Deliveries(log);
        try (AdtGatewayClient client = factory.serviceClient(log);
                Outbox outbox = open(drop, client, deliveries)) {
            DropFolder files = new DropFolder(drop, outbox, options, log);
            deliveries.naming(files::fileOf);
            console.note("Watching " + drop + (once ? "" : "; stop with Ctrl-C"));
            return once ? once(files, deliveries, outbox, options) : forever(files, deliveries, outbox, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it is known of each file whether it is whole, and tells what was left. */
    private static int once(DropFolder files, Deliveries deliveries, Outbox outbox, DropFolder.Options options)
            throws IOException, InterruptedException {
        long patience = options.quiet(options.signer() == null).plus(SETTLING).toNanos();
        long start = System.nanoTime();
        while (files.pass(false).settling() > 0 && System.nanoTime() - start < patience) {
            Thread.sleep(SHORT_PAUSE.toMillis());
        }
        deliveries.deliver(outbox);
        return status(files.pass(true), files.publication(), deliveries).number();
    }

    private static ExitCode status(DropFolder.Pass last, Publication publication, Deliveries deliveries) {
        if (publication.alarms() > 0) {
            return ExitCode.CHANGED_AFTER_DELIVERY;
        }
        if (deliveries.waiting() > 0) {
            return deliveries.isResultUnknown() ? ExitCode.RESULT_UNKNOWN : ExitCode.UNREACHABLE;
        }
        if (publication.refused() > 0) {
            return ExitCode.REFUSED;
        }
        return last.left() > 0 || last.settling() > 0 ? ExitCode.LEFT : ExitCode.DONE;
    }

    private static int forever(DropFolder files, Deliveries deliveries, Outbox outbox, ServiceLog log)
            throws InterruptedException {
        Pauses pauses = new Pauses();
        while (true) {
            try {
                files.pass(false);
                deliveries.deliverWhenDue(outbox);
                files.pass(false);
                log.over(FOLDER, "RESUMED", "The folder can be used again");
                pauses.reset();
                Thread.sleep(PAUSE.toMillis());
            } catch (IOException | RuntimeException e) {
                // such as a disk that is full, or a share that is away, for a while
                log.trouble(FOLDER, "WAITING", "FOLDER", "The folder cannot be used: " + ErrorReporter.reason(e));
                Thread.sleep(pauses.next(null).toMillis());
            }
        }
    }

    private static Outbox open(Path drop, AdtGatewayClient client, Deliveries deliveries) throws IOException {
        for (String name : Publication.folders()) {
            Files.createDirectories(drop.resolve(name));
        }
        try {
            return Outbox.open(drop.resolve(".outbox"), client, deliveries);
        } catch (IllegalStateException e) {
            throw new UsageException("Another 'adt watch' is running on " + drop + "; only one can use a folder");
        }
    }
}
