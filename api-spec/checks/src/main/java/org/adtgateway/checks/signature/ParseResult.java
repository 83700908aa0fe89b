package org.adtgateway.checks.signature;

import org.adtgateway.checks.verdict.SignatureFault;

/** Holds what {@link SignatureParser} found. */
public sealed interface ParseResult {
    /** A signature of the form that we take; nothing has been verified yet. */
    record Parsed(ParsedSignature claim) implements ParseResult {}

    /**
     * Not of the form that we take.
     *
     * @param detail says what is wrong and what to do
     */
    record Refused(SignatureFault fault, String detail) implements ParseResult {}
}
