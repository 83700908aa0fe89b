package org.adtgateway.client;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Selects which submissions to list. Immutable: each method returns a narrower filter. */
public final class SubmissionFilter {
    private static final SubmissionFilter ALL = new SubmissionFilter(Map.of());

    private final Map<String, Object> parameters;

    private SubmissionFilter(Map<String, Object> parameters) {
        this.parameters = Collections.unmodifiableMap(parameters);
    }

    /** Selects everything that the caller may see. */
    public static SubmissionFilter all() {
        return ALL;
    }

    /** Selects one file type. */
    public SubmissionFilter ofType(FileType type) {
        return with("fileType", type);
    }

    /** Selects one status. */
    public SubmissionFilter inStatus(SubmissionStatus status) {
        return with("status", status);
    }

    /** Selects one User ID. */
    public SubmissionFilter aboutUserId(String id) {
        return with("userId", id);
    }

    /** Selects one client reference. */
    public SubmissionFilter withClientReference(String reference) {
        return with("clientReference", reference);
    }

    /** Selects one reference of a Service Management Service Request. */
    public SubmissionFilter withServiceRequestReference(String reference) {
        return with("serviceRequestReference", reference);
    }

    /** Selects one reference of an incident. */
    public SubmissionFilter withIncidentReference(String reference) {
        return with("incidentReference", reference);
    }

    /** Selects Exit Quarantine files that name this Request ID. */
    public SubmissionFilter withRequestId(String requestId) {
        return with("requestId", requestId);
    }

    /** Selects what the transport certificate with this SHA-256 took up, in lower-case hex; {@link AdtGatewayClient#me} shows your own. */
    public SubmissionFilter claimedBy(String certificateSha256) {
        return with("claimedBy", certificateSha256);
    }

    /** Selects what is open although its {@link Submission#dueAt()} has passed, or with false everything else. */
    public SubmissionFilter overdue(boolean overdue) {
        return with("overdue", overdue);
    }

    /** Selects files to which their sender gave this name. */
    public SubmissionFilter withFileName(String name) {
        return with("fileName", name);
    }

    /** Selects files by their SHA-256, in lower-case hex. */
    public SubmissionFilter withFileSha256(String sha256) {
        return with("fileSha256", sha256);
    }

    /** Selects submissions by the SHA-256 of their signature, in lower-case hex. */
    public SubmissionFilter withSignatureSha256(String sha256) {
        return with("signatureSha256", sha256);
    }

    /** Selects what was received at this time or later. */
    public SubmissionFilter receivedFrom(Instant from) {
        return with("receivedFrom", from);
    }

    /** Selects what was received before this time. */
    public SubmissionFilter receivedBefore(Instant before) {
        return with("receivedBefore", before);
    }

    /** Selects one Party; for operators only. */
    public SubmissionFilter ofParty(String id) {
        return with("partyId", id);
    }

    /** Sets how many are fetched at a time, 1 to 200. The gateway chooses otherwise. */
    public SubmissionFilter pageSize(int size) {
        return with("limit", size);
    }

    private SubmissionFilter with(String parameter, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(parameters);
        more.put(parameter, value);
        return new SubmissionFilter(more);
    }

    /** Returns the same filter for a call that has no pages. */
    SubmissionFilter withoutPageSize() {
        Map<String, Object> fewer = new LinkedHashMap<>(parameters);
        fewer.remove("limit");
        return new SubmissionFilter(fewer);
    }

    /** Returns the parameters of the call. */
    Map<String, Object> parameters() {
        return parameters;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SubmissionFilter filter && parameters.equals(filter.parameters);
    }

    @Override
    public int hashCode() {
        return parameters.hashCode();
    }

    @Override
    public String toString() {
        return "SubmissionFilter" + parameters;
    }
}
