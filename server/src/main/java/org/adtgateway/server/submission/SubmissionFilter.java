package org.adtgateway.server.submission;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.adtgateway.api.SubmissionStatus;
import org.adtgateway.checks.fileformat.FileType;
import org.adtgateway.server.http.ParameterConverters;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Which submissions a list shows. What is null does not filter.
 *
 * @param owner whose submissions the caller may see; null for all, which only an operator may
 * @param requestedPartyId whose the caller asks for
 * @param receivedFrom from this instant on
 * @param receivedBefore up to but not including this instant
 * @param afterReceivedAt with afterId: the last one of the page before
 */
public record SubmissionFilter(
        @Nullable String owner,
        @Nullable String requestedPartyId,
        @Nullable FileType fileType,
        @Nullable SubmissionStatus status,
        @Nullable String userId,
        @Nullable String clientReference,
        @Nullable Instant receivedFrom,
        @Nullable Instant receivedBefore,
        @Nullable Instant afterReceivedAt,
        @Nullable UUID afterId) {

    /** Returns the file types to look at: one, or all. */
    List<FileType> fileTypes() {
        return fileType == null ? List.of(FileType.values()) : List.of(fileType);
    }

    /** Returns the states to look at: one, or all. */
    List<SubmissionStatus> statuses() {
        return status == null ? List.of(SubmissionStatus.values()) : List.of(status);
    }

    /** Returns the SQL of the other filters that are set, each after an "and"; made of constants only, values are bound by name. */
    String conditions() {
        List<String> all = new ArrayList<>();
        add(all, owner, "party_id = :owner");
        add(all, requestedPartyId, "party_id = :requestedPartyId");
        add(all, userId, "user_ids @> array[:userId]::text[]");
        add(all, clientReference, "client_reference = :clientReference");
        add(all, receivedFrom, "received_at >= :receivedFrom");
        add(all, receivedBefore, "received_at < :receivedBefore");
        add(all, afterId, "(received_at, id) < (:afterReceivedAt, :afterId)");
        return String.join("", all);
    }

    private static void add(List<String> conditions, @Nullable Object value, String condition) {
        if (value != null) {
            conditions.add(" and " + condition);
        }
    }

    /** The cursor of the page that follows this submission; opaque to callers. */
    static String cursorAfter(Submission last) {
        String position = last.receivedAt() + "/" + last.id();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The same filter from a cursor on.
     *
     * @throws ProblemException INVALID_PARAMETER when the cursor is none of ours
     */
    SubmissionFilter from(@Nullable String cursor) {
        if (cursor == null) {
            return this;
        }
        try {
            String[] position = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split("/", 2);
            return new SubmissionFilter(
                    owner,
                    requestedPartyId,
                    fileType,
                    status,
                    userId,
                    clientReference,
                    receivedFrom,
                    receivedBefore,
                    ParameterConverters.instant(position[0]),
                    UUID.fromString(position[1]));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new ProblemException(
                    ProblemCode.INVALID_PARAMETER,
                    "The 'cursor' is none that this service gave out. Start again without it.",
                    e);
        }
    }
}
