package org.adtgateway.adt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.adtgateway.checks.fileformat.RowResultsTemplate;
import org.adtgateway.client.ActKind;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.Claim;
import org.adtgateway.client.FileSignatureVerifier;
import org.adtgateway.client.FileType;
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
    private static final int KEPT = 10_000;

    private final Path folder;
    private final AdtGatewayClient client;
    private final FileSignatureVerifier signatures;
    private final ReceiptVerifier receipts;
    private final ClaimNotes notes;
    private final ServiceLog log;
    private int suspects;

    SubmissionCollector(
            Path folder,
            AdtGatewayClient client,
            FileSignatureVerifier signatures,
            ReceiptVerifier receipts,
            ClaimNotes notes,
            ServiceLog log) {
        this.folder = folder;
        this.client = client;
        this.signatures = signatures;
        this.receipts = receipts;
        this.notes = notes;
        this.log = log;
    }

    int suspects() {
        return suspects;
    }

    /** Tells whether a submission is in the folder already. */
    boolean has(String id) {
        return Files.exists(folder.resolve(id)) || isSuspect(id);
    }

    private boolean isSuspect(String id) {
        return Files.exists(folder.resolve("suspect").resolve(id));
    }

    /** Collects one submission, unless that has been done or another collector has claimed it. */
    void collect(String id) throws IOException {
        if (!isSuspect(id)) {
            Submission submission = client.status(id);
            if (!isHere(submission)) {
                boolean open = submission.status().equals(SubmissionStatus.RECEIVED);
                if (open || isOurs(submission)) {
                    collect(submission, open);
                }
            }
        }
        notes.done(id);
    }

    private void collect(Submission submission, boolean open) throws IOException {
        String id = submission.id();
        Path part = folder.resolve("." + id + ".part");
        DurableFiles.deleteTree(part);
        Files.createDirectory(part);
        String fault = fetch(submission, part);
        if (fault != null) {
            // not claimed: its owner can still withdraw it
            setAside(submission, part, fault);
            return;
        }
        if (submission.fileType().equals(FileType.EXIT_QUARANTINE)) {
            // before it is claimed: what cannot be handed on whole is left to its owner and to other collectors
            writeTemplate(part);
        }
        Submission claimed = open ? claim(id) : submission;
        if (claimed == null) {
            DurableFiles.deleteTree(part);
            return;
        }
        keep(claimed, part);
    }

    /** Takes up what another collector has claimed, as that one does not exist any more. */
    void adopt(String id) throws IOException {
        Submission submission = client.status(id);
        Claim claim = submission.claim();
        if (!submission.status().equals(SubmissionStatus.PROCESSING) || claim == null) {
            throw new UsageException(id + " is " + submission.status() + "; only what is PROCESSING can be adopted");
        }
        notes.adopted(id, claim);
    }

    /** Tells whether this folder claimed it, perhaps before a crash. */
    private boolean isOurs(Submission submission) throws IOException {
        return submission.status().equals(SubmissionStatus.PROCESSING)
                && notes.isOurs(submission.id(), submission.claim());
    }

    /**
     * Tells whether the folder has it by the claim that stands. What was collected by a claim that was handed back since is moved aside: it is not this folder's any
     * more, and if it is claimed again, it has to be seen again.
     */
    private boolean isHere(Submission submission) throws IOException {
        Path collected = folder.resolve(submission.id());
        if (!Files.exists(collected)) {
            return false;
        }
        Claim stands = submission.claim();
        if (stands != null && stands.claimedAt().equals(claimedAt(collected))) {
            return true;
        }
        Path aside = freeName(Files.createDirectories(folder.resolve("released")), submission.id());
        DurableFiles.move(collected, aside);
        Map<String, Object> event = event(submission, aside);
        event.put("status", submission.status());
        log.told(
                "RELEASED",
                event,
                submission.id() + ": its claim was handed back, and it is " + submission.status()
                        + " now. What was collected is in released/" + aside.getFileName()
                        + "; do not act on it any more");
        return false;
    }

    /** Returns when what lies in a folder was claimed; null when that cannot be read. */
    private static @Nullable Instant claimedAt(Path collected) {
        try {
            Claim claim = GatewayJson.read(Files.readString(collected.resolve("submission.json")), Submission.class)
                    .claim();
            return claim == null ? null : claim.claimedAt();
        } catch (IOException e) {
            return null;
        }
    }

    private static Path freeName(Path in, String id) {
        for (int number = 1; number <= KEPT; number++) {
            Path free = in.resolve(number == 1 ? id : id + "-" + number);
            if (!Files.exists(free)) {
                return free;
            }
        }
        throw new UsageException(in + " has too many folders of " + id + ": remove them");
    }

    /** Claims the submission; of several who try, and of a withdrawal at the same time, one wins. Returns null when another did. */
    private @Nullable Submission claim(String id) {
        try {
            return client.claim(id, notes.ofOurs());
        } catch (AdtGatewayException e) {
            if (!e.code().equals("NOT_CLAIMABLE")) {
                throw e;
            }
            log.told(
                    "SKIPPED",
                    Map.of("submissionId", id),
                    id + " is not there to be claimed any more: it was withdrawn, or claimed by another collector");
            return null;
        }
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
        Files.writeString(part.resolve("certificates.pem"), CertificateLoader.pem(certificates));
        Files.write(part.resolve("receipt.p7m"), receipt);
        if (!sha256.equalsIgnoreCase(submission.fileSha256())) {
            return "The file is not the one that was submitted";
        }
        try {
            signatures.verify(file, signature, certificates, submission.receivedAt());
            Receipt attested = receipts.verify(receipt, file);
            return attested.submissionId().equals(id) && attested.of().equals(ActKind.SUBMISSION)
                    ? null
                    : "The receipt is for something else, the " + attested.of() + " of " + attested.submissionId();
        } catch (SignatureRefusedException | ReceiptRefusedException e) {
            return e.getMessage();
        }
    }

    /** Writes a table beside the file, to be filled in with what becomes of its rows. */
    private static void writeTemplate(Path part) throws IOException {
        try (InputStream file = Files.newInputStream(part.resolve("file.csv"));
                OutputStream template = Files.newOutputStream(part.resolve("results.csv"))) {
            RowResultsTemplate.write(file, template);
        }
    }

    private void keep(Submission submission, Path part) throws IOException {
        Path target = folder.resolve(submission.id());
        move(submission, part, target);
        log.done(
                "COLLECTED",
                event(submission, target),
                "Collected: ",
                submission.id() + ", " + submission.fileType() + " of " + submission.partyId() + ", "
                        + Words.count(submission.rowCount(), "row") + "; signature and receipt are valid");
    }

    private void setAside(Submission submission, Path part, String fault) throws IOException {
        String id = submission.id();
        Files.writeString(part.resolve("fault.txt"), fault);
        Files.createDirectories(folder.resolve("suspect"));
        Path suspect = folder.resolve("suspect").resolve(id);
        move(submission, part, suspect);
        suspects++;
        Map<String, Object> event = event(submission, suspect);
        event.put("fault", fault);
        log.failed(
                "SUSPECT", event, "Suspect: ", id + ": " + fault + ". It is in suspect/" + id + "; do not act on it");
    }

    /** Moves everything as a whole or not at all, and onto the disk before the feed goes on. */
    private static void move(Submission submission, Path part, Path target) throws IOException {
        Files.write(
                part.resolve("submission.json"),
                GatewayJson.toPrettyJson(submission).getBytes(StandardCharsets.UTF_8));
        DurableFiles.force(part);
        DurableFiles.move(part, target);
    }

    private static Map<String, Object> event(Submission submission, Path where) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("submissionId", submission.id());
        event.put("partyId", submission.partyId());
        event.put("fileType", submission.fileType());
        event.put("rowCount", submission.rowCount());
        event.put("folder", where.toString());
        return event;
    }
}
