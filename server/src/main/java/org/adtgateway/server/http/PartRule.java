package org.adtgateway.server.http;

/**
 * What a form may hold under one name.
 *
 * @param maxBytes the limit, enforced while the part streams in
 * @param tooLarge the refusal when the limit is passed
 */
public record PartRule(String name, long maxBytes, ProblemCode tooLarge, boolean required) {
    private static final long MAX_FIELD_BYTES = 4096;

    public static PartRule requiredField(String name) {
        return new PartRule(name, MAX_FIELD_BYTES, ProblemCode.FIELD_TOO_LARGE, true);
    }

    public static PartRule optionalField(String name) {
        return new PartRule(name, MAX_FIELD_BYTES, ProblemCode.FIELD_TOO_LARGE, false);
    }

    /** Returns the refusal of a part above its limit. */
    public static ProblemException tooLarge(String name, long maxBytes, ProblemCode code) {
        return new ProblemException(
                code, "The part '" + name + "' is larger than " + maxBytes + " bytes, which is the limit.");
    }

    public PartRule {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("a part needs room for at least one byte");
        }
    }
}
