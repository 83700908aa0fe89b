package org.adtgateway.server.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A refusal: the one exception that carries an answer to the caller. The detail is public and says what to do; the cause is private and only
 * logged.
 */
public final class ProblemException extends RuntimeException {
    private static final Duration RETRY_SOON = Duration.ofSeconds(5);

    private final ProblemCode code;
    private final String detail;
    private final transient Map<String, Object> members = new LinkedHashMap<>();
    private @Nullable Duration retryAfter;

    public ProblemException(ProblemCode code, String detail) {
        this(code, detail, null);
    }

    public ProblemException(ProblemCode code, String detail, @Nullable Throwable cause) {
        super(code + ": " + detail, cause);
        this.code = code;
        this.detail = detail;
        // the contract promises Retry-After on every 429 and 503
        this.retryAfter = code.status() == 429 || code.status() == 503 ? RETRY_SOON : null;
    }

    /** Adds an extension member of the problem (RFC 9457, 3.2). */
    public ProblemException with(String member, Object value) {
        members.put(member, value);
        return this;
    }

    public ProblemException retryAfter(Duration delay) {
        this.retryAfter = delay;
        return this;
    }

    public ProblemCode code() {
        return code;
    }

    public String detail() {
        return detail;
    }

    /** An extension member, or null. */
    public @Nullable Object member(String name) {
        return members.get(name);
    }

    Map<String, Object> members() {
        return members;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}
