package org.adtgateway.adt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.adtgateway.client.ActKind;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.ReceiptVerifier;
import org.adtgateway.client.Submission;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "download",
        description = {
            "Fetch what the gateway has of a submission, into a new folder: the file, its signature, the certificates of its signer, the"
                    + " receipt, and the instruction by which it was withdrawn, byte for byte.",
            "The receipt is verified where receipt-trust is set, and that it is for the file."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  adt download 3f2b8a52                    into the folder of its whole id",
            "  adt download ADT_2026.csv --out evidence"
        })
final class DownloadCommand implements Callable<Integer> {
    private static final String CERTIFICATES = "certificates.pem";
    private static final String WITHDRAWAL = "withdrawal.json";
    /** A name that is one on every system, and not hidden. */
    private static final Pattern PLAIN =
            Pattern.compile("[^./\\\\:*?\"<>|\\p{Cntrl}]([^/\\\\:*?\"<>|\\p{Cntrl}]*[^./\\\\:*?\"<>| \\p{Cntrl}])?");

    private final Adt adt;

    @Mixin
    private SubmissionArgument argument = new SubmissionArgument();

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "The folder to create; by default its name is the id.")
    private @Nullable Path out;

    DownloadCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        Console console = adt.console();
        ClientFactory factory = adt.clientFactory();
        ReceiptVerifier verifier = factory.receiptVerifier();
        try (AdtGatewayClient client = factory.client()) {
            Submission submission = client.status(argument.id(client, verifier));
            Path target = out == null ? Path.of(submission.id()) : out;
            if (Files.exists(target)) {
                throw new UsageException(target + " exists already; name another folder with --out");
            }
            fetch(client, submission, target.toAbsolutePath(), verifier);
            show(target, names(target), verifier != null, console);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ExitCode.DONE.number();
    }

    /** Returns the name that the file had, unless a system or something else in the folder would not bear it. */
    private static String name(Submission submission) {
        String name = submission.fileName();
        return name != null && isUsable(name) ? name : submission.id() + ".csv";
    }

    private static boolean isUsable(String name) {
        return PLAIN.matcher(name).matches()
                && DurableFiles.isShortEnough(name)
                && !name.equalsIgnoreCase(CERTIFICATES)
                && !name.equalsIgnoreCase(WITHDRAWAL);
    }

    /** Fetches into a folder that nobody else has, so that the target is whole or not there. */
    private static void fetch(
            AdtGatewayClient client, Submission submission, Path target, @Nullable ReceiptVerifier verifier)
            throws IOException {
        Path parent = DurableFiles.folderOf(target);
        Files.createDirectories(parent);
        Path part = Files.createDirectory(parent.resolve("." + UUID.randomUUID() + ".part"));
        try {
            fetch(client, submission.id(), part.resolve(name(submission)), verifier);
            if (submission.withdrawal() != null) {
                Files.write(part.resolve(WITHDRAWAL), client.downloadWithdrawal(submission.id()));
            }
            DurableFiles.move(part, target);
        } finally {
            DurableFiles.deleteTree(part);
        }
    }

    /** Requires a receipt of this submission, and of no other act, where there is a trust anchor to verify it with. */
    private static void fetch(
            AdtGatewayClient client, String submissionId, Path file, @Nullable ReceiptVerifier verifier)
            throws IOException {
        client.downloadFile(submissionId, file);
        byte[] receipt = verifier == null
                ? client.receiptBytes(submissionId, ActKind.SUBMISSION)
                : client.receipt(submissionId, ActKind.SUBMISSION).der();
        if (verifier != null) {
            verifier.verify(receipt, file);
        }
        SignatureFiles.write(SignatureFiles.signatureOf(file), client.downloadSignature(submissionId));
        SignatureFiles.write(SignatureFiles.receiptOf(file), receipt);
        Files.writeString(file.resolveSibling(CERTIFICATES), CertificateLoader.pem(client.certificates(submissionId)));
    }

    private static List<String> names(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.sorted().forEach(file -> names.add(String.valueOf(file.getFileName())));
        }
        return names;
    }

    private static void show(Path target, List<String> names, boolean verified, Console console) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("folder", target.toString());
        result.put("files", names);
        result.put("receiptVerified", verified);
        console.result(result, () -> {
            console.line(console.good("Downloaded: ") + target);
            names.forEach(name -> console.line("  " + name));
            if (verified) {
                console.line("The receipt is valid, and for exactly the bytes of the file");
            } else {
                console.warn("the receipt is not verified; set receipt-trust");
            }
        });
    }
}
