package org.adtgateway.adt;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
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
        description = {
            "Verify a receipt, and that it is for a file; or the signature of a file. Needs no gateway.",
            "Receipts need receipt-trust, signatures need signer-trust. A signature is judged as of now; the gateway judges it when it"
                    + " receives the file."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  adt verify ADT_2026.csv.receipt.p7m --file ADT_2026.csv",
            "  adt verify ADT_2026.csv.p7s                  the signature of ADT_2026.csv"
        })
final class VerifyCommand implements Callable<Integer> {
    private static final String SIGNATURE = ".p7s";

    private final Adt adt;

    @Parameters(paramLabel = "FILE", description = "The receipt, as fetched; or a signature, NAME.p7s.")
    private @Nullable Path subject;

    @Option(names = "--file", paramLabel = "FILE", description = "The CSV file that it should be for.")
    private @Nullable Path file;

    VerifyCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        Path verified = Objects.requireNonNull(subject);
        return verified.toString().endsWith(SIGNATURE) ? signature(verified) : receipt(verified);
    }

    private Integer signature(Path signature) {
        String name = signature.toString();
        Path csv = file == null ? Path.of(name.substring(0, name.length() - SIGNATURE.length())) : file;
        if (!Files.isRegularFile(csv)) {
            throw new UsageException("There is no file " + csv + "; name the signed file with --file");
        }
        X509Certificate signer = adt.clientFactory()
                .signatureVerifier()
                .verify(csv, SignatureFiles.read(signature), List.of(), Instant.now());
        String subjectName = signer.getSubjectX500Principal().getName();
        Console console = adt.console();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("verified", true);
        result.put("of", "SIGNATURE");
        result.put("file", csv.toString());
        result.put("signer", subjectName);
        console.result(result, () -> {
            console.line(console.good("The signature is valid") + ": it is for exactly the bytes of " + csv);
            console.fields(
                    "signed by",
                    subjectName,
                    "certificate until",
                    signer.getNotAfter().toInstant());
        });
        return ExitCode.DONE.number();
    }

    private Integer receipt(Path receiptFile) {
        ReceiptVerifier verifier = adt.clientFactory().requiredReceiptVerifier();
        byte[] der = SignatureFiles.read(receiptFile);
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
            ReceiptStatement.show(receipt, console);
            console.line(
                    file == null
                            ? "Not compared with a file; use --file FILE"
                            : console.good("It is for exactly the bytes of " + file));
        });
        return ExitCode.DONE.number();
    }
}
