package org.adtgateway.adt;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.Submission;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "release",
        description = "For operators: hand a claim back, also one of a colleague.",
        footerHeading = "%nExample:%n",
        footer = "  adt release 3f2b8a52-9d9d-4e0f-8b0e-6c1c9b9d3b11 --reason \"The import failed\"")
final class ReleaseCommand implements Callable<Integer> {
    private final Adt adt;

    @Mixin
    private SubmissionArgument argument = new SubmissionArgument();

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, in 1 to 500 characters.")
    private @Nullable String reason;

    ReleaseCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        Console console = adt.console();
        ClientFactory factory = adt.clientFactory();
        try (AdtGatewayClient client = factory.client()) {
            Submission submission =
                    client.release(argument.id(client, factory.receiptVerifier()), Objects.requireNonNull(reason));
            console.result(submission, () -> SubmissionPrinter.submission(submission, console));
        }
        return ExitCode.DONE.number();
    }
}
