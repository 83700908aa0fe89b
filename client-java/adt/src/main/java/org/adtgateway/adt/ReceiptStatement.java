package org.adtgateway.adt;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.adtgateway.client.ActKind;
import org.adtgateway.client.GatewayJson;
import org.adtgateway.client.Receipt;
import org.jspecify.annotations.Nullable;

/** Shows what a receipt attests, by the kind of act that it is for. */
record ReceiptStatement(
        @Nullable Long rowCount,
        @Nullable Signer signer,
        @Nullable Instant signingTime,
        @Nullable String reason,
        @Nullable Instant requestedAt,
        @Nullable Instant withdrawnAt,
        @Nullable String outcome,
        @Nullable Instant decidedAt,
        @Nullable String decidedBy,
        @Nullable List<Row> rowOutcomes) {
    private static final int ROWS = 20;

    /** Names a certificate. */
    record Signer(@Nullable String subject) {}

    /** Tells what became of a row. */
    record Row(String requestId, String outcome) {}

    /** Prints the receipt, which was found valid. */
    static void show(Receipt receipt, Console console) {
        ReceiptStatement statement = of(receipt);
        console.line(console.good("The receipt is valid") + ": " + receipt.of() + " of " + receipt.submissionId());
        List<@Nullable Object> fields = new ArrayList<>(Arrays.asList(
                "Party",
                receipt.partyId(),
                "file",
                receipt.fileName(),
                "type",
                receipt.fileType(),
                "SHA-256",
                receipt.fileSha256(),
                "received",
                receipt.receivedAt(),
                "environment",
                receipt.environment()));
        String signer = statement.signer() == null ? null : statement.signer().subject();
        if (receipt.of().equals(ActKind.SUBMISSION)) {
            fields.addAll(Arrays.asList(
                    "attests",
                    "the file was delivered and passed every check",
                    "rows",
                    statement.rowCount(),
                    "signed by",
                    signer,
                    "signed at",
                    statement.signingTime(),
                    "SMSR",
                    receipt.serviceRequestReference(),
                    "reference",
                    receipt.clientReference()));
        } else if (receipt.of().equals(ActKind.WITHDRAWAL)) {
            fields.addAll(Arrays.asList(
                    "attests",
                    "it was withdrawn",
                    "reason",
                    statement.reason(),
                    "signed by",
                    signer,
                    "asked for at",
                    statement.requestedAt(),
                    "withdrawn at",
                    statement.withdrawnAt()));
        } else {
            fields.addAll(Arrays.asList(
                    "attests",
                    "it was decided on: " + statement.outcome(),
                    "reason",
                    statement.reason(),
                    "decided by",
                    statement.decidedBy(),
                    "decided at",
                    statement.decidedAt()));
        }
        fields.addAll(Arrays.asList(
                "issued by", receipt.signedBy().getSubjectX500Principal().getName(), "issued at", receipt.signedAt()));
        console.fields(fields.toArray());
        showRows(statement, console);
    }

    private static void showRows(ReceiptStatement statement, Console console) {
        List<Row> rows = statement.rowOutcomes() == null ? List.of() : statement.rowOutcomes();
        rows.stream().limit(ROWS).forEach(row -> console.line("    " + row.requestId() + "  " + row.outcome()));
        if (rows.size() > ROWS) {
            console.line("    and " + (rows.size() - ROWS) + " more; --json has all");
        }
    }

    private static ReceiptStatement of(Receipt receipt) {
        try {
            return GatewayJson.read(receipt.json(), ReceiptStatement.class);
        } catch (IOException e) {
            // a receipt of a later version may state it in another form; what every version states is shown
            return new ReceiptStatement(null, null, null, null, null, null, null, null, null, null);
        }
    }
}
