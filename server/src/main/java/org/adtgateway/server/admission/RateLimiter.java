package org.adtgateway.server.admission;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.Party;
import org.adtgateway.server.metrics.Metrics;

/**
 * Decides whether a call may begin. Answers from memory and never waits. It keeps an entry for each Party that has called, so no more than
 * the registry has Parties.
 */
public final class RateLimiter {
    private static final List<String> LIMITS = List.of(
            "submissions",
            "reads",
            "polls",
            "uploads",
            "downloads",
            "waiting",
            "unread",
            "node-uploads",
            "node-unread");
    private static final Duration SLOT_PAUSE = Duration.ofSeconds(1);
    private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    /** What a call needs, as far as the operation and the head of the request tell. */
    record Demand(Cost cost, boolean uploads, boolean waits) {
        /** A call that matches no operation. */
        static final Demand OF_NO_OPERATION = new Demand(Cost.READ, false, false);

        RateLimitBucket bucket() {
            return cost.bucket();
        }
    }

    private final QuotaSettings quotas;
    private final Metrics metrics;
    private final TimeMeter clock;
    private final ConcurrencyLimit nodeUploads;
    private final ConcurrencyLimit nodeUnread;
    private final Map<String, PartyUsage> parties = new ConcurrentHashMap<>();

    /** @param metrics get the refusals by limit, and the uploads that run */
    public RateLimiter(QuotaSettings quotas, Metrics metrics) {
        this(quotas, metrics, TimeMeter.SYSTEM_NANOTIME);
    }

    RateLimiter(QuotaSettings quotas, Metrics metrics, TimeMeter clock) {
        this.quotas = quotas;
        this.metrics = metrics;
        this.clock = clock;
        this.nodeUploads = new ConcurrencyLimit(quotas.maxUploads());
        this.nodeUnread = new ConcurrencyLimit(quotas.maxUnreadResponses());
        metrics.expectLimits(LIMITS);
        metrics.gauge("uploads", "Requests with a body that run now.", () -> nodeUploads.limit() - nodeUploads.free());
        metrics.gauge(
                "unread_responses",
                "Responses that wait for a slow reader now, each with a thread.",
                () -> nodeUnread.limit() - nodeUnread.free());
    }

    /**
     * Lets a call in, or refuses it. The pass is to be closed when the call has ended, refused or not.
     *
     * @throws ProblemException TOO_MANY_REQUESTS where the Party has used up its share, OVERLOADED where the node is full
     */
    void admit(Party party, Demand demand, CallPermit pass) {
        PartyUsage use = usage(party);
        try {
            take(quotas.of(party), use, demand, pass);
        } catch (ProblemException refusal) {
            pass.close();
            pass.linger(demand.uploads() && pass.hold(use.leaving()));
            throw refusal;
        }
    }

    /** Returns what a Party has left. */
    PartyUsage usage(Party party) {
        // a Party whose role changes has another share
        String key = party.isOperator() ? "operator " + party.id() : party.id();
        return parties.computeIfAbsent(key, ignored -> new PartyUsage(quotas.of(party), clock));
    }

    /** For the responses of all callers that wait for their readers. */
    ConcurrencyLimit nodeUnread() {
        return nodeUnread;
    }

    /** Counts a response that was cut off, as too many wait for their readers. */
    void cutOff(boolean nodeIsFull) {
        metrics.limitRefused(nodeIsFull ? "node-unread" : "unread");
    }

    private void take(PartyQuota share, PartyUsage use, Demand demand, CallPermit pass) {
        if (demand.uploads()) {
            hold("uploads", "uploads", use.uploads(), pass);
        }
        if (use.unread().free() == 0) {
            throw refused("unread", full("unread responses", use.unread()));
        }
        if (demand.cost() == Cost.DOWNLOAD) {
            hold("downloads", "downloads", use.downloads(), pass);
            if (nodeUnread.free() == 0) {
                throw refused("node-unread", overloaded());
            }
        }
        if (demand.waits()) {
            hold("waiting", "waiting calls", use.waiting(), pass);
        }
        spend(demand.bucket(), share, use.bucket(demand.bucket()), pass);
        if (demand.uploads() && !pass.hold(nodeUploads)) {
            // the Party is not to pay for a full node
            use.bucket(demand.bucket()).addTokens(1);
            throw refused("node-uploads", overloaded());
        }
    }

    private static ProblemException overloaded() {
        return new ProblemException(
                ProblemCode.OVERLOADED,
                "The service is busy with other requests. Nothing was done; send the same request again after Retry-After.");
    }

    private void hold(String name, String noun, ConcurrencyLimit slots, CallPermit pass) {
        boolean held = pass.hold(slots);
        pass.tell(name, slots);
        if (!held) {
            throw refused(name, full(noun, slots));
        }
    }

    private static ProblemException full(String noun, ConcurrencyLimit slots) {
        return new ProblemException(
                        ProblemCode.TOO_MANY_REQUESTS,
                        "Your Party has " + slots.limit() + " " + noun
                                + " on this node, which is its limit. Wait until one has ended; GET /v1/me shows the limits.")
                .retryAfter(SLOT_PAUSE);
    }

    private void spend(RateLimitBucket rate, PartyQuota share, Bucket bucket, CallPermit pass) {
        String name = rate.name().toLowerCase(Locale.ROOT);
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        pass.tell(
                name,
                rate.quota(share),
                rate.window().toSeconds(),
                probe.getRemainingTokens(),
                wholeSeconds(probe.getNanosToWaitForReset()));
        if (!probe.isConsumed()) {
            throw refused(
                    name,
                    new ProblemException(
                                    ProblemCode.TOO_MANY_REQUESTS,
                                    "Your Party has used up its " + rate.quota(share) + " " + name + " in "
                                            + rate.window().toSeconds()
                                            + " s. Wait as Retry-After says; GET /v1/me shows the limits.")
                            .retryAfter(Duration.ofSeconds(wholeSeconds(probe.getNanosToWaitForRefill()))));
        }
    }

    private ProblemException refused(String limit, ProblemException refusal) {
        metrics.limitRefused(limit);
        return refusal;
    }

    /** Rounded up, as a client that comes back too soon is refused again; at least 1. */
    private static long wholeSeconds(long nanos) {
        return Math.max(1, (nanos + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND);
    }
}
