package org.adtgateway.server.http;

import java.time.Duration;
import java.util.function.Consumer;
import org.adtgateway.api.Problem;
import org.adtgateway.api.SignatureVerdict;
import org.adtgateway.checks.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * A refusal: the one exception that carries an answer to the caller. The detail is public and says what to do; the cause is private and only
 * logged.
 */
public final class ProblemException extends RuntimeException {
    private static final Duration RETRY_SOON = Duration.ofSeconds(5);
    private static final int MAX_DETAIL = 4000;

    private final ProblemCode code;
    private final String detail;
    private final transient Problem.Builder problem;
    private transient @Nullable SignatureVerdict signature;
    private @Nullable Duration retryAfter;

    public ProblemException(ProblemCode code, String detail) {
        this(code, detail, null);
    }

    public ProblemException(ProblemCode code, String detail, @Nullable Throwable cause) {
        super(cause);
        this.code = code;
        // a detail may repeat what a caller has sent, and goes into logs
        this.detail = PrintableText.of(detail, MAX_DETAIL);
        this.problem = Problem.builder()
                .type(code.type())
                .title(code.title())
                .status(code.status())
                .detail(this.detail)
                .code(code.name())
                .category(code.category());
        // the contract promises Retry-After on every 429 and 503
        this.retryAfter = code.status() == 429 || code.status() == 503 ? RETRY_SOON : null;
    }

    /** Adds extension members of the problem (RFC 9457, 3.2). */
    public ProblemException with(Consumer<Problem.Builder> members) {
        members.accept(problem);
        return this;
    }

    /** Adds the verdict on a signature. */
    public ProblemException with(SignatureVerdict verdict) {
        signature = verdict;
        problem.signature(verdict);
        return this;
    }

    public ProblemException retryAfter(Duration delay) {
        this.retryAfter = delay;
        return this;
    }

    @Override
    public String getMessage() {
        return code + ": " + detail;
    }

    public ProblemCode code() {
        return code;
    }

    public String detail() {
        return detail;
    }

    /** Returns the verdict on the signature, where that is at fault. */
    public @Nullable SignatureVerdict signature() {
        return signature;
    }

    /** Returns the body of the response. Our logs find the same call by the request id. */
    Problem problem(String requestId) {
        return problem.instance("urn:adt-gateway:request:" + requestId)
                .requestId(requestId)
                .build();
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}
