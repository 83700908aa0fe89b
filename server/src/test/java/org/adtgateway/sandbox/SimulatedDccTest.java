package org.adtgateway.sandbox;

import static org.adtgateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.adtgateway.client.ActKind;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.Event;
import org.adtgateway.client.EventType;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.FileType;
import org.adtgateway.client.Outcome;
import org.adtgateway.client.RowOutcomeResult;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.client.SubmissionStatus;
import org.adtgateway.sandbox.SimulatedDcc.Behaviour;
import org.adtgateway.sandbox.SimulatedDcc.Wish;
import org.adtgateway.testing.AdtFiles;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The DCC of the sandbox does what the service request reference asks for, by the API, and leaves every other submission alone. */
class SimulatedDccTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private static Path folder;

    private static Gateway gateway;
    private static SimulatedDcc dcc;
    private static AdtGatewayClient supplier;
    private static FileSigner signer;
    private static final List<String> TOLD = new CopyOnWriteArrayList<>();
    private static final AtomicInteger REQUESTS = new AtomicInteger();

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(
                Gateway.Settings.of(folder, EmbeddedDatabase.create()).with("environment: sandbox\n"));
        SimulatedDcc.register(gateway);
        dcc = new SimulatedDcc(gateway.client(SimulatedDcc.PARTY), TOLD::add).start();
        supplier = gateway.client("northern-power");
        signer = gateway.signer("northern-power", "signing");
    }

    @AfterAll
    static void stop() {
        supplier.close();
        dcc.close();
        gateway.close();
    }

    @Test
    void complete_isCompleted_byAnOperatorOfItsOwn() {
        Submission done = supplier.waitUntilFinal(submitAdt("SIM-COMPLETE-4711").id(), PATIENCE);
        assertThat(done.status()).isEqualTo(SubmissionStatus.COMPLETED);
        assertThat(supplier.history(done.id()))
                .extracting(event -> event.actor().partyId())
                .containsExactly("northern-power", SimulatedDcc.PARTY, SimulatedDcc.PARTY);
        assertThat(supplier.receipt(done.id(), ActKind.OUTCOME).environment()).isEqualTo("sandbox");
    }

    @Test
    void reject_isRejectedWithAReason() {
        Submission done = supplier.waitUntilFinal(submitAdt("SIM-REJECT").id(), PATIENCE);
        assertThat(done.status()).isEqualTo(SubmissionStatus.REJECTED);
        assertThat(outcome(done).reason()).startsWith("simulated");
    }

    @Test
    void partial_hasRowsThatWereNotInQuarantine() {
        Submission done = supplier.waitUntilFinal(submitExitQuarantine("SIM-PARTIAL", 4), PATIENCE);
        assertThat(done.status()).as("%s", TOLD).isEqualTo(SubmissionStatus.COMPLETED);
        assertThat(results(done.id()))
                .containsExactly(
                        RowOutcomeResult.RELEASED,
                        RowOutcomeResult.NOT_IN_QUARANTINE,
                        RowOutcomeResult.DELETED,
                        RowOutcomeResult.NOT_IN_QUARANTINE);
    }

    /** It is complete when each row has a result: the DCC reports them first, in any number. */
    @ParameterizedTest
    @ValueSource(strings = {"SIM-COMPLETE", "SIM-SLOW-1s"})
    void anExitQuarantineFile_isCompletedWithAResultForEachRow(String reference) {
        Submission done = supplier.waitUntilFinal(submitExitQuarantine(reference, 1200), PATIENCE);
        assertThat(done.status()).as("%s", TOLD).isEqualTo(SubmissionStatus.COMPLETED);
        assertThat(results(done.id()))
                .hasSize(1200)
                .containsOnly(RowOutcomeResult.RELEASED, RowOutcomeResult.DELETED)
                .startsWith(RowOutcomeResult.RELEASED, RowOutcomeResult.RELEASED, RowOutcomeResult.DELETED);
    }

    private static List<RowOutcomeResult> results(String id) {
        List<RowOutcomeResult> results = new ArrayList<>();
        supplier.rowResults(id, false).forEach(row -> results.add(row.outcome()));
        return results;
    }

    private static String submitExitQuarantine(String reference, int rows) {
        StringBuilder file = new StringBuilder("QuarantineEventRef,RequestID,Action,Comment\n");
        for (int row = 1; row <= rows; row++) {
            file.append("\"4711\",70-B3-D5-1F-30-00-A0-01:00-DB-12-34-56-78-90-A0:" + REQUESTS.incrementAndGet() + ","
                    + (row < 3 ? "RELEASE" : "DELETE") + ",\"as agreed,\nby telephone\"\n");
        }
        return supplier.submit(SubmissionRequest.of(
                                FileType.EXIT_QUARANTINE, file.toString().getBytes(StandardCharsets.UTF_8), "eq.csv")
                        .serviceRequestReference(reference)
                        .signedBy(signer))
                .id();
    }

    @Test
    void slow_isClaimedAtOnce_andCompletedAfterItsTime() {
        long begun = System.nanoTime();
        String id = submitAdt("SIM-SLOW-2s").id();
        assertThat(supplier.waitUntil(id, SubmissionStatus.PROCESSING, PATIENCE))
                .isNotNull();
        assertThat(supplier.waitUntilFinal(id, PATIENCE).status()).isEqualTo(SubmissionStatus.COMPLETED);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(2));
    }

    @Test
    void claim_isNeverDecided_andCannotBeWithdrawn_butWaitCan() {
        String waiting = submitAdt("SIM-WAIT").id();
        String claimed = submitAdt("SIM-CLAIM").id();
        supplier.waitUntil(claimed, SubmissionStatus.PROCESSING, PATIENCE);
        assertThatThrownBy(() -> supplier.withdraw(claimed, "by mistake", signer))
                .isInstanceOfSatisfying(
                        AdtGatewayException.class, e -> assertThat(e.code()).isEqualTo("NOT_WITHDRAWABLE"));
        assertThat(supplier.withdraw(waiting, "by mistake", signer).status()).isEqualTo(SubmissionStatus.WITHDRAWN);
    }

    @Test
    void release_isClaimedAndHandedBack_once() {
        String id = submitAdt("SIM-RELEASE").id();
        eventually(() -> supplier.history(id).size() == 3);
        assertThat(supplier.history(id))
                .extracting(Event::type)
                .containsExactly(EventType.RECEIVED, EventType.CLAIMED, EventType.CLAIM_RELEASED);
        assertThat(supplier.status(id).status()).isEqualTo(SubmissionStatus.RECEIVED);
    }

    @Test
    void whatItDoesNotKnow_isRejectedWithWhatItKnows() {
        Submission done = supplier.waitUntilFinal(submitAdt("SIM-REJEKT").id(), PATIENCE);
        assertThat(done.status()).isEqualTo(SubmissionStatus.REJECTED);
        assertThat(outcome(done).reason()).contains("SIM-REJEKT asks for nothing", "SIM-REJECT, ");
    }

    @Test
    void everyOtherReference_isLeftAlone() {
        String before = submitAdt("SMSR-SIM-COMPLETE").id();
        // the feed has an order: when this one is done, the other was seen
        supplier.waitUntilFinal(submitAdt("SIM-COMPLETE").id(), PATIENCE);
        assertThat(supplier.status(before).status()).isEqualTo(SubmissionStatus.RECEIVED);
    }

    @Test
    void whatWasClaimedBeforeARestart_isDecidedAfterIt() {
        String id = submitAdt("SIM-SLOW-3s").id();
        supplier.waitUntil(id, SubmissionStatus.PROCESSING, PATIENCE);
        dcc.close();
        dcc = new SimulatedDcc(gateway.client(SimulatedDcc.PARTY), TOLD::add).start();
        assertThat(supplier.waitUntilFinal(id, PATIENCE).status()).isEqualTo(SubmissionStatus.COMPLETED);
        eventually(() -> TOLD.contains("SIM-SLOW-3s: completed " + id));
    }

    @Test
    void referencesAreReadWithWhateverStandsBehindThem() {
        assertThat(Wish.of("SIM-COMPLETE")).isEqualTo(new Wish(Behaviour.COMPLETE, Duration.ZERO));
        assertThat(Wish.of("SIM-REJECT-SMSR-1")).isEqualTo(new Wish(Behaviour.REJECT, Duration.ZERO));
        assertThat(Wish.of("SIM-SLOW-10s")).isEqualTo(new Wish(Behaviour.SLOW, Duration.ofSeconds(10)));
        assertThat(Wish.of("SIM-SLOW-5m-x")).isEqualTo(new Wish(Behaviour.SLOW, Duration.ofMinutes(5)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SIM-", "SIM-reject", "SIM-REJECT2", "SIM-SLOW", "SIM-SLOW-10", "SIM-SLOW-61m", "SIM-REJECT-10s"
            })
    void otherReferencesAreRefused(String reference) {
        assertThatThrownBy(() -> Wish.of(reference))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reference);
    }

    private static Outcome outcome(Submission submission) {
        return Objects.requireNonNull(submission.outcome());
    }

    private static Submission submitAdt(String reference) {
        return supplier.submit(SubmissionRequest.of(FileType.ADT, AdtFiles.next(), "adt.csv")
                .serviceRequestReference(reference)
                .signedBy(signer));
    }
}
