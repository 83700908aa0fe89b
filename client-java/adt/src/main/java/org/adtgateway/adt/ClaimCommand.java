package org.adtgateway.adt;

import java.util.concurrent.Callable;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.Submission;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "claim",
        description = "For operators: take a submission up, so that its owner cannot withdraw it any more.",
        footerHeading = "%nExample:%n",
        footer = "  adt claim 3f2b8a52-9d9d-4e0f-8b0e-6c1c9b9d3b11 --note \"Early shift, desk 2\"")
final class ClaimCommand implements Callable<Integer> {
    private final Adt adt;

    @Mixin
    private SubmissionArgument argument = new SubmissionArgument();

    @Option(names = "--note", paramLabel = "TEXT", description = "For colleagues and the owner, 1 to 500 characters.")
    private @Nullable String note;

    ClaimCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        Console console = adt.console();
        ClientFactory factory = adt.clientFactory();
        try (AdtGatewayClient client = factory.client()) {
            String submissionId = argument.id(client, factory.receiptVerifier());
            Submission submission = note == null ? client.claim(submissionId) : client.claim(submissionId, note);
            console.result(submission, () -> SubmissionPrinter.submission(submission, console));
        }
        return ExitCode.DONE.number();
    }
}
