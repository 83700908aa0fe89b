package org.adtgateway.adt;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.Submission;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "release",
        description = "For operators: hand a claim back, also one of a colleague.",
        footerHeading = "%nExample:%n",
        footer = "  adt release 3f2b8a52-9d9d-4e0f-8b0e-6c1c9b9d3b11 --reason \"The import failed\"")
final class ReleaseCommand implements Callable<Integer> {
    private final Adt adt;

    @Parameters(paramLabel = "ID", description = "The submission.")
    private @Nullable String id;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, in 1 to 500 characters.")
    private @Nullable String reason;

    ReleaseCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        Console console = adt.console();
        try (AdtGatewayClient client = adt.clientFactory().client()) {
            Submission submission = client.release(Objects.requireNonNull(id), Objects.requireNonNull(reason));
            console.result(submission, () -> SubmissionPrinter.submission(submission, console));
        }
        return ExitCode.DONE.number();
    }
}
