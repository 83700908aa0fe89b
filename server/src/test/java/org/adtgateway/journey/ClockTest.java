package org.adtgateway.journey;

import static org.adtgateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.FileType;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Http.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose clock steps backwards: the order of what happened does not come from the clock. */
class ClockTest {
    private final Steps clock = new Steps();

    @TempDir
    private Path folder;

    @Test
    void aClockThatStepsBack_changesNoOrder_andTakesNoActTwice() {
        try (Gateway gateway = Gateway.start(
                        Gateway.Settings.of(folder, EmbeddedDatabase.create()).with(clock));
                AdtGatewayClient supplier = gateway.client("northern-power");
                AdtGatewayClient operator = gateway.client("dcc")) {
            FileSigner signer = gateway.signer("northern-power", "signing");
            Http http = Http.as(gateway, "northern-power");
            SubmissionRequest first = request(1, signer);
            String id = supplier.submit(first).id();
            String place = awaitEvents(http, "", 1).json().get("next").asText();

            clock.step(Duration.ofMinutes(-4));
            Submission claimed = operator.claim(id);
            String second = supplier.submit(request(2, signer)).id();

            assertThat(supplier.history(id))
                    .extracting(event -> event.type().value())
                    .containsExactly("RECEIVED", "CLAIMED");
            assertThat(supplier.history(id).get(1).occurredAt())
                    .isBefore(supplier.history(id).get(0).occurredAt());
            assertThat(supplier.submit(first).id()).as("the act is known").isEqualTo(id);
            assertThat(supplier.status(id).status()).isEqualTo(claimed.status());
            // a reader goes on from its place, and misses nothing
            Answer news = awaitEvents(http, "?after=" + place, 2);
            assertThat(List.of(event(news, 0), event(news, 1)))
                    .containsExactlyInAnyOrder("CLAIMED " + id, "RECEIVED " + second);
        }
    }

    @Test
    void aSignatureThatIsTooFarAheadOfAWrongClock_isRefused_andTakenOnceTheClockIsRight() {
        try (Gateway gateway = Gateway.start(
                        Gateway.Settings.of(folder, EmbeddedDatabase.create()).with(clock));
                AdtGatewayClient supplier = gateway.client("northern-power")) {
            SubmissionRequest act = request(1, gateway.signer("northern-power", "signing"));
            clock.step(Duration.ofMinutes(-10));
            assertThatThrownBy(() -> supplier.submit(act))
                    .isInstanceOfSatisfying(
                            AdtGatewayException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo("SIGNING_TIME_IN_FUTURE"));
            clock.step(Duration.ofMinutes(10));
            assertThat(supplier.submit(act).id()).isNotEmpty();
        }
    }

    private static Answer awaitEvents(Http http, String query, int count) {
        eventually(() -> http.get("/v1/events" + query).json().get("events").size() >= count);
        Answer answer = http.get("/v1/events" + query);
        assertThat(answer.json().get("events")).hasSize(count);
        return answer;
    }

    private static String event(Answer page, int index) {
        return page.json().get("events").get(index).get("type").asText() + " "
                + page.json().get("events").get(index).get("submissionId").asText();
    }

    private static SubmissionRequest request(int threshold, FileSigner signer) {
        byte[] file =
                ("UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment\n"
                                + "70-B3-D5-1F-30-00-A0-01,4.10,24,," + threshold + ",,,\n")
                        .getBytes(StandardCharsets.UTF_8);
        return SubmissionRequest.of(FileType.ADT, file, "file.csv")
                .serviceRequestReference("SMSR1")
                .signature(signer.sign(file));
    }

    /** The system's clock, put forward or back. */
    private static final class Steps extends Clock {
        private volatile Duration offset = Duration.ZERO;

        void step(Duration by) {
            offset = offset.plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(offset);
        }
    }
}
