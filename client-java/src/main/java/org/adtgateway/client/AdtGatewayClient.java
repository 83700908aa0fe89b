package org.adtgateway.client;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.adtgateway.client.internal.json.Json;
import org.adtgateway.client.internal.transport.ApiRequest;
import org.adtgateway.client.internal.transport.ApiResponse;
import org.adtgateway.client.internal.transport.CallExecutor;
import org.adtgateway.client.internal.transport.FileDownloader;
import org.adtgateway.client.internal.transport.PathSegment;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.FileEntity;
import org.jspecify.annotations.Nullable;

/**
 * Calls the gateway. Create one with {@link #builder()}, share it between threads, and close it at the end.
 *
 * <p>Every method throws {@link AdtGatewayException} when the gateway refuses or cannot be reached, after the retries
 * that {@link RetryPolicy} allows, and {@link ResultUnknownException} when a call was sent and no answer tells whether
 * it took effect. What is retried: reading always; submitting and withdrawing too, since the signature names the act
 * and the gateway carries it out once; an instalment of results likewise; a claim and an outcome only when
 * they surely had no effect.
 */
public final class AdtGatewayClient implements AutoCloseable {
    private static final int MIB = 1024 * 1024;
    /** From this size on it pays to ask for the limit first. */
    private static final long LARGE = 16L * MIB;

    private final CallExecutor gateway;
    private final @Nullable ReceiptVerifier receipts;
    private final Clock clock;

    AdtGatewayClient(CallExecutor gateway, @Nullable ReceiptVerifier receipts, Clock clock) {
        this.gateway = gateway;
        this.receipts = receipts;
        this.clock = clock;
    }

    /** Returns a builder, to set address, identity and trust. */
    public static AdtGatewayClientBuilder builder() {
        return new AdtGatewayClientBuilder();
    }

    /** Returns the account of the caller: who it is, and what it may do. */
    public Account me() {
        return gateway.call(ApiRequest.get("getMe", "/v1/me"), ApiResponse.as(Account.class));
    }

    /**
     * Submits a signed file. When this returns, the file has been delivered and has passed every check.
     *
     * <p>The same signed file again is the same act, and gives the same submission. A request with a signer is signed
     * again by each call of this method: to be able to repeat the act yourself after an
     * {@link ResultUnknownException}, call {@link SubmissionRequest#sign()} first and keep what it returns.
     */
    public Submission submit(SubmissionRequest request) {
        return deliver(request).submission();
    }

    /** Submits a signed file as {@link #submit} does, and returns whether the same act had been delivered before. */
    public Delivery deliver(SubmissionRequest request) {
        try {
            if (request.signature() == null) {
                // a signed one may be known to the gateway, which then takes it whatever its size
                requireAcceptableSize(request);
            }
            SubmissionRequest signed = request.sign();
            return gateway.call(
                    ApiRequest.post("submitFile", "/v1/submissions", signed.form(), ApiRequest.Repeat.SAME_ACT),
                    signed.progress(),
                    AdtGatewayClient::delivery);
        } finally {
            request.release();
        }
    }

