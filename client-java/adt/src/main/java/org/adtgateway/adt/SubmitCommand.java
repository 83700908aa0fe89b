package org.adtgateway.adt;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.adtgateway.client.ActKind;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.Delivery;
import org.adtgateway.client.FileSignatureVerifier;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.FileType;
import org.adtgateway.client.Receipt;
import org.adtgateway.client.ReceiptRefusedException;
import org.adtgateway.client.ReceiptVerifier;
import org.adtgateway.client.SignatureRefusedException;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.client.SubmissionStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "submit",
        description = {
            "Submit a file, and keep its receipt as FILE.receipt.p7m.",
            "The signature is kept as FILE.p7s and used again when the command is repeated: the same signed file is the"
                    + " same act, so that repeating is safe."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  adt submit ADT_2026.csv --reference SMSR-1         signs it, or uses its .p7s",
            "  adt submit ADT_2026.csv --reference SMSR-1 --sign  signs it again: a new act",
            "  adt submit EQ_2026.csv --signature made-elsewhere.p7s --wait"
        })
final class SubmitCommand implements Callable<Integer> {
    private static final Duration MAX_WAIT = Duration.ofHours(24);

    private final Adt adt;

    @Parameters(paramLabel = "FILE", description = "The CSV file.")
    private @Nullable Path file;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            completionCandidates = Choices.OfFileType.class,
            description = "ADT or EXIT_QUARANTINE; detected by default.")
    private @Nullable FileType type;

    @Option(
            names = "--reference",
            paramLabel = "SMSR",
            description = "Reference of the Service Management Service Request; an ADT file needs one.")
    private @Nullable String reference;

    @Option(names = "--client-reference", paramLabel = "TEXT", description = "A reference of your own.")
    private @Nullable String clientReference;

    @Option(names = "--incident", paramLabel = "TEXT", description = "Reference of the incident that it belongs to.")
    private @Nullable String incident;

    @ArgGroup
    private @Nullable Signing signing;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            arity = "0..1",
            fallbackValue = "24h",
            converter = DurationConverter.class,
            description =
                    "Wait until the DCC completes or rejects it (exit status 3), at most for TIME, such as 90s, 30m, 24h.")
    private @Nullable Duration wait;

    private boolean signedHere;

    /** Chooses where the signature comes from. */
    private static final class Signing {
        @Option(names = "--sign", description = "Sign the file again, even if there is a signature.")
        private boolean again;

        @Option(names = "--signature", paramLabel = "FILE", description = "A signature made elsewhere.")
        private @Nullable Path signature;
    }

    SubmitCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        Path csv = Objects.requireNonNull(file);
        Duration maxWait = wait == null || wait.compareTo(MAX_WAIT) < 0 ? wait : MAX_WAIT;
        Console console = adt.console();
        ClientFactory factory = adt.clientFactory();
        try (AdtGatewayClient client = factory.client()) {
            SubmissionRequest unsigned = request(csv);
            SubmissionRequest request = unsigned.signature(signature(csv, unsigned, client, factory, console));
            Delivery delivered = submit(client, request.onProgress(new ProgressBar(console)), csv);
            Submission submission = delivered.submission();
            Receipt receipt = keepReceipt(client, submission, csv, factory.receiptVerifier());
            if (console.isJson() && maxWait == null) {
                console.result(result(delivered, csv, receipt), () -> {});
                return ExitCode.DONE.number();
            }
            if (!console.isJson()) {
                show(delivered, csv, receipt, console);
            }
            return maxWait == null
                    ? ExitCode.DONE.number()
                    : waitForDecision(client, delivered, maxWait, csv, receipt, console);
        }
    }

    /** Returns null when there is no trust anchor to verify it with. */
    private static @Nullable Receipt keepReceipt(
            AdtGatewayClient client, Submission submission, Path csv, @Nullable ReceiptVerifier verifier) {
        byte[] der;
        try {
            der = client.receiptBytes(submission.id(), ActKind.SUBMISSION);
        } catch (AdtGatewayException e) {
            throw DeliveredException.withoutReceipt(submission.id(), e);
        }
        try {
            SignatureFiles.write(SignatureFiles.receiptOf(csv), der);
        } catch (UncheckedIOException e) {
            throw DeliveredException.withoutReceipt(submission.id(), e);
        }
        try {
            return verifier == null ? null : verifier.verify(der, csv);
        } catch (ReceiptRefusedException e) {
            throw DeliveredException.withBadReceipt(submission.id(), SignatureFiles.receiptOf(csv), e);
        }
    }

    /** Submits, and deletes a signature that was made here and was refused, so that it is not used again by mistake. */
    private Delivery submit(AdtGatewayClient client, SubmissionRequest request, Path csv) {
        try {
            return client.deliver(request);
        } catch (AdtGatewayException e) {
            if (signedHere && ErrorReporter.code(e) == ExitCode.REFUSED) {
                SignatureFiles.delete(SignatureFiles.signatureOf(csv));
            }
            throw e;
        }
    }

    private SubmissionRequest request(Path csv) {
        FileType fileType = FileTypeDetector.of(csv, type);
        FilterOptions.checkReferences(reference, incident, clientReference);
        if (fileType.equals(FileType.ADT) && reference == null) {
            throw new UsageException("An ADT file needs the reference of its Service Management Service Request:"
                    + " use --reference SMSR-1234");
        }
        SubmissionRequest request = SubmissionRequest.of(fileType, csv);
        if (reference != null) {
            request = request.serviceRequestReference(reference);
        }
        if (incident != null) {
            request = request.incidentReference(incident);
        }
        return clientReference == null ? request : request.clientReference(clientReference);
    }

    private byte[] signature(
            Path csv, SubmissionRequest unsigned, AdtGatewayClient client, ClientFactory factory, Console console) {
        Path kept = SignatureFiles.signatureOf(csv);
        if (signing != null && signing.signature != null) {
            return SignatureFiles.read(signing.signature);
        }
        if ((signing == null || !signing.again) && Files.exists(kept)) {
            requireOver(csv, kept);
            console.note("Using the signature " + kept + "; use --sign to sign again");
            return SignatureFiles.read(kept);
        }
        client.requireAcceptableSize(unsigned);
        FileSigner signer = factory.signer();
        signer.requireValid();
        byte[] made = signer.sign(csv);
        // before it is sent: if the result is unknown, this is what to repeat
        SignatureFiles.write(kept, made);
        signedHere = true;
        return made;
    }

    /** Refuses the signature of other bytes; the gateway would do so too, but only after the whole upload. */
    private static void requireOver(Path csv, Path signature) {
        try {
            FileSignatureVerifier.requireOver(csv, SignatureFiles.read(signature));
        } catch (SignatureRefusedException e) {
            if (e.isOverOtherBytes()) {
                throw new UsageException(csv + " was changed after " + signature
                        + " was made. If it is right as it is now, use --sign to sign it again, which is a new act");
            }
        }
    }

    private static Map<String, Object> result(Delivery delivered, Path csv, @Nullable Receipt receipt) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("submission", delivered.submission());
        result.put("replayed", delivered.replayed());
        result.put("receipt", SignatureFiles.receiptOf(csv).toString());
        result.put("receiptVerified", receipt != null);
        return result;
    }

    private static void show(Delivery delivered, Path csv, @Nullable Receipt receipt, Console console) {
        Submission submission = delivered.submission();
        console.line(console.good(delivered.replayed() ? "Delivered before" : "Delivered") + ", with receipt "
                + SignatureFiles.receiptOf(csv)
                + (receipt == null
                        ? " (not verified: set receipt-trust)"
                        : " (verified: signed by "
                                + receipt.signedBy().getSubjectX500Principal().getName() + ")"));
        SubmissionPrinter.submission(submission, console);
        if (!submission.status().isFinal()) {
            console.note("Follow it with: adt status " + submission.id() + " --watch");
        }
    }

    /** Waits for the decision; a file that the DCC does not carry out counts as refused. */
    private static int waitForDecision(
            AdtGatewayClient client,
            Delivery delivered,
            Duration maxWait,
            Path csv,
            @Nullable Receipt receipt,
            Console console) {
        String id = delivered.submission().id();
        console.note("Waiting for the DCC's decision on " + id);
        Submission end;
        try {
            end = DecisionWait.atMost(maxWait, time -> client.waitUntilFinal(id, time), console);
        } catch (AdtGatewayException e) {
            throw DeliveredException.withoutDecision(id, SignatureFiles.receiptOf(csv), e);
        }
        console.result(
                result(new Delivery(end, delivered.replayed()), csv, receipt),
                () -> SubmissionPrinter.submission(end, console));
        return (end.status().equals(SubmissionStatus.COMPLETED) ? ExitCode.DONE : ExitCode.REFUSED).number();
    }
}
