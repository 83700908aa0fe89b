package org.adtgateway.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/** Reads answers as the records of the contract, and writes those that are sent. */
final class Json {
    private static final JsonMapper MAPPER = GatewayJson.MAPPER;

    /** The contract knows a list that is absent, where a record has one that is empty. */
    private static final JsonMapper SENT = MAPPER.rebuild()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_EMPTY))
            .build();

    private Json() {}

    /** Returns what reads an answer as this type. */
    static <T> ApiResponse.Reader<T> as(Class<T> type) {
        return reply -> read(reply, type);
    }

    static Delivery delivery(ApiResponse reply) throws IOException {
        return new Delivery(read(reply, Submission.class), "true".equals(reply.header("Idempotency-Replayed")));
    }

    /** Null when the answer is not a problem of the gateway. */
    static @Nullable Problem problem(ApiResponse reply) throws IOException {
        String type = reply.header("Content-Type");
        if (type == null || !type.startsWith("application/problem+json")) {
            return null;
        }
        try {
            return MAPPER.readValue(reply.bytes(), Problem.class);
        } catch (JacksonException e) {
            return null;
        }
    }

    static byte[] withdrawalInstruction(String submissionId, String reason, Instant requestedAt) {
        return write(WithdrawalInstruction.builder()
                .submissionId(submissionId)
                .action("WITHDRAW")
                .reason(reason)
                .requestedAt(requestedAt)
                .build());
    }

    static HttpEntity outcome(OutcomeDecision outcome, @Nullable String reason, List<RowOutcome> rowOutcomes) {
        OutcomeRequest request = OutcomeRequest.builder()
                .outcome(outcome)
                .reason(reason)
                .rowOutcomes(rowOutcomes)
                .build();
        return new ByteArrayEntity(write(request), ContentType.APPLICATION_JSON);
    }

    static byte[] toBytes(Object value) {
        return GatewayJson.toPrettyJson(value).getBytes(StandardCharsets.UTF_8);
    }

    static <T> T readFile(byte[] json, Class<T> type) throws IOException {
        return MAPPER.readValue(json, type);
    }

    private static byte[] write(Object model) {
        try {
            return SENT.writeValueAsBytes(model);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A model of the contract cannot be written", e);
        }
    }

    /** Something in between may answer 200 with a page of its own. */
    static <T> T read(ApiResponse reply, Class<T> type) throws IOException {
        try {
            T value = MAPPER.readValue(reply.bytes(), type);
            if (value != null) {
                return value;
            }
        } catch (JacksonException e) {
            throw new UnreadableReplyException("The answer is not what the gateway promises: " + e.getMessage(), e);
        }
        throw new UnreadableReplyException("The answer is empty", null);
    }

    /** A success whose content cannot be read. */
    static final class UnreadableReplyException extends IOException {
        UnreadableReplyException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
