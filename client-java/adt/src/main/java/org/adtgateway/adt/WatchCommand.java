package org.adtgateway.adt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.Outbox;
import org.adtgateway.client.OutboxListener;
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
                    + " command or the machine stops."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  adt watch /srv/adt/out",
            "  adt watch /srv/adt/out --once                one pass, for a scheduler",
            "  adt watch /srv/adt/out --sign --reference SMSR-1234"
        })
final class WatchCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Adt adt;

    @Parameters(paramLabel = "FOLDER", description = "The folder to watch.")
    private @Nullable Path folder;

    @Option(names = "--once", description = "Submit what is there, and exit.")
    private boolean once;

    @Option(names = "--sign", description = "Sign files that have no signature.")
    private boolean sign;

    @Option(names = "--reference", paramLabel = "SMSR", description = "For ADT files that have no NAME.csv.smsr.")
    private @Nullable String reference;

    WatchCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() throws InterruptedException {
        Path drop = Objects.requireNonNull(folder);
        Console console = adt.console();
        ClientFactory factory = adt.clientFactory();
        FileSigner signer = sign ? factory.signer() : null;
        try (AdtGatewayClient client = factory.client();
                Outbox outbox = open(drop, client, console)) {
            DropFolder files = new DropFolder(drop, outbox, signer, reference, console);
            console.note("Watching " + drop + (once ? "" : "; stop with Ctrl-C"));
            files.tidy();
            DropFolder.Pass pass = files.pass();
            while (!once) {
                Thread.sleep(PAUSE.toMillis());
                pass = files.pass();
            }
            if (pass.waiting() > 0) {
                return ExitCode.UNREACHABLE.number();
            }
            return (pass.refused() > 0 ? ExitCode.REFUSED : ExitCode.DONE).number();
        }
    }

    private static Outbox open(Path drop, AdtGatewayClient client, Console console) {
        try {
            Files.createDirectories(drop.resolve("sent"));
            Files.createDirectories(drop.resolve("refused"));
            return Outbox.open(drop.resolve(".outbox"), client, new Notices(console));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalStateException e) {
            throw new UsageException("Another 'adt watch' is running on " + drop + "; only one can use a folder");
        }
    }

    /** Reports delays; deliveries and refusals are reported when their files are moved. */
    private record Notices(Console console) implements OutboxListener {
        @Override
        public void delayed(String name, RuntimeException reason) {
            String message = String.valueOf(reason.getMessage());
            console.warn("not delivered yet, trying again later: "
                    + message.lines().findFirst().orElse(""));
        }
    }
}
