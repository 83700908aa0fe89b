package org.adtgateway.client.internal.outbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.adtgateway.client.ActKind;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.FileType;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.client.WithdrawalRequest;
import org.adtgateway.client.internal.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Describes an act, as in an entry's {@code act.json}; the file or the instruction, and the signature, are next to it.
 *
 * @param submissionId for a withdrawal
 */
public record OutboxEntry(
        int version,
        ActKind kind,
        @Nullable FileType fileType,
        @Nullable String fileName,
        @Nullable String serviceRequestReference,
        @Nullable String clientReference,
        @Nullable String incidentReference,
        @Nullable String submissionId) {
    public static final String ACT = "act.json";
    public static final String FILE = "file.csv";
    public static final String INSTRUCTION = "instruction.json";
    public static final String SIGNATURE = "signature.p7s";
    static final String SUBMISSION = "submission.json";
    static final String RECEIPT = "receipt.p7m";
    static final String PROBLEM = "problem.json";
    /** Is there once the act may have been sent, until it is known that it had no effect. */
    static final String ATTEMPTED = "attempted";

    public static OutboxEntry withdrawal(String submissionId) {
        return new OutboxEntry(1, ActKind.WITHDRAWAL, null, null, null, null, null, submissionId);
    }

    static OutboxEntry read(Path folder) throws IOException {
        return Json.MAPPER.readValue(Files.readAllBytes(folder.resolve(ACT)), OutboxEntry.class);
    }

    Submission send(AdtGatewayClient client, Path folder) throws IOException {
        byte[] signature = Files.readAllBytes(folder.resolve(SIGNATURE));
        if (kind.equals(ActKind.WITHDRAWAL) && submissionId != null) {
            byte[] instruction = Files.readAllBytes(folder.resolve(INSTRUCTION));
            return client.withdraw(WithdrawalRequest.of(submissionId, instruction, signature));
        }
        if (!kind.equals(ActKind.SUBMISSION) || fileType == null || fileName == null) {
            throw new IOException(folder.resolve(ACT) + " is not an act that this version knows");
        }
        SubmissionRequest request = SubmissionRequest.of(fileType, folder.resolve(FILE))
                .fileName(fileName)
                .signature(signature);
        if (serviceRequestReference != null) {
            request = request.serviceRequestReference(serviceRequestReference);
        }
        if (clientReference != null) {
            request = request.clientReference(clientReference);
        }
        if (incidentReference != null) {
            request = request.incidentReference(incidentReference);
        }
        return client.submit(request);
    }
}
