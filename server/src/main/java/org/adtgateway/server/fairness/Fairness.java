package org.adtgateway.server.fairness;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.adtgateway.server.identity.Party;
import org.jspecify.annotations.Nullable;

/**
 * How a node is shared out. Everything holds for each node by itself: with three nodes behind a balancer a Party has up to three times as
 * much. Settings of 0, or left out, have their defaults.
 *
 * @param supplier the share of each supplier; 600 submissions a minute, 50 reads and 50 polls a second, 8 uploads, 1,000 waiting calls
 * @param operator the share of each operator; 600, 500, 500, 32 and 1,000
 * @param maxUploads requests with a body that run at a time, of all Parties together; 64
 */
public record Fairness(
        @JsonProperty("supplier") Share supplier,
        @JsonProperty("operator") Share operator,
        @JsonProperty("maxUploads") int maxUploads) {
    private static final Share SUPPLIER = new Share(600, 50, 50, 8, 1_000);
    private static final Share OPERATOR = new Share(600, 500, 500, 32, 1_000);
    private static final int MAX_UPLOADS = 64;

    public Fairness(@Nullable Share supplier, @Nullable Share operator, int maxUploads) {
        if (maxUploads < 0) {
            throw new IllegalArgumentException("maxUploads must be 0, for the default, or more, not " + maxUploads);
        }
        this.supplier = Objects.requireNonNullElse(supplier, Share.UNSET).orElse(SUPPLIER);
        this.operator = Objects.requireNonNullElse(operator, Share.UNSET).orElse(OPERATOR);
        this.maxUploads = maxUploads == 0 ? MAX_UPLOADS : maxUploads;
    }

    public static Fairness defaults() {
        return new Fairness(null, null, 0);
    }

    /** The share of a Party, by its role. */
    public Share of(Party party) {
        return party.isOperator() ? operator : supplier;
    }
}
