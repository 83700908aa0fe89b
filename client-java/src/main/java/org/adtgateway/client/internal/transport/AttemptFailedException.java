package org.adtgateway.client.internal.transport;

import org.adtgateway.client.AdtGatewayException;

/** Reports that one attempt of a call failed. */
final class AttemptFailedException extends Exception {
    private final transient AdtGatewayException failure;
    private final transient Effect effect;
    private final boolean mayPass;
    private final boolean tryElsewhere;

    /** Tells whether the attempt had an effect. */
    enum Effect {
        /** The gateway did not have the whole request, or refused it. */
        NONE,
        /** The gateway had the whole request; what it did is unknown. */
        UNKNOWN,
        /** None, of this attempt and of earlier ones of the same act. */
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

    /** Tells whether the same request may succeed a little later. */
    boolean mayPass() {
        return mayPass;
    }

    /** Tells whether to try another URL. */
    boolean tryElsewhere() {
        return tryElsewhere;
    }
}
