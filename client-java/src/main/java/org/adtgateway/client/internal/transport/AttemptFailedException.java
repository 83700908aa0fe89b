package org.adtgateway.client.internal.transport;

import org.adtgateway.client.AdtGatewayException;

/** One attempt of a call failed. */
public final class AttemptFailedException extends Exception {
    private final transient AdtGatewayException failure;
    private final transient Effect effect;
    private final boolean mayPass;
    private final boolean tryElsewhere;

    /** Whether the attempt had an effect. */
    enum Effect {
        /** The gateway did not have the whole request, or said that it did not act on it. */
        NONE,
        /** The gateway had the whole request, and nothing is known of what it did. */
        UNKNOWN,
        /** The gateway's answer holds for earlier attempts of the same act too. */
        NONE_EVER
    }

    AttemptFailedException(AdtGatewayException failure, Effect effect, boolean mayPass, boolean tryElsewhere) {
        super(failure);
        this.failure = failure;
        this.effect = effect;
        this.mayPass = mayPass;
        this.tryElsewhere = tryElsewhere;
    }

    AdtGatewayException failure() {
        return failure;
    }

    Effect effect() {
        return effect;
    }

    /** Whether the same request may succeed a little later. */
    boolean mayPass() {
        return mayPass;
    }

    /** Whether it is this address that fails. */
    boolean tryElsewhere() {
        return tryElsewhere;
    }
}
