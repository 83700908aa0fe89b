package org.adtgateway.server.longpoll;

import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.Caller;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** {@code Prefer: wait=N} (RFC 7240, 4.3): answers as soon as there is something new, or at the end of the time. */
public final class LongPolling {
    /** The longest wait that a call may ask for, in seconds. */
    public static final int MAX_WAIT_SECONDS = 60;

    private static final Pattern WAIT =
            Pattern.compile("(?:^|,)\\s*wait\\s*=\\s*\"?([^\",;\\s]*)\"?", Pattern.CASE_INSENSITIVE);

    private final LongPollRegistry waiters;
    private final UnaryOperator<Caller> identifyAgain;
    private final Executor looking;
    private final Executor writing;

    /**
     * @param identifyAgain the caller as it is now, or a ProblemException
     * @param looking looks again for calls that were woken
     * @param writing writes their responses, each for as long as its reader takes, so that a slow one keeps nobody from looking
     */
    public LongPolling(
            LongPollRegistry waiters, UnaryOperator<Caller> identifyAgain, Executor looking, Executor writing) {
        this.waiters = waiters;
        this.identifyAgain = identifyAgain;
        this.looking = clearingLogContext(looking);
        this.writing = clearingLogContext(writing);
    }

    /**
     * Looks, and where there is nothing new waits and looks again, each time as the caller that it then is: one that is no longer admitted is
     * refused at once.
     *
     * @param prefer the header, or null
     * @param isNews whether what was seen is worth answering at once
     * @param reply turns it into the answer, news or not
     */
    public <T> CompletionStage<Response> until(
            Caller caller,
            Object topic,
            @Nullable String prefer,
            Function<Caller, T> look,
            Predicate<T> isNews,
            Function<T, Response.ResponseBuilder> reply) {
        int seconds = seconds(prefer);
        if (seconds == 0 || !waiters.hasRoom()) {
            return CompletableFuture.completedFuture(
                    reply.apply(look.apply(caller)).build());
        }
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        // what is logged on other threads is of this request, too
        Map<String, String> logContext = MDC.getCopyOfContextMap();
        CompletableFuture<T> seen = next(caller, topic, end, look, isNews).toCompletableFuture();
        return seen.isDone()
                ? seen.thenApply(news -> applied(reply.apply(news), seconds))
                : seen.handleAsync(
                        (news, failure) -> {
                            MDC.setContextMap(logContext == null ? Map.of() : logContext);
                            if (failure != null) {
                                throw new CompletionException(failure);
                            }
                            return applied(reply.apply(news), seconds);
                        },
                        writing);
    }

    private static Executor clearingLogContext(Executor executor) {
        return task -> executor.execute(() -> {
            try {
                task.run();
            } finally {
                MDC.clear();
            }
        });
    }

    /** A topic is also woken by what the caller has seen already, such as the event of a change that it made itself: then the wait goes on. */
    private <T> CompletionStage<T> next(
            Caller caller, Object topic, long end, Function<Caller, T> look, Predicate<T> isNews) {
        Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
        CompletableFuture<Boolean> woken = waiters.await(topic, left);
        T seen;
        try {
            seen = look.apply(caller);
        } catch (RuntimeException e) {
            woken.complete(false);
            throw e;
        }
        if (isNews.test(seen)) {
            woken.complete(false);
            return CompletableFuture.completedFuture(seen);
        }
        return woken.thenComposeAsync(
                again -> {
                    Caller now = identifyAgain.apply(caller);
                    return again
                            ? next(now, topic, end, look, isNews)
                            : CompletableFuture.completedFuture(look.apply(now));
                },
                looking);
    }

    private static Response applied(Response.ResponseBuilder answer, int seconds) {
        return answer.header("Preference-Applied", "wait=" + seconds).build();
    }

    /** Returns the seconds to wait; 0 where the caller does not ask for it. */
    private static int seconds(@Nullable String prefer) {
        Matcher matcher = WAIT.matcher(prefer == null ? "" : prefer);
        if (!matcher.find()) {
            return 0;
        }
        String value = matcher.group(1);
        // nine digits, as more may not be a number
        int seconds = value.matches("[0-9]{1,9}") ? Integer.parseInt(value) : 0;
        if (seconds < 1 || seconds > MAX_WAIT_SECONDS) {
            throw new ProblemException(
                    ProblemCode.INVALID_PARAMETER,
                    "The preference 'wait' takes 1 to " + MAX_WAIT_SECONDS + " seconds, such as Prefer: wait=30.");
        }
        return seconds;
    }
}
