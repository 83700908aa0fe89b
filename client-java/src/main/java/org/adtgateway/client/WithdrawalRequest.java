package org.adtgateway.client;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;

/** A signed instruction to withdraw a submission. It stands for one act: sent again, it changes nothing more. */
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
     * Makes and signs the instruction.
     *
     * @param reason 1 to 500 characters
     */
    public static WithdrawalRequest sign(String submissionId, String reason, FileSigner signer, Instant requestedAt) {
        byte[] instruction =
                Json.withdrawalInstruction(submissionId, reason, requestedAt.truncatedTo(ChronoUnit.SECONDS));
        return new WithdrawalRequest(submissionId, instruction, signer.sign(instruction));
    }

    /** Takes an instruction that was made and signed before. */
    public static WithdrawalRequest of(String submissionId, byte[] instruction, byte[] signature) {
        return new WithdrawalRequest(submissionId, instruction, signature);
    }

    /** The submission to take back. */
    public String submissionId() {
        return submissionId;
    }

    /** The JSON that is signed. */
    public byte[] instruction() {
        return instruction.clone();
    }

    /** The detached signature over exactly these bytes. */
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
