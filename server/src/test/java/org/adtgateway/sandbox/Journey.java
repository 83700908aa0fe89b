package org.adtgateway.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.adtgateway.client.Account;
import org.adtgateway.client.ActKind;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.Event;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.FileType;
import org.adtgateway.client.Receipt;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.client.SubmissionStatus;
import org.adtgateway.testing.Gateway;

/** The main job, once, by the SDK: a supplier and the DCC do what they do every day, and each step is looked at. */
final class Journey {
    private final Gateway gateway;
    private final Narrator narrator;

    Journey(Gateway gateway, Narrator narrator) {
        this.gateway = gateway;
        this.narrator = narrator;
    }

    /** The submissions that the journey left, for commands to copy. */
    record Result(String completed, String withdrawn) {}

    /** Plays it; an expectation that is not met stops the sandbox. */
    Result play() {
        Path files = gateway.folder().resolve("files");
        FileSigner signer = gateway.signer("northern-power", "signing");
        try (AdtGatewayClient supplier = gateway.client("northern-power");
                AdtGatewayClient dcc = gateway.client("dcc")) {
            Account me = narrator.step("northern-power asks who it is: GET /v1/me", supplier::me);
            narrator.found("Party " + me.partyId() + ", User IDs " + me.userIds());

            Submission delivered = narrator.step(
                    "northern-power signs an ADT file (ECDSA P-256, CAdES) and submits it by mutual TLS",
                    () -> supplier.submit(SubmissionRequest.adt(files.resolve(JourneyFiles.ADT), "SMSR-000001")
                            .clientReference("sandbox journey")
                            .signedBy(signer)));
            expect(delivered.status().equals(SubmissionStatus.RECEIVED), "the submission is RECEIVED");
            narrator.found("201: submission " + delivered.id() + ", " + delivered.rowCount() + " rows, for "
                    + delivered.userIds());
            narrator.found(
                    "checked: Party, sizes, CMS form, algorithms, signer, chain, revocation, digest, signature, signing time, every row");

            Receipt receipt = narrator.step(
                    "northern-power takes the receipt and checks it against the receipt CA",
                    () -> supplier.receipt(delivered.id()));
            expect(delivered.fileSha256().equals(receipt.fileSha256()), "the receipt is for this file");
            narrator.found("signed over SHA-256 " + receipt.fileSha256());

            narrator.step("the DCC claims it", () -> dcc.claim(delivered.id()));
            Path fetched = gateway.folder().resolve("fetched-by-dcc.csv");
            narrator.step("the DCC fetches the exact bytes", () -> dcc.downloadFile(delivered.id(), fetched));
            expect(same(fetched, files.resolve(JourneyFiles.ADT)), "the DCC has just the bytes that were signed");
            narrator.step("the DCC records the outcome COMPLETED", () -> dcc.complete(delivered.id()));
            Receipt outcome = narrator.step(
                    "northern-power sees it, and checks the receipt of the outcome",
                    () -> supplier.receipt(delivered.id(), ActKind.OUTCOME));
            expect(delivered.id().equals(outcome.submissionId()), "the receipt is for this submission");
            List<Event> history = supplier.history(delivered.id());
            narrator.found("history: "
                    + history.stream().map(event -> event.type().toString()).toList());

            Submission mistaken = narrator.step(
                    "northern-power submits an Exit Quarantine file",
                    () -> supplier.submit(SubmissionRequest.exitQuarantine(files.resolve(JourneyFiles.EXIT_QUARANTINE))
                            .signedBy(signer)));
            Submission withdrawn = narrator.step(
                    "and withdraws it by a signed instruction",
                    () -> supplier.withdraw(mistaken.id(), "submitted by mistake", signer));
            expect(withdrawn.status().equals(SubmissionStatus.WITHDRAWN), "the submission is WITHDRAWN");

            AdtGatewayException refused = narrator.step(
                    "northern-power submits a file that a spreadsheet has damaged: refused, every row named",
                    () -> refusal(supplier, signer, files.resolve(JourneyFiles.DAMAGED)));
            expect(refused.status() == 422 && !refused.violations().isEmpty(), "the file is refused with its rows");
            narrator.found(refused.status() + " " + refused.code());
            refused.violations().stream()
                    .limit(4)
                    .forEach(violation -> narrator.found(
                            "line " + violation.line() + ", " + violation.column() + ": " + violation.message()));
            return new Result(delivered.id(), withdrawn.id());
        }
    }

    private static AdtGatewayException refusal(AdtGatewayClient supplier, FileSigner signer, Path file) {
        try {
            supplier.submit(SubmissionRequest.of(FileType.ADT, file)
                    .serviceRequestReference("SMSR-000002")
                    .signedBy(signer));
        } catch (AdtGatewayException e) {
            return e;
        }
        throw new IllegalStateException("the damaged file was accepted");
    }

    private static boolean same(Path one, Path other) {
        try {
            return Files.mismatch(one, other) < 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void expect(boolean met, String claim) {
        if (!met) {
            throw new IllegalStateException("not so: " + claim);
        }
    }
}
