package org.adtgateway.server.signature;

/** Leaves a step of the argument; never leaves this package. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;
    private final SignatureFault fault;

    Refusal(SignatureFault fault, String detail) {
        // a refusal is an answer, not a failure: nobody reads its stack
        super(detail, null, false, false);
        this.fault = fault;
    }

    SignatureFault fault() {
        return fault;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
