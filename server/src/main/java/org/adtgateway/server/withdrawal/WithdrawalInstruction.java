package org.adtgateway.server.withdrawal;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.adtgateway.server.http.ParameterConverters;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.http.StrictJson;
import org.adtgateway.server.submission.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The signed order to withdraw a submission. Read strictly: what is signed must have one meaning only.
 *
 * @param reason 1 to 500 characters
 * @param requestedAt when the sender decided, by its own clock
 */
public record WithdrawalInstruction(UUID submissionId, String reason, Instant requestedAt) {
    private static final String BOM = "\ufeff";
    private static final ObjectMapper STRICT = StrictJson.configure(new ObjectMapper());

    private record Json(
            @JsonProperty("submissionId") @Nullable String submissionId,
            @JsonProperty("action") @Nullable String action,
            @JsonProperty("reason") @Nullable String reason,
            @JsonProperty("requestedAt") @Nullable String requestedAt) {}

    /**
     * Reads an instruction.
     *
     * @param target the submission of the address, which the instruction must name
     * @throws ProblemException INSTRUCTION_INVALID
     */
    static WithdrawalInstruction parse(byte[] bytes, UUID target) {
        Json json = json(bytes);
        if (!target.toString().equals(json.submissionId())) {
            throw invalid("'submissionId' must be that of the address, " + target);
        }
        if (!"WITHDRAW".equals(json.action())) {
            throw invalid("'action' must be WITHDRAW");
        }
        String reason = json.reason() == null ? "" : json.reason();
        if (!Reason.isValid(reason)) {
            throw invalid("'reason' must be 1 to 500 characters without control characters");
        }
        return new WithdrawalInstruction(target, reason.strip(), instant(json.requestedAt()));
    }

    private static Json json(byte[] bytes) {
        try {
            // of bytes, Jackson would guess the encoding
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            Json json = STRICT.readValue(text.startsWith(BOM) ? text.substring(BOM.length()) : text, Json.class);
            if (json != null) {
                return json;
            }
        } catch (CharacterCodingException e) {
            throw invalid("it must be UTF-8 text", e);
        } catch (JsonProcessingException e) {
            throw notTheObject(e);
        }
        throw notTheObject(null);
    }

    private static ProblemException notTheObject(@Nullable Throwable cause) {
        return invalid(
                "it must be one JSON object with just the members submissionId, action, reason and requestedAt, all strings",
                cause);
    }

    private static Instant instant(@Nullable String text) {
        try {
            if (text != null) {
                return ParameterConverters.instant(text).truncatedTo(ChronoUnit.MICROS);
            }
        } catch (IllegalArgumentException e) {
            throw invalid("'requestedAt' must be a UTC time such as 2026-11-23T09:00:00Z", e);
        }
        throw invalid("'requestedAt' must be a UTC time such as 2026-11-23T09:00:00Z");
    }

    private static ProblemException invalid(String fault) {
        return invalid(fault, null);
    }

    private static ProblemException invalid(String fault, @Nullable Throwable cause) {
        return new ProblemException(
                ProblemCode.INSTRUCTION_INVALID, "The withdrawal instruction is not valid: " + fault + ".", cause);
    }
}
