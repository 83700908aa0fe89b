package org.adtgateway.server.submission;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.adtgateway.api.SubmissionStatus;
import org.adtgateway.checks.fileformat.FileType;
import org.adtgateway.server.http.ParameterConverters;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Says which submissions a list shows, and from where on. Immutable. */
public final class SubmissionFilter {
    /** Names what a list may be filtered by: the parameter of the contract, and its condition in SQL. */
    public enum Criterion {
        // each type in each state is an order of its own in the index, see SubmissionDao
        FILE_TYPE("fileType", ""),
        STATUS("status", ""),
        USER_ID("userId", "user_ids @> array[:userId]::text[]"),
        CLIENT_REFERENCE("clientReference", "client_reference = :clientReference"),
        SERVICE_REQUEST_REFERENCE("serviceRequestReference", "service_request_reference = :serviceRequestReference"),
        FILE_NAME("fileName", "file_name = :fileName"),
        FILE_SHA256("fileSha256", "file_sha256 = :fileSha256"),
        SIGNATURE_SHA256("signatureSha256", "signature_sha256 = :signatureSha256"),
        RECEIVED_FROM("receivedFrom", "received_at >= :receivedFrom"),
        RECEIVED_BEFORE("receivedBefore", "received_at < :receivedBefore"),
        PARTY_ID("partyId", "party_id = :partyId");

        private final String parameter;
        private final String condition;

        Criterion(String parameter, String condition) {
            this.parameter = parameter;
            this.condition = condition;
        }

        /** Returns the name of the query parameter. */
        String parameter() {
            return parameter;
        }

        private Object bound(Object value) {
            return this == FILE_SHA256 || this == SIGNATURE_SHA256
                    ? HexFormat.of().parseHex(value.toString())
                    : value;
        }
    }

    private record Position(Instant receivedAt, UUID id) {}

    private final @Nullable String owner;
    private final Map<Criterion, Object> criteria;
    private final @Nullable Position after;

    private SubmissionFilter(@Nullable String owner, Map<Criterion, Object> criteria, @Nullable Position after) {
        this.owner = owner;
        this.criteria = Collections.unmodifiableMap(criteria);
        this.after = after;
    }

    /**
     * Begins with all that a caller may see.
     *
     * @param owner whose submissions these are; null for all, which only an operator may see
     */
    public static SubmissionFilter of(@Nullable String owner) {
        return new SubmissionFilter(owner, new EnumMap<>(Criterion.class), null);
    }

    /** Returns this filter with a further criterion; the same one for a value that is null. */
    public SubmissionFilter with(Criterion criterion, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        Map<Criterion, Object> more = new EnumMap<>(Criterion.class);
        more.putAll(criteria);
        more.put(criterion, value);
        return new SubmissionFilter(owner, more, after);
    }

    /**
     * Returns this filter from a cursor on.
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
                    criteria,
                    new Position(ParameterConverters.instant(position[0]), UUID.fromString(position[1])));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new ProblemException(
                    ProblemCode.INVALID_PARAMETER,
                    "The 'cursor' is none that this service gave out. Start again without it.",
                    e);
        }
    }

    /** Returns the cursor of the page that follows this submission; opaque to callers. */
    static String cursorAfter(Submission last) {
        String position = last.receivedAt() + "/" + last.id();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    @Nullable
    String owner() {
        return owner;
    }

    /** Returns the criteria that are set, in the order of the contract. */
    Map<Criterion, Object> criteria() {
        return criteria;
    }

    /** Returns the file types to look at: one, or all. */
    List<String> fileTypes() {
        return oneOrAll(Criterion.FILE_TYPE, FileType.values());
    }

    /** Returns the states to look at: one, or all. */
    List<String> statuses() {
        return oneOrAll(Criterion.STATUS, SubmissionStatus.values());
    }

    private List<String> oneOrAll(Criterion criterion, Enum<?>[] all) {
        Object one = criteria.get(criterion);
        return one == null ? Arrays.stream(all).map(Enum::name).toList() : List.of(((Enum<?>) one).name());
    }

    /** Returns the SQL of what is set, each condition after an "and"; made of constants only, values are bound by {@link #bind}. */
    String conditions() {
        String conditions = criteria.keySet().stream()
                .map(criterion -> criterion.condition)
                .filter(condition -> !condition.isEmpty())
                .map(condition -> " and " + condition)
                .collect(Collectors.joining());
        return (owner == null ? "" : " and party_id = :owner")
                + conditions
                + (after == null ? "" : " and (received_at, id) < (:afterReceivedAt, :afterId)");
    }

    /** Binds what {@link #conditions} names. */
    Query bind(Query query) {
        criteria.forEach((criterion, value) -> {
            if (!criterion.condition.isEmpty()) {
                query.bind(criterion.parameter, criterion.bound(value));
            }
        });
        if (owner != null) {
            query.bind("owner", owner);
        }
        if (after != null) {
            query.bind("afterReceivedAt", after.receivedAt()).bind("afterId", after.id());
        }
        return query;
    }

    @Override
    public String toString() {
        return "submissions of " + owner + " with " + criteria + " after " + after;
    }
}
