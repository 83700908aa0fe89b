package org.adtgateway.adt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.adtgateway.client.ActKind;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.EventType;
import org.adtgateway.client.FileSignatureVerifier;
import org.adtgateway.client.GatewayJson;
import org.adtgateway.client.Receipt;
import org.adtgateway.client.ReceiptRefusedException;
import org.adtgateway.client.ReceiptVerifier;
import org.adtgateway.client.SignatureRefusedException;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionStatus;
import org.jspecify.annotations.Nullable;

/** Fetches, verifies and claims submissions, and writes each to a folder of its own, as a whole or not at all. */
final class SubmissionCollector {
    private final Path folder;
    private final AdtGatewayClient client;
    private final FileSignatureVerifier signatures;
    private final ReceiptVerifier receipts;
    private final Console console;
    private @Nullable String ownCertificate;
    private int suspects;

    SubmissionCollector(
            Path folder,
            AdtGatewayClient client,
            FileSignatureVerifier signatures,
            ReceiptVerifier receipts,
            Console console) {
        this.folder = folder;
        this.client = client;
        this.signatures = signatures;
        this.receipts = receipts;
        this.console = console;
    }

    int suspects() {
        return suspects;
    }

    /** Collects one submission, unless that has been done or another system has claimed it. */
    void collect(String id) throws IOException {
        if (Files.exists(folder.resolve(id))
                || Files.exists(folder.resolve("suspect").resolve(id))) {
            return;
        }
        Submission submission = client.status(id);
        boolean open = submission.status().equals(SubmissionStatus.RECEIVED);
        if (!open && !isOurs(submission)) {
            return;
        }
        Path part = folder.resolve("." + id + ".part");
        deleteTree(part);
        Files.createDirectory(part);
        String fault = fetch(submission, part);
        if (fault != null) {
            // not claimed: its owner can still withdraw it
            setAside(submission, part, fault);
            return;
        }
        Submission claimed = open ? claim(id) : submission;
        if (open && !isOurs(claimed)) {
            deleteTree(part);
            return;
        }
        keep(claimed, part);
    }

    private boolean isOurs(Submission submission) {
        if (submission.status().equals(SubmissionStatus.PROCESSING) && isClaimedByUs(submission.id())) {
            return true;
        }
        console.note(submission.id() + " is " + submission.status() + ", and not claimed by this certificate; skipped");
        return false;
    }

    /** Claims the submission; of a withdrawal and a claim at the same time, one wins. */
    private Submission claim(String id) {
        try {
            return client.claim(id);
        } catch (AdtGatewayException e) {
            if (e.code().equals("NOT_CLAIMABLE")) {
                return client.status(id);
            }
            throw e;
        }
    }

    /** Tells whether this certificate claimed it, perhaps before a crash, and not another system of the operator. */
    private boolean isClaimedByUs(String id) {
        if (ownCertificate == null) {
            ownCertificate = client.me().transportCertificate().sha256();
        }
        String own = ownCertificate;
        return client.history(id).stream()
                .anyMatch(event -> event.type().equals(EventType.CLAIMED)
                        && event.actor().certificateSha256().equalsIgnoreCase(own));
    }

    /** Fetches all that belongs to a submission, and verifies it without trusting the gateway; returns null when it is valid, otherwise what is wrong. */
    private @Nullable String fetch(Submission submission, Path part) throws IOException {
        String id = submission.id();
        Path file = part.resolve("file.csv");
        String sha256 = client.downloadFile(id, file);
        byte[] signature = client.downloadSignature(id);
        List<X509Certificate> certificates = client.certificates(id);
        byte[] receipt = client.receiptBytes(id, ActKind.SUBMISSION);
        Files.write(part.resolve("signature.p7s"), signature);
        Files.writeString(part.resolve("certificates.pem"), SignatureFiles.pem(certificates));
        Files.write(part.resolve("receipt.p7m"), receipt);
        if (!sha256.equalsIgnoreCase(submission.fileSha256())) {
            return "The file is not the one that was submitted";
        }
        try {
            signatures.verify(file, signature, certificates, submission.receivedAt());
            Receipt attested = receipts.verify(receipt, file);
            return attested.submissionId().equals(id)
                    ? null
                    : "The receipt is for another submission, " + attested.submissionId();
        } catch (SignatureRefusedException | ReceiptRefusedException e) {
            return e.getMessage();
        }
    }

    private void keep(Submission submission, Path part) throws IOException {
        Path target = folder.resolve(submission.id());
        move(submission, part, target);
        console.event(
                event("COLLECTED", submission, target),
                () -> console.line(console.good("Collected: ") + submission.id() + ", " + submission.fileType()
                        + " of " + submission.partyId() + ", " + submission.rowCount()
                        + " rows; signature and receipt are valid"));
    }

    private void setAside(Submission submission, Path part, String fault) throws IOException {
        suspects++;
        String id = submission.id();
        Files.writeString(part.resolve("fault.txt"), fault);
        Files.createDirectories(folder.resolve("suspect"));
        Path suspect = folder.resolve("suspect").resolve(id);
        move(submission, part, suspect);
        Map<String, Object> event = event("SUSPECT", submission, suspect);
        event.put("fault", fault);
        console.event(
                event,
                () -> console.failure(
                        "Suspect: " + id, List.of(fault, "It is in suspect/" + id + "; do not act on it")));
    }

    /** Moves everything as a whole or not at all. */
    private static void move(Submission submission, Path part, Path target) throws IOException {
        Files.write(
                part.resolve("submission.json"),
                GatewayJson.toPrettyJson(submission).getBytes(StandardCharsets.UTF_8));
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Map<String, Object> event(String what, Submission submission, Path where) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("event", what);
        event.put("submissionId", submission.id());
        event.put("partyId", submission.partyId());
        event.put("fileType", submission.fileType());
        event.put("rowCount", submission.rowCount());
        event.put("folder", where.toString());
        return event;
    }

    private static void deleteTree(Path tree) throws IOException {
        if (Files.exists(tree)) {
            List<Path> deepestFirst;
            try (Stream<Path> all = Files.walk(tree)) {
                deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        }
    }
}
