package org.adtgateway.server.submission;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.adtgateway.api.SubmissionStatus;
import org.adtgateway.checks.fileformat.FileType;
import org.adtgateway.checks.fileformat.RequestId;
import org.adtgateway.server.evidence.SqlArguments;
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
        INCIDENT_REFERENCE("incidentReference", "incident_reference = :incidentReference"),
        FILE_NAME("fileName", "file_name = :fileName"),
        FILE_SHA256("fileSha256", "file_sha256 = :fileSha256"),
        SIGNATURE_SHA256("signatureSha256", "signature_sha256 = :signatureSha256"),
        // the files that name it are looked up before, see among()
        REQUEST_ID("requestId", ""),
        CLAIMED_BY("claimedBy", "claimed_by = :claimedBy"),
        // in bounds of the time of receipt, of each type in each state its own
        OVERDUE("overdue", ""),
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

    private static final Instant FOREVER = Instant.parse("9999-12-31T23:59:59Z");

    private record Position(Instant receivedAt, UUID id) {}

    /**
     * A type in a state, an order of its own in the index.
     *
     * @param from received at this time or later
     * @param before received before this time
     */
    record Segment(FileType fileType, SubmissionStatus status, Instant from, Instant before) {}

    private final @Nullable String owner;
    private final Map<Criterion, Object> criteria;
    private final @Nullable List<UUID> among;
    private final @Nullable Position after;

    private SubmissionFilter(
            @Nullable String owner,
            Map<Criterion, Object> criteria,
            @Nullable List<UUID> among,
            @Nullable Position after) {
        this.owner = owner;
        this.criteria = Collections.unmodifiableMap(criteria);
        this.among = among;
        this.after = after;
    }

    /**
     * Begins with all that a caller may see.
     *
     * @param owner whose submissions these are; null for all, which only an operator may see
     */
    public static SubmissionFilter of(@Nullable String owner) {
        return new SubmissionFilter(owner, new EnumMap<>(Criterion.class), null, null);
    }

    /** Returns this filter with a further criterion; the same one for a value that is null. */
    public SubmissionFilter with(Criterion criterion, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        Map<Criterion, Object> more = new EnumMap<>(Criterion.class);
        more.putAll(criteria);
        more.put(criterion, value);
        return new SubmissionFilter(owner, more, among, after);
    }

    /** Returns this filter for some submissions only. */
    SubmissionFilter among(List<UUID> ids) {
        return new SubmissionFilter(owner, criteria, ids, after);
    }

    /**
     * Returns the Request ID that files must name, if any.
     *
     * @throws ProblemException INVALID_PARAMETER for a counter that is too large
     */
    Optional<RequestId> requestId() {
        Object text = criteria.get(Criterion.REQUEST_ID);
        return text == null
                ? Optional.empty()
                : Optional.of(RequestId.parse(text.toString())
                        .orElseThrow(() -> new ProblemException(
                                ProblemCode.INVALID_PARAMETER,
                                "The counter of 'requestId' is above 18446744073709551615. Correct it.")));
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
                    among,
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

    /** Returns the Party whose submissions alone are looked for; null for those of all. */
    @Nullable
    String party() {
        return owner == null ? (String) criteria.get(Criterion.PARTY_ID) : owner;
    }

    /** Returns the criteria that are set, in the order of the contract. */
    Map<Criterion, Object> criteria() {
        return criteria;
    }

    /** Returns the types in the states to look at; each has submissions only within its bounds. */
    List<Segment> segments(Deadlines deadlines, Instant now) {
        List<Segment> segments = new ArrayList<>();
        for (FileType fileType : oneOrAll(Criterion.FILE_TYPE, FileType.values())) {
            for (SubmissionStatus status : oneOrAll(Criterion.STATUS, SubmissionStatus.values())) {
                Instant limit = Deadlines.isOpen(status) ? deadlines.overdueBefore(fileType, now) : Instant.EPOCH;
                Object overdue = criteria.get(Criterion.OVERDUE);
                if (overdue == null) {
                    segments.add(new Segment(fileType, status, Instant.EPOCH, FOREVER));
                } else if (overdue.equals(false)) {
                    segments.add(new Segment(fileType, status, limit, FOREVER));
                } else if (limit.isAfter(Instant.EPOCH)) {
                    segments.add(new Segment(fileType, status, Instant.EPOCH, limit));
                }
            }
        }
        return segments;
    }

    @SuppressWarnings("unchecked") // a criterion has values of its type
    private <T> List<T> oneOrAll(Criterion criterion, T[] all) {
        Object one = criteria.get(criterion);
        return one == null ? List.of(all) : List.of((T) one);
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
                + (criteria.containsKey(Criterion.OVERDUE)
                        ? " and received_at >= segment.received_from and received_at < segment.received_before"
                        : "")
                + (among == null ? "" : " and id = any(:among)")
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
        if (among != null) {
            query.bind("among", SqlArguments.ids(among));
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
