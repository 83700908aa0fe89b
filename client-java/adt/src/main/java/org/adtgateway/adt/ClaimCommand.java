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
        name = "claim",
        description = "For operators: take a submission up, so that its owner cannot withdraw it any more.",
        footerHeading = "%nExample:%n",
        footer = "  adt claim 3f2b8a52-9d9d-4e0f-8b0e-6c1c9b9d3b11 --note \"Early shift, desk 2\"")
final class ClaimCommand implements Callable<Integer> {
    private final Adt adt;

    @Parameters(paramLabel = "ID", description = "The submission.")
    private @Nullable String id;

    @Option(names = "--note", paramLabel = "TEXT", description = "For colleagues and the owner, 1 to 500 characters.")
    private @Nullable String note;

    ClaimCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        Console console = adt.console();
        try (AdtGatewayClient client = adt.clientFactory().client()) {
            String submissionId = Objects.requireNonNull(id);
            Submission submission = note == null ? client.claim(submissionId) : client.claim(submissionId, note);
            console.result(submission, () -> SubmissionPrinter.submission(submission, console));
        }
        return ExitCode.DONE.number();
    }
}
