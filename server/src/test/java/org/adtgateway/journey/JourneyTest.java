package org.adtgateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.adtgateway.client.ActKind;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.Event;
import org.adtgateway.client.EventType;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.FileType;
import org.adtgateway.client.Receipt;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionFilter;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.client.SubmissionStatus;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a supplier and the DCC do every day, by the SDK. */
class JourneyTest {
    @TempDir
    private static Path folder;

    private static Gateway gateway;
    private static AdtGatewayClient supplier;
    private static AdtGatewayClient other;
    private static AdtGatewayClient operator;
    private static FileSigner signer;
    private static int serial;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Gateway.Settings.of(folder, EmbeddedDatabase.create()));
        supplier = gateway.client("northern-power");
        other = gateway.client("western-gas");
        operator = gateway.client("dcc");
        signer = gateway.signer("northern-power", "signing");
    }

    @AfterAll
    static void stop() {
        supplier.close();
        other.close();
        operator.close();
        gateway.close();
    }

    @Test
    void aFileTravelsFromTheSupplierToTheDccAndBackAsReceipts() {
        byte[] file = adtFile();
        Submission submitted = supplier.submit(request(file).clientReference("ticket 4711"));
        assertThat(submitted.status()).isEqualTo(SubmissionStatus.RECEIVED);
        assertThat(submitted.partyId()).isEqualTo("northern-power");
        assertThat(submitted.clientReference()).isEqualTo("ticket 4711");
        assertThat(submitted.rowCount()).isEqualTo(1);

        Receipt receipt = supplier.receipt(submitted.id());
        assertThat(receipt.submissionId()).isEqualTo(submitted.id());

        operator.claim(submitted.id());
        assertThat(operator.receiptBytes(submitted.id(), ActKind.SUBMISSION))
                .isEqualTo(supplier.receiptBytes(submitted.id(), ActKind.SUBMISSION));
        Submission completed = operator.complete(submitted.id());
        assertThat(completed.status()).isEqualTo(SubmissionStatus.COMPLETED);

        assertThat(supplier.history(submitted.id()).stream().map(Event::type))
                .containsExactly(EventType.RECEIVED, EventType.CLAIMED, EventType.COMPLETED);
        assertThat(supplier.receipt(submitted.id(), ActKind.OUTCOME).submissionId())
                .isEqualTo(submitted.id());
    }

    @Test
    void whatTheDccDownloadsIsWhatTheSupplierSent() throws Exception {
        byte[] file = adtFile();
        byte[] signature = signer.sign(file);
        Submission submitted = supplier.submit(SubmissionRequest.of(FileType.ADT, file, "../odd name.csv")
                .signature(signature)
                .serviceRequestReference("SMSR1"));
        Path target = Files.createTempFile(folder, "download", ".csv");
        operator.downloadFile(submitted.id(), target);
        assertThat(target).hasBinaryContent(file);
        assertThat(operator.downloadSignature(submitted.id())).isEqualTo(signature);
        assertThat(submitted.fileName()).isEqualTo("odd name.csv");
    }

    @Test
    void theSameSignedFileIsTheSameSubmission() {
        SubmissionRequest request = signed(adtFile());
        Submission first = supplier.submit(request);
        Submission second = supplier.submit(request);
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(supplier.receiptBytes(first.id(), ActKind.SUBMISSION))
                .isEqualTo(supplier.receiptBytes(second.id(), ActKind.SUBMISSION));
    }

    @Test
    void theSameSignedFileTwentyTimesAtOnceIsOneSubmission() throws Exception {
        SubmissionRequest request = signed(adtFile());
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try {
            List<Callable<Submission>> calls = IntStream.range(0, 20)
                    .<Callable<Submission>>mapToObj(i -> () -> supplier.submit(request))
                    .toList();
            List<String> ids = threads.invokeAll(calls).stream()
                    .map(JourneyTest::id)
                    .distinct()
                    .toList();
            assertThat(ids).hasSize(1);
            assertThat(supplier.history(ids.get(0))).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
    }

    private static String id(Future<Submission> answer) {
        try {
            return answer.get().id();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theSameActWithOtherReferencesIsRefused() {
        byte[] file = adtFile();
        byte[] signature = signer.sign(file);
        SubmissionRequest first = SubmissionRequest.of(FileType.ADT, file, "a.csv")
                .signature(signature)
                .serviceRequestReference("SMSR1");
        String id = supplier.submit(first).id();
        SubmissionRequest second = SubmissionRequest.of(FileType.ADT, file, "a.csv")
                .signature(signature)
                .serviceRequestReference("SMSR2");
        assertThatThrownBy(() -> supplier.submit(second)).isInstanceOfSatisfying(AdtGatewayException.class, e -> {
            assertThat(e.code()).isEqualTo("SUBMISSION_DIFFERS");
            assertThat(e.getMessage()).contains("serviceRequestReference").contains(id);
        });
    }

    @Test
    void theSameContentSignedAnewIsANewActWithAWarning() {
        byte[] file = adtFile();
        Submission first = supplier.submit(request(file));
        // another second, another signing time
        Submission second = supplier.submit(SubmissionRequest.of(FileType.ADT, file, "a.csv")
                .serviceRequestReference("SMSR1")
                .signature(gateway.signer("northern-power", "signing")
                        .withClock(java.time.Clock.offset(java.time.Clock.systemUTC(), Duration.ofSeconds(-90)))
                        .sign(file)));
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.warnings()).anySatisfy(warning -> {
            assertThat(warning.code()).isEqualTo("SAME_CONTENT");
            assertThat(warning.submissionId()).isEqualTo(first.id());
        });
    }

    @Test
    void aSubmissionIsWithdrawnByASignedInstruction() {
        Submission submitted = supplier.submit(request(adtFile()));
        Submission withdrawn = supplier.withdraw(submitted.id(), "sent by mistake", signer);
        assertThat(withdrawn.status()).isEqualTo(SubmissionStatus.WITHDRAWN);
        assertThat(supplier.receipt(submitted.id(), ActKind.WITHDRAWAL).submissionId())
                .isEqualTo(submitted.id());
        // repeating it is no failure
        Http http = Http.as(gateway, "northern-power");
        String certificates = "/v1/submissions/" + submitted.id() + "/certificates";
        assertThat(http.get(certificates + "?of=WITHDRAWAL").bytes())
                .isEqualTo(http.get(certificates).bytes());
        assertThat(http.get(certificates + "?of=OUTCOME").status()).isEqualTo(404);
        assertThat(supplier.withdraw(submitted.id(), "sent by mistake", signer).status())
                .isEqualTo(SubmissionStatus.WITHDRAWN);
        assertThat(supplier.history(submitted.id())).hasSize(2);
        assertThatThrownBy(() -> operator.claim(submitted.id()))
                .isInstanceOfSatisfying(
                        AdtGatewayException.class, e -> assertThat(e.code()).isEqualTo("NOT_CLAIMABLE"));
    }

    @Test
    void aSubmissionThatWasTakenUpIsNotWithdrawn() {
        Submission submitted = supplier.submit(request(adtFile()));
        operator.claim(submitted.id());
        assertThatThrownBy(() -> supplier.withdraw(submitted.id(), "too late", signer))
                .isInstanceOfSatisfying(AdtGatewayException.class, e -> {
                    assertThat(e.code()).isEqualTo("NOT_WITHDRAWABLE");
                    assertThat(e.getMessage()).contains("PROCESSING");
                });
    }

    @Test
    void ofAWithdrawalAndAClaimAtTheSameInstantExactlyOneWins() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 200; round++) {
                Submission submitted = supplier.submit(request(adtFile()));
                Future<Boolean> withdrawal =
                        threads.submit(() -> succeeds(() -> supplier.withdraw(submitted.id(), "race", signer)));
                Future<Boolean> claim = threads.submit(() -> succeeds(() -> operator.claim(submitted.id())));
                assertThat(withdrawal.get()).as("round %d", round).isNotEqualTo(claim.get());
                assertThat(supplier.history(submitted.id()).stream().map(Event::type))
                        .containsExactly(
                                EventType.RECEIVED, withdrawal.get() ? EventType.WITHDRAWN : EventType.CLAIMED);
                assertThat(supplier.status(submitted.id()).status())
                        .isEqualTo(withdrawal.get() ? SubmissionStatus.WITHDRAWN : SubmissionStatus.PROCESSING);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean succeeds(Runnable call) {
        try {
            call.run();
            return true;
        } catch (AdtGatewayException e) {
            assertThat(e.code()).isIn("NOT_WITHDRAWABLE", "NOT_CLAIMABLE");
            return false;
        }
    }

    @Test
    void aPartySeesOnlyItsOwnSubmissions() {
        Submission submitted = supplier.submit(request(adtFile()));
        assertThat(ids(supplier)).contains(submitted.id());
        assertThat(ids(operator)).contains(submitted.id());
        assertThat(ids(other)).doesNotContain(submitted.id());
        assertThatThrownBy(() -> other.status(submitted.id())).isInstanceOfSatisfying(AdtGatewayException.class, e -> {
            assertThat(e.status()).isEqualTo(404);
            assertThat(e.code()).isEqualTo("NOT_FOUND");
        });
    }

    private static List<String> ids(AdtGatewayClient client) {
        return StreamSupport.stream(client.list(SubmissionFilter.all()).spliterator(), false)
                .map(Submission::id)
                .toList();
    }

    @Test
    void aSupplierWaitsForTheDecision() throws Exception {
        Submission submitted = supplier.submit(request(adtFile()));
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<Submission> waiting =
                    threads.submit(() -> supplier.waitUntilFinal(submitted.id(), Duration.ofSeconds(30)));
            operator.claim(submitted.id());
            operator.reject(submitted.id(), "the threshold is implausible");
            Submission decided = waiting.get();
            assertThat(decided.status()).isEqualTo(SubmissionStatus.REJECTED);
            assertThat(Objects.requireNonNull(decided.outcome()).reason()).isEqualTo("the threshold is implausible");
        } finally {
            threads.shutdownNow();
        }
    }

    private static SubmissionRequest request(byte[] file) {
        return SubmissionRequest.of(FileType.ADT, file, "a.csv")
                .serviceRequestReference("SMSR1")
                .signedBy(signer);
    }

    private static SubmissionRequest signed(byte[] file) {
        return SubmissionRequest.of(FileType.ADT, file, "a.csv")
                .serviceRequestReference("SMSR1")
                .signature(signer.sign(file));
    }

    /** A file that no other test has. */
    private static synchronized byte[] adtFile() {
        serial++;
        return ("UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment\r\n"
                        + "70-B3-D5-1F-30-00-A0-01,4.10,24,100," + (1000 + serial) + ",,,\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
