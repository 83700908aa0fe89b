package org.adtgateway.adt;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.adtgateway.client.ActKind;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.Receipt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "receipt",
        description = "Fetch a receipt, and verify it where receipt-trust is set.",
        footerHeading = "%nExamples:%n",
        footer = {"  adt receipt 3f2b8a52", "  adt receipt ADT_2026.csv --of OUTCOME --out outcome.p7m"})
final class ReceiptCommand implements Callable<Integer> {
    private final Adt adt;

    @Mixin
    private SubmissionArgument argument = new SubmissionArgument();

    @Option(
            names = "--of",
            paramLabel = "ACT",
            defaultValue = "SUBMISSION",
            completionCandidates = Choices.OfActKind.class,
            description = "SUBMISSION, WITHDRAWAL or OUTCOME; default ${DEFAULT-VALUE}.")
    private ActKind of = ActKind.SUBMISSION;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write it; default ID.submission.p7m.")
    private @Nullable Path target;

    @Option(names = "--force", description = "Overwrite a file that is there already.")
    private boolean force;

    ReceiptCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        Console console = adt.console();
        ClientFactory factory = adt.clientFactory();
        String submissionId;
        byte[] der;
        Receipt receipt = null;
        try (AdtGatewayClient client = factory.client()) {
            submissionId = argument.id(client, factory.receiptVerifier());
            if (factory.receiptVerifier() == null) {
                der = client.receiptBytes(submissionId, of);
            } else {
                receipt = client.receipt(submissionId, of);
                der = receipt.der();
            }
        }
        Path file =
                target == null ? Path.of(submissionId + "." + of.value().toLowerCase(Locale.ROOT) + ".p7m") : target;
        if (!force && Files.exists(file) && !isSame(file, der)) {
            throw new UsageException(
                    file + " exists already; name another file with --out, or overwrite it with --force");
        }
        SignatureFiles.write(file, der);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("receipt", file.toString());
        result.put("verified", receipt != null);
        if (receipt != null) {
            result.put("content", receipt.json());
        }
        Receipt verified = receipt;
        console.result(result, () -> {
            console.line("Receipt: " + file);
            if (verified == null) {
                console.warn("it is not verified; set receipt-trust, or run 'adt verify'");
            } else {
                ReceiptStatement.show(verified, console);
            }
        });
        return ExitCode.DONE.number();
    }

    private static boolean isSame(Path file, byte[] der) {
        return Files.isRegularFile(file) && Arrays.equals(SignatureFiles.read(file), der);
    }
}
