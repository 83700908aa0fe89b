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
        name = "reject",
        description = "For operators: reject a submission, with a reason for the supplier.",
        footerHeading = "%nExample:%n",
        footer = "  adt reject 3f2b8a52 --reason \"No such service request\"")
final class RejectCommand implements Callable<Integer> {
    private final Adt adt;

    @Mixin
    private SubmissionArgument argument = new SubmissionArgument();

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, in 1 to 500 characters.")
    private @Nullable String reason;

    RejectCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        Console console = adt.console();
        ClientFactory factory = adt.clientFactory();
        try (AdtGatewayClient client = factory.client()) {
            String submissionId = argument.id(client, factory.receiptVerifier());
            Submission submission = client.reject(submissionId, Objects.requireNonNull(reason));
            console.result(submission, () -> SubmissionPrinter.submission(submission, console));
        }
        return ExitCode.DONE.number();
    }
}