    /**
     * Refuses a file that is too large, before it is signed and uploaded. The gateway is asked for its limit if the file is large; where it does not tell it now,
     * it will judge the file itself. {@link #submit} does this for a request that is not signed yet.
     *
     * @throws AdtGatewayException with code {@code FILE_TOO_LARGE}
     */
    public void requireAcceptableSize(SubmissionRequest request) {
        long size = request.size();
        if (size < LARGE) {
            return;
        }
        long max;
        try {
            max = me().limits().maxFileBytes();
        } catch (AdtGatewayException e) {
            return;
        }
        if (size > max) {
            throw new AdtGatewayException(
                    Failure.local(
                            "FILE_TOO_LARGE",
                            ProblemCategory.FORMAT,
                            "The file has " + mebibytes(size) + ", and the gateway takes at most " + mebibytes(max)
                                    + ". Nothing was uploaded.",
                            null),
                    null);
        }
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) MIB);
    }

    /** Validates a file by a dry run of {@link #submit}, of which the gateway keeps nothing. The signature is optional. */
    public ValidationReport check(SubmissionRequest request) {
        try {
            requireAcceptableSize(request);
            SubmissionRequest complete = request.hasSignatureOrSigner() ? request.sign() : request;
            return gateway.call(
                    ApiRequest.post("validateFile", "/v1/validations", complete.form(), ApiRequest.Repeat.READING),
                    complete.progress(),
                    ApiResponse.as(ValidationReport.class));
        } finally {
            request.release();
        }
    }

    /** Returns a submission with its status. */
    public Submission status(String id) {
        return gateway.call(ApiRequest.get("getSubmission", submission(id)), ApiResponse.as(Submission.class));
    }

    /**
     * Waits until a submission has this status, or a final one, so that it can never have this one: check what is
     * returned.
     *
     * @throws AdtGatewayException with code {@link AdtGatewayException#TIMED_OUT} when the time is over
     */
    public Submission waitUntil(String id, SubmissionStatus status, Duration timeout) {
        return waitUntil(id, Set.of(status), timeout);
    }

    /** Waits as {@link #waitUntil(String, SubmissionStatus, Duration)} does, for any of several statuses. */
    public Submission waitUntil(String id, Set<SubmissionStatus> statuses, Duration timeout) {
        return new StatusPoller(gateway, submission(id)).until(statuses, timeout);
    }

    /** Waits until a submission is withdrawn, completed or rejected. */
    public Submission waitUntilFinal(String id, Duration timeout) {
        return waitUntil(id, Set.of(), timeout);
    }

    /** Lists submissions, newest first, and fetches them page by page. Each iteration starts again. */
    public Iterable<Submission> list(SubmissionFilter filter) {
        return () -> {
            ApiRequest first = filtered(ApiRequest.get("listSubmissions", "/v1/submissions"), filter);
            return new PageIterator<>(cursor -> {
                SubmissionPage page = gateway.call(first.query("cursor", cursor), ApiResponse.as(SubmissionPage.class));
                return new PageIterator.Page<>(page.submissions(), page.next());
            });
        };
    }

    private static ApiRequest filtered(ApiRequest request, SubmissionFilter filter) {
        ApiRequest filtered = request;
        for (Map.Entry<String, Object> parameter : filter.parameters().entrySet()) {
            filtered = filtered.query(parameter.getKey(), parameter.getValue());
        }
        return filtered;
    }

    /**
     * Counts what {@link #list} would list, by file type and state, each number up to 10,000.
     *
     * @param filter whose page size does not matter
     */
    public List<SubmissionCount> count(SubmissionFilter filter) {
        return gateway.call(
                        filtered(ApiRequest.get("countSubmissions", "/v1/submissions/count"), filter.withoutPageSize()),
                        ApiResponse.as(SubmissionCounts.class))
                .counts();
    }

    /** Returns the Parties of the registry with their certificates. For operators and auditors only. */
    public List<RegisteredParty> parties() {
        return gateway.call(ApiRequest.get("listParties", "/v1/parties"), ApiResponse.as(PartyList.class))
                .parties();
    }

    /**
     * Returns the next audit entries, oldest first. For operators and auditors only.
     *
     * @param after {@code next} of the page before; null for the beginning
     */
    public AuditPage audit(@Nullable String after) {
        return gateway.call(
                ApiRequest.get("listAuditEntries", "/v1/audit").query("after", after), ApiResponse.as(AuditPage.class));
    }

    /** Returns the events of a submission, oldest first. */
    public List<Event> history(String id) {
        return gateway.call(
                        ApiRequest.get("listSubmissionEvents", submission(id) + "/events"),
                        ApiResponse.as(EventList.class))
                .events();
    }

    /**
     * Returns the feed of all events that the caller may see, in a total order without gaps.
     *
     * @param after the cursor of the last event that was processed; null for the beginning
     */
    public EventFeed events(@Nullable String after) {
        return new EventFeed(gateway, after, null, null);
    }

    /** Withdraws a submission that the DCC has not claimed yet. */
    public Submission withdraw(String id, String reason, FileSigner signer) {
        signer.requireValid();
        return withdraw(WithdrawalRequest.sign(id, reason, signer, clock.instant()));
    }

    /** Withdraws by an instruction that was signed earlier; the same instruction again is the same act. */
    public Submission withdraw(WithdrawalRequest request) {
        return gateway.call(
                ApiRequest.post(
                        "withdrawSubmission",
                        submission(request.submissionId()) + "/withdrawal",
                        request.form(),
                        ApiRequest.Repeat.SAME_ACT),
                ApiResponse.as(Submission.class));
    }

    /** Fetches the receipt of a submission; see {@link #receipt(String, ActKind)}. */
    public Receipt receipt(String id) {
        return receipt(id, ActKind.SUBMISSION);
    }

    /**
     * Fetches a receipt and verifies it with the anchor set by {@link AdtGatewayClientBuilder#receiptTrust}.
     *
     * @throws ReceiptRefusedException when it must not be relied on, or is for something else
     * @throws IllegalStateException when no anchor is set; {@link #receiptBytes} does without
     */
    public Receipt receipt(String id, ActKind of) {
        Receipt receipt = receiptVerifier().verify(receiptBytes(id, of));
        receipt.requireOf(id, of);
        return receipt;
    }

    private ReceiptVerifier receiptVerifier() {
        if (receipts == null) {
            throw new IllegalStateException(
                    "No anchor for receipts is set: set one by receiptTrust(...), or fetch receiptBytes(...) and verify"
                            + " them elsewhere");
        }
        return receipts;
    }

    /** Verifies a receipt; returns null when there is no anchor. */
    @Nullable
    Receipt verified(byte[] receipt, String id, ActKind of) {
        if (receipts == null) {
            return null;
        }
        Receipt verified = receipts.verify(receipt);
        verified.requireOf(id, of);
        return verified;
    }

    /** Fetches a receipt without verifying it: DER of CMS SignedData with content. */
    public byte[] receiptBytes(String id, ActKind of) {
        return gateway.call(
                ApiRequest.get("downloadReceipt", submission(id) + "/receipt").query("of", of), ApiResponse::bytes);
    }

    /**
     * Fetches the exact bytes of a file. The target is complete or does not exist.
     *
     * @return their SHA-256, compared with what the gateway says it is, as 64 lower-case hexadecimal digits
     * @throws UncheckedIOException when the target cannot be written
     */
    public String downloadFile(String id, Path target) {
        return FileDownloader.to(target, out -> downloadFile(id, out));
    }

    /** Fetches a file as {@link #downloadFile(String, Path)} does, to a stream, which gets nothing twice and is not closed. */
    public String downloadFile(String id, OutputStream target) {
        return new FileDownloader(gateway).copy(ApiRequest.get("downloadFile", submission(id) + "/file"), target);
    }

    /**
     * Fetches the certificates that verify the signature of a submission: the signer's, then those above it up to the
     * gateway's anchor. Do not trust them because they come from here; see {@link FileSignatureVerifier}.
     */
    public List<X509Certificate> certificates(String id) {
        return gateway.call(
                ApiRequest.get("downloadCertificates", submission(id) + "/certificates"), ApiResponse::certificates);
    }

    /** Fetches the signature of a submission, byte for byte as received: DER or PEM. */
    public byte[] downloadSignature(String id) {
        return gateway.call(ApiRequest.get("downloadSignature", submission(id) + "/signature"), ApiResponse::bytes);
    }

    /** Fetches the signed instruction by which a submission was withdrawn, byte for byte as received: JSON. */
    public byte[] downloadWithdrawal(String id) {
        return gateway.call(ApiRequest.get("downloadWithdrawal", submission(id) + "/withdrawal"), ApiResponse::bytes);
    }

    /** Fetches the document of a file format, by which the gateway checks files: a Table Schema as JSON. */
    public String fileFormat(FileType type) {
        return new String(
                gateway.call(ApiRequest.get("getFileFormat", "/v1/file-formats/" + type), ApiResponse::bytes),
                StandardCharsets.UTF_8);
    }

    /** Claims a submission, so that it cannot be withdrawn any more. For operators only. */
    public Submission claim(String id) {
        return decide("claimSubmission", submission(id) + "/claim", null);
    }

    /**
     * Claims a submission with a note for colleagues and the owner. For operators only.
     *
     * @param note 1 to 500 characters
     */
    public Submission claim(String id, String note) {
        return decide("claimSubmission", submission(id) + "/claim", json(new ClaimRequest(note)));
    }

    /**
     * Hands a claim back, also one of another operator: its owner can withdraw the submission again, and any operator can claim it. For operators only.
     *
     * @param reason 1 to 500 characters, which the owner reads
     */
    public Submission release(String id, String reason) {
        return decide("releaseClaim", submission(id) + "/claim/release", json(new ReleaseRequest(reason)));
    }

    /**
     * Reports what became of rows of an Exit Quarantine file that is claimed. For operators only. The same instalment again is the same act; a result
     * that stands cannot be changed.
     *
     * @param instalment a CSV file as {@link #rowResultsFormat} describes it, of some of the rows or all; lines without an outcome report nothing
     * @throws AdtGatewayException with code {@code ROW_RESULTS_INVALID} and the faulty lines; then nothing of it was taken
     */
    public Submission submitRowResults(String id, Path instalment) {
        return gateway.call(
                ApiRequest.post(
                        "submitRowResults",
                        submission(id) + "/row-results",
                        csv(instalment),
                        ApiRequest.Repeat.SAME_ACT),
                ApiResponse.as(Submission.class));
    }

    /** Checks an instalment as {@link #submitRowResults} does, by a dry run of which the gateway keeps nothing. For operators only. */
    public ValidationReport checkRowResults(String id, Path instalment) {
        return gateway.call(
                ApiRequest.post(
                        "validateRowResults",
                        submission(id) + "/row-results/validations",
                        csv(instalment),
                        ApiRequest.Repeat.READING),
                ApiResponse.as(ValidationReport.class));
    }

    private static HttpEntity csv(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new UncheckedIOException(new NoSuchFileException(file.toString()));
        }
        return new FileEntity(file.toFile(), FileSource.CSV);
    }

    /**
     * Lists the rows of an Exit Quarantine file with their results, in the order of the file, and fetches them page by page. Each iteration starts
     * again.
     *
     * @param pendingOnly leaves out the rows that have a result
     */
    public Iterable<RowResult> rowResults(String id, boolean pendingOnly) {
        ApiRequest request = ApiRequest.get("listRowResults", submission(id) + "/row-results")
                .query("pending", pendingOnly);
        return () -> new PageIterator<>(cursor -> {
            RowResultPage page = gateway.call(request.query("cursor", cursor), ApiResponse.as(RowResultPage.class));
            return new PageIterator.Page<>(page.rows(), page.next());
        });
    }

    /**
     * Fetches the rows as {@link #rowResults} lists them, as a table with the columns of an instalment. The target is complete or does not exist.
     *
     * @throws UncheckedIOException when the target cannot be written
     */
    public void downloadRowResults(String id, boolean pendingOnly, Path target) {
        new FileDownloader(gateway)
                .copyAnew(
                        ApiRequest.get("listRowResults", submission(id) + "/row-results")
                                .query("pending", pendingOnly)
                                .header("Accept", "text/csv"),
                        target);
    }

    /**
     * Fetches the exact bytes of an instalment of results. The rows of all instalments together, with the rows of the outcome itself, are the results.
     *
     * @param sha256 the instalment, as its event {@code ROWS_REPORTED} names it
     * @throws UncheckedIOException when the target cannot be written
     */
    public void downloadInstalment(String id, String sha256, Path target) {
        FileDownloader.to(target, out -> {
            String found =
                    new FileDownloader(gateway).copy(ApiRequest.get("downloadRowResults", instalment(id, sha256)), out);
            if (!found.equalsIgnoreCase(sha256)) {
                throw new AdtGatewayException(
                        Failure.local(
                                AdtGatewayException.UNRECOGNISED_ANSWER,
                                ProblemCategory.RETRY,
                                "The instalment has another SHA-256 than was asked for: " + found,
                                null),
                        null);
            }
            return found;
        });
    }

    /**
     * Fetches the receipt of an instalment and verifies it as {@link #receipt(String, ActKind)} does.
     *
     * @throws ReceiptRefusedException when it must not be relied on, or is for something else
     * @throws IllegalStateException when no anchor is set
     */
    public Receipt instalmentReceipt(String id, String sha256) {
        Receipt receipt = receiptVerifier().verify(instalmentReceiptBytes(id, sha256));
        receipt.requireOf(id, ActKind.of("ROW_RESULTS"));
        receipt.requireOfInstalment(sha256);
        return receipt;
    }

    /** Fetches the receipt of an instalment without verifying it: DER of CMS SignedData with content. */
    public byte[] instalmentReceiptBytes(String id, String sha256) {
        return gateway.call(
                ApiRequest.get("downloadRowResultsReceipt", instalment(id, sha256) + "/receipt"), ApiResponse::bytes);
    }

    private static String instalment(String id, String sha256) {
        return submission(id) + "/row-results/" + PathSegment.encode(sha256);
    }

    /** Fetches the document of the format of instalments of results: a Table Schema as JSON. */
    public String rowResultsFormat() {
        return new String(
                gateway.call(ApiRequest.get("getFileFormat", "/v1/file-formats/ROW_RESULTS"), ApiResponse::bytes),
                StandardCharsets.UTF_8);
    }

    /** Reports that a submission has been carried out. For operators only. */
    public Submission complete(String id) {
        return complete(id, null, List.of());
    }

    /**
     * Reports that a submission has been carried out. For operators only.
     *
     * @param rowOutcomes for Exit Quarantine files only, 1,000 at most; empty for none
     * @throws AdtGatewayException with code {@code ROW_RESULTS_MISSING} where rows of an Exit Quarantine file have no result
     */
    public Submission complete(String id, @Nullable String reason, List<RowOutcome> rowOutcomes) {
        return outcome(id, OutcomeDecision.COMPLETED, reason, rowOutcomes, false);
    }

    /**
     * Reports that an Exit Quarantine file has been carried out as far as it goes, though rows may have no result. For operators only.
     *
     * @param rowOutcomes 1,000 at most; empty for none
     */
    public Submission completeIncomplete(String id, @Nullable String reason, List<RowOutcome> rowOutcomes) {
        return outcome(id, OutcomeDecision.COMPLETED, reason, rowOutcomes, true);
    }

    /** Rejects a submission. For operators only. */
    public Submission reject(String id, String reason) {
        return outcome(id, OutcomeDecision.REJECTED, reason, List.of(), false);
    }

    private Submission outcome(
            String id,
            OutcomeDecision outcome,
            @Nullable String reason,
            List<RowOutcome> rowOutcomes,
            boolean incomplete) {
        OutcomeRequest request = OutcomeRequest.builder()
                .outcome(outcome)
                .reason(reason)
                .rowOutcomes(rowOutcomes)
                .incomplete(incomplete ? true : null)
                .build();
        return decide("recordOutcome", submission(id) + "/outcome", json(request));
    }

    private Submission decide(String operation, String path, @Nullable HttpEntity body) {
        return gateway.call(
                ApiRequest.post(operation, path, body, ApiRequest.Repeat.NEVER), ApiResponse.as(Submission.class));
    }

    private static HttpEntity json(Object body) {
        return new ByteArrayEntity(Json.toSend(body), ContentType.APPLICATION_JSON);
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

    private static Delivery delivery(ApiResponse response) throws IOException {
        return new Delivery(response.json(Submission.class), "true".equals(response.header("Idempotency-Replayed")));
    }

    private static String submission(String id) {
        return "/v1/submissions/" + PathSegment.encode(id);
    }
}
