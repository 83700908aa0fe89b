package org.adtgateway.server.longpoll;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.Response;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.adtgateway.api.Role;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.Caller;
import org.adtgateway.server.identity.Party;
import org.adtgateway.server.identity.RegisteredCertificate;
import org.adtgateway.testing.Pki;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** A call that waits for a version above 1. */
class LongPollingTest {
    private static final X509Certificate CERTIFICATE = Pki.root("A").certificate();
    private static final Caller CALLER = new Caller(
            new Party("a", "A", true, Set.of(Role.SUPPLIER), Set.of(), Set.of(), null),
            new RegisteredCertificate(
                    RegisteredCertificate.fingerprint(CERTIFICATE),
                    "a",
                    RegisteredCertificate.Purpose.TRANSPORT,
                    CERTIFICATE,
                    Set.of(),
                    Set.of()),
            null);

    private final LongPollRegistry waiters = new LongPollRegistry(10);
    private final AtomicBoolean disabled = new AtomicBoolean();
    private final LongPolling waiting = new LongPolling(waiters, this::identifyAgain, Runnable::run, Runnable::run);
    private final AtomicInteger version = new AtomicInteger(1);

    @Test
    void until_goesOnWaitingWhenWokenByWhatItHasSeen_andAnswersTheChange() throws Exception {
        CompletableFuture<Response> answer = ask("wait=30");
        waiters.wake("topic");
        assertThat(answer).isNotDone();
        version.set(2);
        waiters.wake("topic");
        assertThat(answer.get(20, TimeUnit.SECONDS).getEntity()).isEqualTo(2);
        assertThat(waiters.count()).isZero();
    }

    @Test
    void until_repliesInTheLogContextOfItsCall_onWhicheverThread() throws Exception {
        MDC.put("requestId", "r-1");
        CompletableFuture<Response> answer = waiting.until(
                        CALLER,
                        "topic",
                        "wait=30",
                        caller -> version.get(),
                        seen -> seen > 1,
                        seen -> Response.ok(MDC.get("requestId")))
                .toCompletableFuture();
        MDC.clear();
        version.set(2);
        waiters.wake("topic");
        assertThat(answer.get(20, TimeUnit.SECONDS).getEntity()).isEqualTo("r-1");
        assertThat(MDC.get("requestId")).isNull();
    }

    @Test
    void until_answersAtTheEndOfTheTime_howeverOftenWoken() throws Exception {
        long begin = System.nanoTime();
        CompletableFuture<Response> answer = ask("wait=1");
        for (int i = 0; i < 5; i++) {
            waiters.wake("topic");
        }
        assertThat(answer.get(20, TimeUnit.SECONDS).getEntity()).isEqualTo(1);
        assertThat(System.nanoTime() - begin).isGreaterThan(990_000_000L);
        assertThat(waiters.count()).isZero();
    }

    @Test
    void until_answersAtOnce_andLetsNobodyWaitAnyMore_whenTheNodeStops() throws Exception {
        CompletableFuture<Response> answer = ask("wait=30");
        waiters.close();
        assertThat(answer.get(20, TimeUnit.SECONDS).getEntity()).isEqualTo(1);
        Response late = ask("wait=30").get(20, TimeUnit.SECONDS);
        assertThat(late.getEntity()).isEqualTo(1);
        assertThat(late.getHeaderString("Preference-Applied")).isNull();
    }

    @Test
    void until_knowsThePreferenceHoweverItIsWritten() throws Exception {
        for (String prefer : List.of("wait=30", "Wait=30", "respond-async, wait = \"30\"", "foo;bar, WAIT=30;x=1")) {
            CompletableFuture<Response> answer = ask(prefer);
            assertThat(answer).as(prefer).isNotDone();
            waiters.wakeAll();
            assertThat(answer.get(20, TimeUnit.SECONDS).getHeaderString("Preference-Applied"))
                    .isEqualTo("wait=30");
        }
        assertThat(ask("waiting=30")).isDone();
    }

    @Test
    void until_refusesACallerThatIsNoLongerAdmitted_asSoonAsEverybodyLooksAgain() {
        CompletableFuture<Response> answer = ask("wait=30");
        waiters.lookAgain();
        assertThat(answer).isNotDone();
        disabled.set(true);
        waiters.lookAgain();
        assertThat(answer)
                .failsWithin(1, TimeUnit.SECONDS)
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("PARTY_DISABLED");
        assertThat(waiters.count()).isZero();
    }

    private Caller identifyAgain(Caller caller) {
        if (disabled.get()) {
            throw new ProblemException(ProblemCode.PARTY_DISABLED, "The Party is disabled.");
        }
        return caller;
    }

    private CompletableFuture<Response> ask(String prefer) {
        return waiting.until(CALLER, "topic", prefer, caller -> version.get(), seen -> seen > 1, Response::ok)
                .toCompletableFuture();
    }
}
