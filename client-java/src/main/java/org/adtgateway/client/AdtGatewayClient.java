package org.adtgateway.client;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * Talks to the gateway. Make one with {@link #builder()}, share it between threads, close it at the end.
 *
 * <p>Every method throws {@link AdtGatewayException} when the gateway refuses or cannot be reached, after the retries
 * that {@link RetryPolicy} allows, and {@link ResultUnknownException} when a call was sent and no answer tells whether
 * it took effect. What is retried: reading always; submitting and withdrawing too, since the signature names the act
 * and the gateway carries it out once; a claim and an outcome only when they surely had no effect.
 */
public final class AdtGatewayClient implements AutoCloseable {
    private final CallExecutor gateway;
    private final @Nullable ReceiptVerifier receipts;
    private final Clock clock;

    AdtGatewayClient(CallExecutor gateway, @Nullable ReceiptVerifier receipts, Clock clock) {
        this.gateway = gateway;
        this.receipts = receipts;
        this.clock = clock;
    }

    /** Where to set address, identity and trust. */
    public static AdtGatewayClientBuilder builder() {
        return new AdtGatewayClientBuilder();
    }

    /** Who the gateway takes the caller for, and what the caller may do. */
    public Account me() {
        return gateway.call(ApiRequest.get("getMe", "/v1/me"), Json.as(Account.class));
    }

    /**
     * Submits a signed file. When this returns, the file has been delivered and has passed every check.
     *
     * <p>The same signed file again is the same act, and gives the same submission. A request with a signer is signed
     * anew by each call of this method: to be able to repeat the act yourself after an
     * {@link ResultUnknownException}, call {@link SubmissionRequest#sign()} first and keep what it returns.
     */
    public Submission submit(SubmissionRequest request) {
        return deliver(request).submission();
    }

    /** Submits a signed file as {@link #submit} does, and tells whether the same act had been delivered before. */
    public Delivery deliver(SubmissionRequest request) {
        try {
            SubmissionRequest signed = request.sign();
            return gateway.call(
                    ApiRequest.post("submitFile", "/v1/submissions", signed.form(), ApiRequest.Repeat.SAME_ACT),
                    signed.progress(),
                    Json::delivery);
        } finally {
            request.release();
        }
    }

    /** A dry run of {@link #submit}: what the gateway would say. It keeps nothing. The signature may be left out. */
    public ValidationReport check(SubmissionRequest request) {
        try {
            SubmissionRequest complete = request.hasSignatureOrSigner() ? request.sign() : request;
            return gateway.call(
                    ApiRequest.post("validateFile", "/v1/validations", complete.form(), ApiRequest.Repeat.READING),
                    complete.progress(),
                    Json.as(ValidationReport.class));
        } finally {
            request.release();
        }
    }

    /** How a submission stands. */
    public Submission status(String id) {
        return gateway.call(ApiRequest.get("getSubmission", submission(id)), Json.as(Submission.class));
    }

    /**
     * Waits until a submission has this status, or a final one, so that it can never have this one: look at what is
     * returned.
     *
     * @throws AdtGatewayException with code {@link AdtGatewayException#TIMED_OUT} when the time is over
     */
    public Submission waitUntil(String id, SubmissionStatus status, Duration timeout) {
        return waitUntil(id, Set.of(status), timeout);
    }

    /** As {@link #waitUntil(String, SubmissionStatus, Duration)}, for any of several statuses. */
    public Submission waitUntil(String id, Set<SubmissionStatus> statuses, Duration timeout) {
        return new StatusPoller(gateway, submission(id)).until(statuses, timeout);
    }

    /** Waits until a submission is withdrawn, completed or rejected. */
    public Submission waitUntilFinal(String id, Duration timeout) {
        return waitUntil(id, Set.of(), timeout);
    }

    /** Submissions, newest first; fetched page by page as the iteration goes on. Each iteration starts afresh. */
    public Iterable<Submission> list(SubmissionFilter filter) {
        return new Iterable<>() {
            @Override
            public Iterator<Submission> iterator() {
                return new SubmissionIterator(gateway, filter);
            }
        };
    }

    /** The history of a submission, oldest event first. */
    public List<Event> history(String id) {
        return gateway.call(
                        ApiRequest.get("listSubmissionEvents", submission(id) + "/events"), Json.as(EventList.class))
                .events();
    }

    /**
     * The feed of all events that the caller may see, in one order without gaps.
     *
     * @param after where to go on: the cursor of the last event dealt with; null for the beginning
     */
    public EventFeed events(@Nullable String after) {
        return new EventFeed(gateway, after);
    }

    /** Withdraws a submission that the DCC has not taken up yet. */
    public Submission withdraw(String id, String reason, FileSigner signer) {
        return withdraw(WithdrawalRequest.sign(id, reason, signer, clock.instant()));
    }

    /** Withdraws by an instruction signed before; the same again is the same act. */
    public Submission withdraw(WithdrawalRequest request) {
        return gateway.call(
                ApiRequest.post(
                        "withdrawSubmission",
                        submission(request.submissionId()) + "/withdrawal",
                        request.form(),
                        ApiRequest.Repeat.SAME_ACT),
                Json.as(Submission.class));
    }

    /** The receipt of a submission; see {@link #receipt(String, ActKind)}. */
    public Receipt receipt(String id) {
        return receipt(id, ActKind.SUBMISSION);
    }

    /**
     * A receipt, verified with the anchor that {@link AdtGatewayClientBuilder#receiptTrust} has set.
     *
     * @throws ReceiptRefusedException when it must not be relied on, or is for something else
     * @throws IllegalStateException when no anchor is set; {@link #receiptBytes} does without
     */
    public Receipt receipt(String id, ActKind of) {
        if (receipts == null) {
            throw new IllegalStateException(
                    "No anchor for receipts is set: set one by receiptTrust(...), or fetch receiptBytes(...) and verify"
                            + " them elsewhere");
        }
        Receipt receipt = receipts.verify(receiptBytes(id, of));
        receipt.requireOf(id, of);
        return receipt;
    }

    /** Null when there is no anchor to verify by. */
    @Nullable
    Receipt verified(byte[] receipt, String id, ActKind of) {
        if (receipts == null) {
            return null;
        }
        Receipt verified = receipts.verify(receipt);
        verified.requireOf(id, of);
        return verified;
    }

    /** A receipt as the gateway serves it, not verified: DER of CMS SignedData with content. */
    public byte[] receiptBytes(String id, ActKind of) {
        return gateway.call(
                ApiRequest.get("downloadReceipt", submission(id) + "/receipt").query("of", of), ApiResponse::bytes);
    }

    /**
     * Fetches the exact bytes of a file. The target is written whole or not at all.
     *
     * @return their SHA-256, compared with what the gateway says it is, as 64 lower-case hexadecimal digits
     * @throws UncheckedIOException when the target cannot be written
     */
    public String downloadFile(String id, Path target) {
        return FileDownloader.to(target, out -> downloadFile(id, out));
    }

    /** As {@link #downloadFile(String, Path)}, to a stream, which gets nothing twice and is not closed. */
    public String downloadFile(String id, OutputStream target) {
        return new FileDownloader(gateway).copy(ApiRequest.get("downloadFile", submission(id) + "/file"), target);
    }

    /** The signature of a submission, byte for byte as received: DER or PEM. */
    public byte[] downloadSignature(String id) {
        return gateway.call(ApiRequest.get("downloadSignature", submission(id) + "/signature"), ApiResponse::bytes);
    }

    /** The signed instruction by which a submission was withdrawn, byte for byte as received: JSON. */
    public byte[] downloadWithdrawal(String id) {
        return gateway.call(ApiRequest.get("downloadWithdrawal", submission(id) + "/withdrawal"), ApiResponse::bytes);
    }

    /** The document of a file format, by which the gateway checks files: a Table Schema as JSON. */
    public String fileFormat(FileType type) {
        return new String(
                gateway.call(ApiRequest.get("getFileFormat", "/v1/file-formats/" + type), ApiResponse::bytes),
                StandardCharsets.UTF_8);
    }

    /** Operators only: takes a submission up, so that it cannot be withdrawn any more. */
    public Submission claim(String id) {
        return gateway.call(
                ApiRequest.post("claimSubmission", submission(id) + "/claim", null, ApiRequest.Repeat.NEVER),
                Json.as(Submission.class));
    }

    /** Operators only: reports that a submission was carried out. */
    public Submission complete(String id) {
        return complete(id, null, List.of());
    }

    /**
     * Operators only: reports that a submission was carried out.
     *
     * @param rowOutcomes for Exit Quarantine files only; empty for none
     */
    public Submission complete(String id, @Nullable String reason, List<RowOutcome> rowOutcomes) {
        return outcome(id, Json.outcome(OutcomeDecision.COMPLETED, reason, rowOutcomes));
    }

    /** Operators only: rejects a submission. */
    public Submission reject(String id, String reason) {
        return outcome(id, Json.outcome(OutcomeDecision.REJECTED, reason, List.of()));
    }

    private Submission outcome(String id, HttpEntity body) {
        return gateway.call(
                ApiRequest.post("recordOutcome", submission(id) + "/outcome", body, ApiRequest.Repeat.NEVER),
                Json.as(Submission.class));
    }

    /** Closes the connections. */
    @Override
    public void close() {
        try {
            gateway.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String submission(String id) {
        return "/v1/submissions/" + PathSegment.encode(id);
    }
}
