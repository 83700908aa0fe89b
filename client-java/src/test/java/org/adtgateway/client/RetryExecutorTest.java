package org.adtgateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.adtgateway.client.TestGateway.Answer;
import org.adtgateway.client.internal.transport.RetryExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryExecutorTest {
    private static final String ID = "3f2b8a52-9d9d-4e0f-8b0e-6c1c9b9d3b11";
    private static final Answer RECEIVED = Answer.json(201, TestJson.submission(ID, "RECEIVED"));
    private static final Answer UNAVAILABLE = Answer.problem(503, "UNAVAILABLE", "RETRY");
    private static TestPki serverPki;
    private static TestPki clientPki;
    private static TestPki.Holder transport;
    private static SubmissionRequest file;
    private static FileSigner signer;

    private final List<CallListener.Retry> retried = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private TestGateway gateway;
    private AdtGatewayClient client;

    @BeforeAll
    static void makePki() {
        serverPki = new TestPki("Server CA");
        clientPki = new TestPki("Client CA");
        transport = clientPki.issue("northern-power");
        byte[] content = "UserID\r\n".getBytes(StandardCharsets.UTF_8);
        signer = FileSigner.of(clientPki.issue("signing").identity());
        file = SubmissionRequest.of(FileType.ADT, content, "a.csv").signedBy(signer);
    }

    @BeforeEach
    void start() {
        gateway = new TestGateway(serverPki, clientPki);
        client = builder().address(gateway.address()).build();
    }

    private AdtGatewayClientBuilder builder() {
        return AdtGatewayClient.builder()
                .identity(transport.identity())
                .trust(List.of(serverPki.root()))
                .retries(new RetryPolicy(4, Duration.ofMillis(1), Duration.ofSeconds(3)))
                .listener(new CallListener() {
                    @Override
                    public void retrying(Retry retry) {
                        retried.add(retry);
                    }

                    @Override
                    public void warned(String warning) {
                        warnings.add(warning);
                    }
                });
    }

    @AfterEach
    void stop() {
        client.close();
        gateway.close();
    }

    @Test
    void submit_isRepeatedWithTheSameSignatureAndRequestId() {
        gateway.answerInTurn(Answer.silence(), UNAVAILABLE, RECEIVED);

        assertThat(client.submit(file).id()).isEqualTo(ID);

        assertThat(gateway.asked()).hasSize(3);
        assertThat(gateway.asked().stream().map(RetryExecutorTest::signature).distinct())
                .hasSize(1);
        assertThat(gateway.asked().stream()
                        .map(asked -> asked.header("x-request-id"))
                        .distinct())
                .hasSize(1);
        assertThat(retried).extracting(CallListener.Retry::attempt).containsExactly(1, 2);
        assertThat(retried.get(1).reason().code()).isEqualTo("UNAVAILABLE");
    }

    @Test
    void submit_saysSoWhenTheOutcomeIsUnknown() {
        gateway.answerInTurn(Answer.silence());

        assertThatThrownBy(() -> client.submit(file)).isInstanceOfSatisfying(ResultUnknownException.class, e -> {
            assertThat(e.code()).isEqualTo(AdtGatewayException.OUTCOME_UNKNOWN);
            assertThat(e.requestId()).isEqualTo(gateway.last().header("x-request-id"));
        });
        assertThat(gateway.asked()).hasSize(4);
    }

    @Test
    void submit_staysUnknownWhenOnlyTheLastAttemptSurelyHadNoEffect() {
        gateway.answerInTurn(Answer.silence(), UNAVAILABLE);

        assertThatThrownBy(() -> client.submit(file)).isInstanceOf(ResultUnknownException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "422, CONTENT_INVALID",
        "422, SIGNER_UNKNOWN",
        "403, SIGNER_OF_ANOTHER_PARTY",
        "422, CERTIFICATE_REVOKED",
        "422, SIGNING_TIME_TOO_OLD",
        "409, SUBMISSION_DIFFERS"
    })
    void submit_isKnownAgainOnceTheGatewayHasRefusedAnActThatItDoesNotKnow(int status, String code) {
        gateway.answerInTurn(Answer.silence(), Answer.problem(status, code, "WORKFLOW"));

        assertThatThrownBy(() -> client.submit(file))
                .isNotInstanceOf(ResultUnknownException.class)
                .isInstanceOfSatisfying(AdtGatewayException.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e.provesNoEffect()).isTrue();
                });
    }

    /** What is judged before the gateway looks whether it knows the act says nothing about an attempt whose answer was lost. */
    @ParameterizedTest
    @CsvSource({
        "401, NOT_REGISTERED",
        "401, PARTY_DISABLED",
        "403, FILE_TYPE_NOT_PERMITTED",
        "403, ROLE_REQUIRED",
        "404, NOT_FOUND",
        "413, FILE_TOO_LARGE",
        "415, UNSUPPORTED_MEDIA_TYPE",
        "400, INVALID_PART",
        "422, DIGEST_MISMATCH",
        "422, SOME_CODE_OF_A_LATER_GATEWAY"
    })
    void submit_staysUnknownWhenALaterRefusalProvesNothing(int status, String code) {
        gateway.answerInTurn(Answer.silence(), Answer.problem(status, code, "WORKFLOW"));

        assertThatThrownBy(() -> client.submit(file))
                .isInstanceOf(ResultUnknownException.class)
                .hasMessageContaining("What to do about " + code);
        assertThat(gateway.asked()).hasSize(2);

        gateway.answerInTurn(Answer.silence(), Answer.problem(status, code, "WORKFLOW"));
        WithdrawalRequest withdrawal = WithdrawalRequest.sign(ID, "wrong day", signer, Instant.now());
        assertThatThrownBy(() -> client.withdraw(withdrawal)).isInstanceOf(ResultUnknownException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 504})
    void claim_isNotRepeatedWhenItMayHaveTakenEffect(int status) {
        gateway.answerInTurn(Answer.problem(status, "INTERNAL_ERROR", "RETRY"));

        assertThatThrownBy(() -> client.claim(ID)).isInstanceOf(ResultUnknownException.class);
        assertThat(gateway.asked()).hasSize(1);
    }

    @Test
    void claim_isNotRepeatedWhenNoAnswerCame() {
        gateway.answerInTurn(Answer.silence());

        assertThatThrownBy(() -> client.claim(ID)).isInstanceOf(ResultUnknownException.class);
        assertThat(gateway.asked()).hasSize(1);
    }

    @Test
    void claim_isRepeatedWhenItSurelyHadNoEffect() {
        gateway.answerInTurn(
                UNAVAILABLE,
                Answer.problem(429, "TOO_MANY_REQUESTS", "RETRY"),
                Answer.json(200, TestJson.submission(ID, "PROCESSING")));

        assertThat(client.claim(ID).status()).isEqualTo(SubmissionStatus.PROCESSING);
        assertThat(gateway.asked()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"400", "401", "403", "404", "409", "413", "422", "501"})
    void nothing_isRepeatedThatTheGatewayRefuses(int status) {
        gateway.answerInTurn(Answer.problem(status, "SOME_CODE", "WORKFLOW"));

        assertThatThrownBy(() -> client.submit(file)).isNotInstanceOf(ResultUnknownException.class);
        assertThatThrownBy(() -> client.status(ID)).isInstanceOf(AdtGatewayException.class);
        assertThat(gateway.asked()).hasSize(2);
        assertThat(retried).isEmpty();
    }

    @Test
    void reading_isNeverOfUnknownOutcome() {
        gateway.answerInTurn(Answer.silence());

        assertThatThrownBy(() -> client.status(ID))
                .isNotInstanceOf(ResultUnknownException.class)
                .isInstanceOfSatisfying(
                        AdtGatewayException.class,
                        e -> assertThat(e.code()).isEqualTo(AdtGatewayException.UNREACHABLE));
        assertThat(gateway.asked()).hasSize(4);
    }

    @Test
    void retryAfter_isKeptTo() {
        gateway.answerInTurn(UNAVAILABLE.with("Retry-After", "1"), RECEIVED);
        long start = System.nanoTime();

        client.submit(file);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(990));
    }

    @Test
    void retryAfter_thatIsTooLongEndsTheCall() {
        gateway.answerInTurn(UNAVAILABLE.with("Retry-After", "60"));

        assertThatThrownBy(() -> client.submit(file))
                .isInstanceOfSatisfying(
                        AdtGatewayException.class,
                        e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(60)));
        assertThat(gateway.asked()).hasSize(1);
    }

    @Test
    void anotherAddress_isTriedAtOnceWhenOneCannotBeReached() throws Exception {
        gateway.answer(request -> RECEIVED);
        try (AdtGatewayClient two = builder()
                .address(nobody(), gateway.address())
                .retries(new RetryPolicy(2, Duration.ofSeconds(9), Duration.ofSeconds(9)))
                .build()) {
            long start = System.nanoTime();

            two.claim(ID);
            two.claim(ID);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
            assertThat(retried).hasSize(1);
            assertThat(retried.get(0).next()).isEqualTo(gateway.address());
        }
    }

    @Test
    void nobodyThere_isToldApartFromAnUnknownOutcome() throws Exception {
        try (AdtGatewayClient none = builder().address(nobody()).build()) {
            assertThatThrownBy(() -> none.submit(file))
                    .isNotInstanceOf(ResultUnknownException.class)
                    .isInstanceOfSatisfying(AdtGatewayException.class, e -> {
                        assertThat(e.code()).isEqualTo(AdtGatewayException.UNREACHABLE);
                        assertThat(e.status()).isZero();
                    });
        }
        assertThat(retried).hasSize(3);
    }

    @Test
    void anAnswerThatBreaksOff_leavesTheOutcomeUnknown() {
        Answer brokenOff = RECEIVED.brokenOff();
        gateway.answerInTurn(brokenOff);

        assertThatThrownBy(() -> client.claim(ID)).isInstanceOf(ResultUnknownException.class);
        assertThat(gateway.asked()).hasSize(1);

        gateway.answerInTurn(brokenOff, RECEIVED);
        assertThat(client.submit(file).id()).isEqualTo(ID);
    }

    @Test
    void tlsThatFailsAfterTheRequestWasSent_leavesTheOutcomeUnknown() throws Exception {
        gateway.answer(request -> RECEIVED);
        try (Relay relay = Relay.damagingAnswers(gateway);
                AdtGatewayClient through = builder()
                        .address(relay.address())
                        .retries(RetryPolicy.none())
                        .build()) {
            assertThatThrownBy(() -> through.claim(ID)).isInstanceOf(ResultUnknownException.class);
        }
        assertThat(gateway.asked()).hasSize(1);
    }

    @Test
    void anUnknownHost_isNamed() {
        try (AdtGatewayClient none = builder()
                .address("https://no-such-host.invalid")
                .retries(RetryPolicy.none())
                .build()) {
            assertThatThrownBy(() -> none.status(ID))
                    .hasMessageContaining("the host is not known (no-such-host.invalid")
                    .hasMessageContaining("is the address right?");
        }
    }

    @Test
    void anAnswerOfSomethingInBetween_isToldApart() {
        gateway.answerInTurn(Answer.bytes("<html>".getBytes(StandardCharsets.UTF_8)));

        assertThatThrownBy(() -> client.status(ID))
                .isInstanceOfSatisfying(
                        AdtGatewayException.class,
                        e -> assertThat(e.code()).isEqualTo(AdtGatewayException.UNRECOGNISED_ANSWER));
        assertThatThrownBy(() -> client.claim(ID)).isInstanceOf(ResultUnknownException.class);
    }

    @Test
    void anInterruptedPause_endsTheCall() {
        Thread caller = Thread.currentThread();
        gateway.answer(request -> {
            caller.interrupt();
            return UNAVAILABLE.with("Retry-After", "3");
        });

        assertThatThrownBy(() -> client.submit(file))
                .isInstanceOfSatisfying(
                        AdtGatewayException.class,
                        e -> assertThat(e.code()).isEqualTo(AdtGatewayException.INTERRUPTED));
        // the thread stays interrupted, and so the next call ends at once
        assertThatThrownBy(() -> client.status(ID)).isInstanceOf(AdtGatewayException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(gateway.asked()).hasSize(1);
    }

    @Test
    void warnings_areSurfaced() {
        gateway.answer(request -> RECEIVED.with("Warning", "199 - \"expires in 10 days\""));

        client.status(ID);

        assertThat(warnings).containsExactly("199 - \"expires in 10 days\"");
    }

    @ParameterizedTest
    @CsvSource({"1,0,PT0.25S", "1,1,PT0.5S", "2,1,PT1S", "3,1,PT2S", "30,1,PT30S", "30,0,PT15S"})
    void pauses_doubleUpToABound(int attempt, double draw, Duration expected) {
        assertThat(RetryExecutor.pauseAfter(RetryPolicy.standard(), attempt, draw))
                .isEqualTo(expected);
    }

    private static String signature(TestGateway.Asked asked) {
        String text = asked.text();
        return text.substring(text.indexOf("name=\"signature\""), text.indexOf("name=\"file\""));
    }

    private static URI nobody() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return URI.create("https://localhost:" + socket.getLocalPort());
        }
    }

    @Test
    void aClosedClient_saysThatItIsClosed() {
        client.close();

        assertThatThrownBy(() -> client.status(ID))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("This client is closed");
    }
}
