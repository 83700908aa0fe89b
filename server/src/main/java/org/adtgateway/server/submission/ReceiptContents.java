package org.adtgateway.server.submission;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.adtgateway.api.Outcome;
import org.adtgateway.api.RowOutcome;
import org.adtgateway.api.RowOutcomeResult;
import org.adtgateway.api.SignerCertificate;
import org.adtgateway.server.evidence.ReceiptIssuer;
import org.jspecify.annotations.Nullable;

/** What receipts say. Only strings, integers, lists and maps, so that their JSON has one form. Members that have no value are left out. */
public final class ReceiptContents {
    private ReceiptContents() {}

    /** That a submission was delivered and passed every check. */
    public static Map<String, Object> of(Submission submission) {
        Map<String, Object> statement = statement("SUBMISSION", submission);
        put(statement, "fileName", submission.fileName());
        put(statement, "fileSize", submission.fileSize());
        put(statement, "rowCount", submission.rowCount());
        put(statement, "signatureSha256", submission.signatureSha256());
        put(statement, "signer", signer(submission.signer()));
        put(statement, "signingTime", submission.signingTime().toString());
        put(statement, "serviceRequestReference", submission.serviceRequestReference());
        put(statement, "clientReference", submission.clientReference());
        put(statement, "incidentReference", submission.incidentReference());
        return statement;
    }

    /** That a submission was withdrawn by its owner. */
    public static Map<String, Object> of(Submission submission, Withdrawal withdrawal, SignerCertificate signer) {
        Map<String, Object> statement = statement("WITHDRAWAL", submission);
        put(statement, "instructionSha256", withdrawal.instructionSha256());
        put(statement, "signatureSha256", withdrawal.signatureSha256());
        put(statement, "signer", signer(signer));
        put(statement, "reason", withdrawal.reason());
        put(statement, "requestedAt", withdrawal.requestedAt().toString());
        put(statement, "withdrawnAt", withdrawal.withdrawnAt().toString());
        return statement;
    }

    /** Returns what the operator decided. */
    public static Map<String, Object> of(Submission submission, Outcome outcome, String decidedBy) {
        Map<String, Object> statement = statement("OUTCOME", submission);
        put(statement, "outcome", outcome.outcome().name());
        put(statement, "reason", outcome.reason());
        put(statement, "decidedAt", outcome.decidedAt().toString());
        put(statement, "decidedBy", decidedBy);
        if (Boolean.TRUE.equals(outcome.incomplete())) {
            statement.put("incomplete", "true");
        }
        List<RowOutcome> rowOutcomes = outcome.rowOutcomes();
        if (rowOutcomes != null) {
            statement.put(
                    "rowOutcomes",
                    rowOutcomes.stream()
                            .map(row -> Map.of(
                                    "requestId",
                                    row.requestId(),
                                    "outcome",
                                    row.outcome().name()))
                            .toList());
        }
        return statement;
    }

    /**
     * Returns what an operator reported of rows.
     *
     * @param instalment its bytes are those with the digest
     */
    public static Map<String, Object> of(
            Submission submission, RowResultsInstalment instalment, Instant reportedAt, String reportedBy) {
        Map<String, Object> statement = statement("ROW_RESULTS", submission);
        put(statement, "instalmentSha256", instalment.sha256());
        put(statement, "instalmentSize", instalment.size());
        Map<String, Object> outcomes = new HashMap<>();
        for (RowOutcomeResult outcome : RowOutcomeResult.values()) {
            if (instalment.counts().of(outcome) > 0) {
                outcomes.put(outcome.name(), instalment.counts().of(outcome));
            }
        }
        statement.put("outcomes", outcomes);
        put(statement, "rowCount", instalment.counts().reported());
        put(statement, "reportedAt", reportedAt.toString());
        put(statement, "reportedBy", reportedBy);
        return statement;
    }

    /** An instalment of row results that was checked: its digest, hex, its bytes, and the results in it. */
    public record RowResultsInstalment(String sha256, long size, RowCounts counts) {}

    private static Map<String, Object> statement(String kind, Submission submission) {
        Map<String, Object> statement = new HashMap<>();
        statement.put("receiptVersion", ReceiptIssuer.VERSION);
        statement.put("kind", kind);
        statement.put("submissionId", submission.id().toString());
        statement.put("partyId", submission.partyId());
        statement.put("fileType", submission.fileType().name());
        statement.put("fileSha256", submission.fileSha256());
        statement.put("receivedAt", submission.receivedAt().toString());
        return statement;
    }

    private static Map<String, String> signer(SignerCertificate signer) {
        return Map.of(
                "issuer", signer.issuer(),
                "serialNumber", signer.serialNumber(),
                "subject", signer.subject(),
                "sha256", signer.sha256());
    }

    private static void put(Map<String, Object> statement, String member, @Nullable Object value) {
        if (value != null) {
            statement.put(member, value);
        }
    }
}
