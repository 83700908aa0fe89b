package org.adtgateway.adt;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.adtgateway.client.Receipt;
import org.adtgateway.client.ReceiptVerifier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = "Verify a receipt, and that it is for a file. Needs receipt-trust, but no gateway.",
        footerHeading = "%nExample:%n",
        footer = "  adt verify ADT_2026.csv.receipt.p7m --file ADT_2026.csv --receipt-trust receipt-ca.pem")
final class VerifyCommand implements Callable<Integer> {
    private final Adt adt;

    @Parameters(paramLabel = "RECEIPT", description = "The receipt, as fetched.")
    private @Nullable Path receiptFile;

    @Option(names = "--file", paramLabel = "FILE", description = "The CSV file that it should be for.")
    private @Nullable Path file;

    VerifyCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        ReceiptVerifier verifier = adt.clientFactory().requiredReceiptVerifier();
        byte[] der = SignatureFiles.read(Objects.requireNonNull(receiptFile));
        Receipt receipt = file == null ? verifier.verify(der) : verifier.verify(der, file);
        Console console = adt.console();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("verified", true);
        result.put("of", receipt.of());
        result.put("submissionId", receipt.submissionId());
        result.put("fileSha256", receipt.fileSha256());
        result.put("receivedAt", receipt.receivedAt());
        result.put("signedAt", receipt.signedAt());
        result.put("signedBy", receipt.signedBy().getSubjectX500Principal().getName());
        result.put("content", receipt.json());
        console.result(result, () -> {
            show(receipt, console);
            console.line(
                    file == null
                            ? "Not compared with a file; use --file FILE"
                            : console.good("It is for exactly the bytes of " + file));
        });
        return ExitCode.DONE.number();
    }

    static void show(Receipt receipt, Console console) {
        console.line(console.good("The receipt is valid") + ": " + receipt.of() + " of " + receipt.submissionId());
        console.fields(
                "Party",
                receipt.partyId(),
                "file",
                receipt.fileName(),
                "SHA-256",
                receipt.fileSha256(),
                "SMSR",
                receipt.serviceRequestReference(),
                "reference",
                receipt.clientReference(),
                "received",
                receipt.receivedAt(),
                "signed by",
                receipt.signedBy().getSubjectX500Principal().getName(),
                "signed at",
                receipt.signedAt(),
                "in full",
                receipt.json());
    }
}
