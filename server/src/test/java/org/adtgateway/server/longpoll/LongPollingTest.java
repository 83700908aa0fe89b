package org.adtgateway.server.longpoll;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A call that waits for a version above 1. */
class LongPollingTest {
    private final LongPollRegistry waiters = new LongPollRegistry(10);
    private final LongPolling waiting = new LongPolling(waiters, Runnable::run);
    private final AtomicInteger version = new AtomicInteger(1);

    @Test
    void until_goesOnWaitingWhenWokenByWhatItHasSeen_andAnswersTheChange() throws Exception {
        CompletableFuture<Response> answer = ask("wait=30");
        waiters.wake("topic");
        assertThat(answer).isNotDone();
        version.set(2);
        waiters.wake("topic");
        assertThat(answer.get(1, TimeUnit.SECONDS).getEntity()).isEqualTo(2);
        assertThat(waiters.count()).isZero();
    }

    @Test
    void until_answersAtTheEndOfTheTime_howeverOftenWoken() throws Exception {
        long begin = System.nanoTime();
        CompletableFuture<Response> answer = ask("wait=1");
        for (int i = 0; i < 5; i++) {
            waiters.wake("topic");
        }
        assertThat(answer.get(5, TimeUnit.SECONDS).getEntity()).isEqualTo(1);
        assertThat(System.nanoTime() - begin).isBetween(990_000_000L, 3_000_000_000L);
        assertThat(waiters.count()).isZero();
    }

    @Test
    void until_answersAtOnce_andLetsNobodyWaitAnyMore_whenTheNodeStops() throws Exception {
        CompletableFuture<Response> answer = ask("wait=30");
        waiters.close();
        assertThat(answer.get(1, TimeUnit.SECONDS).getEntity()).isEqualTo(1);
        Response late = ask("wait=30").get(1, TimeUnit.SECONDS);
        assertThat(late.getEntity()).isEqualTo(1);
        assertThat(late.getHeaderString("Preference-Applied")).isNull();
    }

    @Test
    void until_knowsThePreferenceHoweverItIsWritten() throws Exception {
        for (String prefer : List.of("wait=30", "Wait=30", "respond-async, wait = \"30\"", "foo;bar, WAIT=30;x=1")) {
            CompletableFuture<Response> answer = ask(prefer);
            assertThat(answer).as(prefer).isNotDone();
            waiters.wakeAll();
            assertThat(answer.get(1, TimeUnit.SECONDS).getHeaderString("Preference-Applied"))
                    .isEqualTo("wait=30");
        }
        assertThat(ask("waiting=30")).isDone();
    }

    private CompletableFuture<Response> ask(String prefer) {
        return waiting.until("topic", prefer, version::get, seen -> seen > 1, Response::ok)
                .toCompletableFuture();
    }
}
