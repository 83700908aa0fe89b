package org.adtgateway.server.admission;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Objects;
import org.adtgateway.server.identity.Party;
import org.jspecify.annotations.Nullable;

/**
 * How a node is shared out. Everything holds for each node by itself: with three nodes behind a balancer a Party has up to three times as
 * much. Settings of 0, or left out, have their defaults.
 *
 * @param supplier the share of each supplier; 6,000 submissions a minute, 200 reads and 200 polls a second, 32 uploads, 32
 *     downloads, 5,000 waiting calls, 64 unread responses
 * @param operator the share of each operator; 6,000, 500, 500, 64, 64, 10,000 and 128
 * @param maxUploads requests with a body that run at a time, of all Parties together; 128
 * @param maxUnreadResponses responses that wait for a slow reader at a time, of all callers together; 512, half of the threads that serve calls
 */
public record QuotaSettings(
        @JsonProperty("supplier") @Valid PartyQuota supplier,
        @JsonProperty("operator") @Valid PartyQuota operator,
        @JsonProperty("maxUploads") @Min(0) @Max(1_000_000) int maxUploads,

        @JsonProperty("maxUnreadResponses") @Min(0) @Max(1_000_000)
        int maxUnreadResponses) {
    private static final PartyQuota SUPPLIER = new PartyQuota(6_000, 200, 200, 32, 32, 5_000, 64);
    private static final PartyQuota OPERATOR = new PartyQuota(6_000, 500, 500, 64, 64, 10_000, 128);
    private static final int MAX_UPLOADS = 128;
    private static final int MAX_UNREAD_RESPONSES = 512;

    public QuotaSettings(
            @Nullable PartyQuota supplier, @Nullable PartyQuota operator, int maxUploads, int maxUnreadResponses) {
        this.supplier = Objects.requireNonNullElse(supplier, PartyQuota.UNSET).orElse(SUPPLIER);
        this.operator = Objects.requireNonNullElse(operator, PartyQuota.UNSET).orElse(OPERATOR);
        this.maxUploads = maxUploads == 0 ? MAX_UPLOADS : maxUploads;
        this.maxUnreadResponses = maxUnreadResponses == 0 ? MAX_UNREAD_RESPONSES : maxUnreadResponses;
    }

    public static QuotaSettings defaults() {
        return new QuotaSettings(null, null, 0, 0);
    }

    /** The share of a Party, by its role. */
    public PartyQuota of(Party party) {
        return party.isOperator() ? operator : supplier;
    }
}
