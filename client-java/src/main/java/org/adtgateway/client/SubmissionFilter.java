package org.adtgateway.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Selects which submissions to list. Immutable: each method returns a narrower filter.
 *
 * @param receivedFrom inclusive
 * @param receivedBefore exclusive
 * @param partyId for operators only
 * @param pageSize how many are fetched at a time, 1 to 200; null for the gateway's own choice
 */
public record SubmissionFilter(
        @Nullable FileType fileType,
        @Nullable SubmissionStatus status,
        @Nullable String userId,
        @Nullable String clientReference,
        @Nullable Instant receivedFrom,
        @Nullable Instant receivedBefore,
        @Nullable String partyId,
        @Nullable Integer pageSize) {

    /** Selects everything that the caller may see. */
    public static SubmissionFilter all() {
        return new SubmissionFilter(null, null, null, null, null, null, null, null);
    }

    /** Selects one file type. */
    public SubmissionFilter ofType(FileType type) {
        return new SubmissionFilter(
                type, status, userId, clientReference, receivedFrom, receivedBefore, partyId, pageSize);
    }

    /** Selects one status. */
    public SubmissionFilter inStatus(SubmissionStatus one) {
        return new SubmissionFilter(
                fileType, one, userId, clientReference, receivedFrom, receivedBefore, partyId, pageSize);
    }

    /** Selects one User ID. */
    public SubmissionFilter aboutUserId(String id) {
        return new SubmissionFilter(
                fileType, status, id, clientReference, receivedFrom, receivedBefore, partyId, pageSize);
    }

    /** Selects one client reference. */
    public SubmissionFilter withClientReference(String reference) {
        return new SubmissionFilter(
                fileType, status, userId, reference, receivedFrom, receivedBefore, partyId, pageSize);
    }

    /** Selects what was received at this time or later. */
    public SubmissionFilter receivedFrom(Instant from) {
        return new SubmissionFilter(fileType, status, userId, clientReference, from, receivedBefore, partyId, pageSize);
    }

    /** Selects what was received before this time. */
    public SubmissionFilter receivedBefore(Instant before) {
        return new SubmissionFilter(fileType, status, userId, clientReference, receivedFrom, before, partyId, pageSize);
    }

    /** Selects one Party; for operators only. */
    public SubmissionFilter ofParty(String id) {
        return new SubmissionFilter(
                fileType, status, userId, clientReference, receivedFrom, receivedBefore, id, pageSize);
    }

    /** Sets the page size, 1 to 200. */
    public SubmissionFilter pageSize(int size) {
        return new SubmissionFilter(
                fileType, status, userId, clientReference, receivedFrom, receivedBefore, partyId, size);
    }
}
