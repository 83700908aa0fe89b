package org.adtgateway.checks.verdict;

/** Leaves a step of the argument; never leaves this package. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;
    private final SignatureFault fault;

    public RefusedException(SignatureFault fault, String detail) {
        // a refusal is an answer, not a failure: nobody reads its stack
        super(detail, null, false, false);
        this.fault = fault;
    }

    public SignatureFault fault() {
        return fault;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
