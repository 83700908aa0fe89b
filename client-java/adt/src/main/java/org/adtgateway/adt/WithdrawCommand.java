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
        name = "withdraw",
        description = "Withdraw a submission that the DCC has not claimed. Signs the request.",
        footerHeading = "%nExample:%n",
        footer = "  adt withdraw ADT_2026.csv --reason \"Thresholds of the wrong day\"")
final class WithdrawCommand implements Callable<Integer> {
    private final Adt adt;

    @Mixin
    private SubmissionArgument argument = new SubmissionArgument();

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, in 1 to 500 characters.")
    private @Nullable String reason;

    WithdrawCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        Console console = adt.console();
        ClientFactory factory = adt.clientFactory();
        try (AdtGatewayClient client = factory.client()) {
            Submission submission = client.withdraw(
                    argument.id(client, factory.receiptVerifier()), Objects.requireNonNull(reason), factory.signer());
            console.result(submission, () -> SubmissionPrinter.submission(submission, console));
        }
        return ExitCode.DONE.number();
    }
}
