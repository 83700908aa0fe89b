package org.adtgateway.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.adtgateway.client.generated.EventListDto;
import org.adtgateway.client.generated.EventPageDto;
import org.adtgateway.client.generated.MeDto;
import org.adtgateway.client.generated.OutcomeRequestDto;
import org.adtgateway.client.generated.ProblemDto;
import org.adtgateway.client.generated.RowOutcomeDto;
import org.adtgateway.client.generated.SubmissionDto;
import org.adtgateway.client.generated.SubmissionPageDto;
import org.adtgateway.client.generated.ValidationReportDto;
import org.adtgateway.client.generated.WithdrawalInstructionDto;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/** JSON in and out, by the models generated from the contract. Members that are not known are passed over. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_EMPTY))
            .build();

    private Json() {}

    static Account account(ApiResponse reply) throws IOException {
        return ModelMapper.account(read(reply, MeDto.class));
    }

    static Submission submission(ApiResponse reply) throws IOException {
        boolean replayed = "true".equals(reply.header("Idempotency-Replayed"));
        return ModelMapper.submission(read(reply, SubmissionDto.class), replayed);
    }

    static SubmissionIterator.Page submissionPage(ApiResponse reply) throws IOException {
        SubmissionPageDto page = read(reply, SubmissionPageDto.class);
        return new SubmissionIterator.Page(
                ModelMapper.list(page.getSubmissions(), dto -> ModelMapper.submission(dto, false)), page.getNext());
    }

    static List<Event> events(ApiResponse reply) throws IOException {
        return ModelMapper.list(read(reply, EventListDto.class).getEvents(), ModelMapper::event);
    }

    static EventFeed.Page eventPage(ApiResponse reply) throws IOException {
        EventPageDto page = read(reply, EventPageDto.class);
        return new EventFeed.Page(ModelMapper.list(page.getEvents(), ModelMapper::event), page.getNext());
    }

    static CheckReport checkReport(ApiResponse reply) throws IOException {
        return ModelMapper.checkReport(read(reply, ValidationReportDto.class));
    }

    /** Null when the answer is not a problem of the gateway. */
    static @Nullable Problem problem(ApiResponse reply, String requestId, @Nullable Duration retryAfter)
            throws IOException {
        String type = reply.header("Content-Type");
        if (type == null || !type.startsWith("application/problem+json")) {
            return null;
        }
        try {
            ProblemDto dto = MAPPER.readValue(reply.bytes(), ProblemDto.class);
            return dto.getCode() == null ? null : ModelMapper.problem(dto, reply.status(), requestId, retryAfter);
        } catch (JacksonException e) {
            return null;
        }
    }

    static String withdrawalInstruction(String submissionId, String reason, Instant requestedAt) {
        WithdrawalInstructionDto dto = new WithdrawalInstructionDto();
        dto.setSubmissionId(submissionId);
        dto.setAction("WITHDRAW");
        dto.setReason(reason);
        dto.setRequestedAt(requestedAt);
        return write(dto);
    }

    static HttpEntity outcome(SubmissionStatus status, @Nullable String reason, List<RowOutcome> rows) {
        OutcomeRequestDto dto = new OutcomeRequestDto();
        dto.setOutcome(ModelMapper.decision(status));
        if (reason != null) {
            dto.setReason(reason);
        }
        for (RowOutcome row : rows) {
            RowOutcomeDto rowDto = new RowOutcomeDto();
            rowDto.setRequestId(row.requestId());
            rowDto.setOutcome(ModelMapper.rowResult(row.result()));
            dto.addRowOutcomesItem(rowDto);
        }
        return new ByteArrayEntity(write(dto).getBytes(StandardCharsets.UTF_8), ContentType.APPLICATION_JSON);
    }

    static byte[] toBytes(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A value cannot be written as JSON", e);
        }
    }

    static <T> T readFile(byte[] json, Class<T> type) throws IOException {
        return MAPPER.readValue(json, type);
    }

    private static String write(Object dto) {
        try {
            return MAPPER.writeValueAsString(dto);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A model of the contract cannot be written", e);
        }
    }

    /** Something in between may answer 200 with a page of its own. */
    private static <T> T read(ApiResponse reply, Class<T> type) throws IOException {
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
