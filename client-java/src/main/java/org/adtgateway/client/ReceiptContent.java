package org.adtgateway.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import org.adtgateway.client.ReceiptRefusedException.Reason;
import org.jspecify.annotations.Nullable;

/** Reads the JSON inside a receipt. Unknown members stay in {@link Receipt#json()}. */
final class ReceiptContent {
    /** Refuses a member that is there twice, as another reader might take the other one. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final JsonNode content;

    private ReceiptContent(JsonNode content) {
        this.content = content;
    }

    static Receipt read(byte[] utf8, byte[] der, X509Certificate signedBy, @Nullable Instant signedAt) {
        String json = ReceiptVerifier.text(utf8);
        try {
            return new ReceiptContent(JSON.readTree(json)).receipt(json, der, signedBy, signedAt);
        } catch (JsonProcessingException | DateTimeException e) {
            throw new ReceiptRefusedException(Reason.NOT_A_RECEIPT, "The signed content is not a receipt's JSON", e);
        }
    }

    private Receipt receipt(String json, byte[] der, X509Certificate signedBy, @Nullable Instant signedAt) {
        String submissionId = text("submissionId");
        if (submissionId == null) {
            throw new ReceiptRefusedException(
                    Reason.NOT_A_RECEIPT, "The signed content is not a receipt: it names no submission");
        }
        String kind = text("kind");
        String fileType = text("fileType");
        String receivedAt = text("receivedAt");
        JsonNode fileSize = content.get("fileSize");
        return new Receipt(
                content.path("receiptVersion").asInt(),
                ActKind.of(kind == null ? "" : kind),
                submissionId,
                text("partyId"),
                fileType == null ? null : FileType.of(fileType),
                text("fileName"),
                fileSize == null ? null : Long.valueOf(fileSize.asLong()),
                text("fileSha256"),
                text("signatureSha256"),
                textOf(content.path("signer").get("issuer")),
                textOf(content.path("signer").get("serialNumber")),
                text("serviceRequestReference"),
                text("clientReference"),
                text("environment"),
                receivedAt == null ? null : Instant.parse(receivedAt),
                signedAt,
                signedBy,
                json,
                der);
    }

    /** Returns a member of the content of a receipt that was verified. */
    static @Nullable String member(String json, String name) {
        try {
            return textOf(JSON.readTree(json).get(name));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("it has been read before", e);
        }
    }

    private @Nullable String text(String name) {
        return textOf(content.get(name));
    }

    private static @Nullable String textOf(@Nullable JsonNode node) {
        return node == null || node.isNull() ? null : node.asText();
    }
}
