package org.adtgateway.server.submission;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * The signed order to withdraw a submission. Read strictly: what is signed must have one meaning only.
 *
 * @param reason 1 to 500 characters
 * @param requestedAt when the sender decided, by its own clock
 */
record WithdrawalInstruction(UUID submissionId, String reason, Instant requestedAt) {
    private static final int MAX_REASON = 500;
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

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
        if (!isReason(reason)) {
            throw invalid("'reason' must be 1 to 500 characters without control characters");
        }
        return new WithdrawalInstruction(target, reason.strip(), instant(json.requestedAt()));
    }

    /** What a reason may be, here and in an outcome. */
    static boolean isReason(String text) {
        return !text.isBlank()
                && text.codePointCount(0, text.length()) <= MAX_REASON
                && text.codePoints().noneMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t');
    }

    private static Json json(byte[] bytes) {
        try {
            return STRICT.readValue(bytes, Json.class);
        } catch (JsonProcessingException e) {
            throw invalid(
                    "it must be one JSON object with just the members submissionId, action, reason and requestedAt, all strings",
                    e);
        } catch (IOException e) {
            throw invalid("it must be UTF-8 text", e);
        }
    }

    private static Instant instant(@Nullable String text) {
        try {
            if (text != null) {
                return Instant.parse(text).truncatedTo(ChronoUnit.MICROS);
            }
        } catch (DateTimeParseException e) {
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
