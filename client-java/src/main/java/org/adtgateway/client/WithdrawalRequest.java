package org.adtgateway.client;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.adtgateway.client.internal.json.Json;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;

/** Holds a signed instruction to withdraw a submission. It stands for one act: sent again, it changes nothing more. */
public final class WithdrawalRequest {
    private static final ContentType SIGNATURE = ContentType.create("application/pkcs7-signature");

    private final String submissionId;
    private final byte[] instruction;
    private final byte[] signature;

    private WithdrawalRequest(String submissionId, byte[] instruction, byte[] signature) {
        this.submissionId = submissionId;
        this.instruction = instruction.clone();
        this.signature = signature.clone();
    }

    /**
     * Creates and signs the instruction.
     *
     * @param reason 1 to 500 characters
     */
    public static WithdrawalRequest sign(String submissionId, String reason, FileSigner signer, Instant requestedAt) {
        byte[] instruction = Json.toSend(WithdrawalInstruction.builder()
                .submissionId(submissionId)
                .action("WITHDRAW")
                .reason(reason)
                .requestedAt(requestedAt.truncatedTo(ChronoUnit.SECONDS))
                .build());
        return new WithdrawalRequest(submissionId, instruction, signer.sign(instruction));
    }

    /** Uses an instruction that was signed earlier. */
    public static WithdrawalRequest of(String submissionId, byte[] instruction, byte[] signature) {
        return new WithdrawalRequest(submissionId, instruction, signature);
    }

    /** Returns the submission to withdraw. */
    public String submissionId() {
        return submissionId;
    }

    /** Returns the JSON that is signed. */
    public byte[] instruction() {
        return instruction.clone();
    }

    /** Returns the detached signature over exactly these bytes. */
    public byte[] signature() {
        return signature.clone();
    }

    HttpEntity form() {
        return MultipartEntityBuilder.create()
                .setContentType(SubmissionRequest.FORM)
                .addBinaryBody("instruction", instruction, ContentType.APPLICATION_JSON, "instruction.json")
                .addBinaryBody("signature", signature, SIGNATURE, "signature.p7s")
                .build();
    }
}
