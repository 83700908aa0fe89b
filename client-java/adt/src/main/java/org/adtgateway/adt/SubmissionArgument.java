package org.adtgateway.adt;

import java.util.Objects;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.ReceiptVerifier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** The submission that a command is about, as people have it at hand. */
final class SubmissionArgument {
    @Parameters(
            index = "0",
            paramLabel = "ID",
            description = "The submission: its id, the beginning of it, or the file that was submitted.")
    private @Nullable String given;

    /** Returns the id. */
    String id(AdtGatewayClient client, @Nullable ReceiptVerifier receipts) {
        return SubmissionIds.of(Objects.requireNonNull(given), client, receipts);
    }
}
