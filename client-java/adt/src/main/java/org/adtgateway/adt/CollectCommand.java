package org.adtgateway.adt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.FileType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "collect",
        description = {
            "For operators: claim new submissions and write them to a folder, until stopped.",
            "Each submission is fetched, verified without trusting the gateway (signer-trust, receipt-trust), claimed, and"
                    + " written to FOLDER/ID/ with file.csv, signature.p7s, certificates.pem, receipt.p7m and submission.json, and for an"
                    + " Exit Quarantine file with results.csv, to fill in what becomes of its rows and to report by 'adt results'."
                    + " If a signature or receipt is not valid, it is not claimed and written to FOLDER/suspect/ID/. A restart"
                    + " continues where the last run stopped. Several collectors may run at the same time, also with one certificate, each with"
                    + " a folder of its own: each submission goes to one of them.",
            "When a claim is handed back, the folder of the submission is moved to FOLDER/released/. A collector that claims it"
                    + " next, this one or another, collects it again."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  adt collect /srv/dcc/in",
            "  adt collect /srv/dcc/in --once",
            "  adt collect /srv/dcc/adt --type ADT --from-now   without what came before"
        })
final class CollectCommand implements Callable<Integer> {
    private final Adt adt;

    @Parameters(paramLabel = "FOLDER", description = "Where to write the submissions.")
    private @Nullable Path folder;

    @Option(names = "--once", description = "Collect what is there, and exit.")
    private boolean once;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            completionCandidates = Choices.OfFileType.class,
            description = "Only ADT or EXIT_QUARANTINE; the choice belongs to the folder.")
    private @Nullable FileType type;

    @Option(names = "--party", paramLabel = "ID", description = "Only of this Party; the choice belongs to the folder.")
    private @Nullable String party;

    @Option(names = "--from-now", description = "Begin a new folder without what came before.")
    private boolean fromNow;

    @Option(
            names = "--adopt",
            paramLabel = "ID",
            description = "Take up a submission whose collector, which has claimed it, does not exist any more.")
    private List<String> adopted = List.of();

    CollectCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    @SuppressWarnings("try") // the lock is only held
    public Integer call() throws InterruptedException {
        Path target = Objects.requireNonNull(folder);
        Console console = adt.console();
        ServiceLog log = new ServiceLog(console, Clock.systemUTC());
        ClientFactory factory = adt.clientFactory();
        try (AdtGatewayClient client = factory.serviceClient(log);
                FileChannel lock = lock(target)) {
            ClaimNotes notes = new ClaimNotes(target);
            SubmissionCollector collector = new SubmissionCollector(
                    target, client, factory.signatureVerifier(), factory.requiredReceiptVerifier(), notes, log);
            Collection collection =
                    new Collection(target, client, collector, notes, new Collection.Filter(type, party), log);
            if (fromNow) {
                collection.skipHistory();
            }
            for (String id : adopted) {
                collector.adopt(id);
            }
            console.note("Collecting into " + target + (once ? "" : "; stop with Ctrl-C"));
            if (!once) {
                collection.forever();
            }
            boolean all = collection.once();
            return (collector.suspects() > 0 ? ExitCode.REFUSED : all ? ExitCode.DONE : ExitCode.LEFT).number();
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
}
