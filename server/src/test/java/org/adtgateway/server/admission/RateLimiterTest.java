package org.adtgateway.server.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Set;
import org.adtgateway.api.Role;
import org.adtgateway.server.admission.RateLimiter.Demand;
import org.adtgateway.server.http.ProblemCode;
import org.adtgateway.server.http.ProblemException;
import org.adtgateway.server.identity.Party;
import org.adtgateway.server.metrics.Metrics;
import org.junit.jupiter.api.Test;

/** Buckets and slots by a clock that the test moves. */
class RateLimiterTest {
    private static final Party ONE = party("one", Role.SUPPLIER);
    private static final Party OTHER = party("other", Role.SUPPLIER);
    private static final Demand SUBMISSION = new Demand(Cost.SUBMISSION, true, false);
    private static final Demand POLL = new Demand(Cost.POLL, false, false);
    private static final Demand READ = new Demand(Cost.READ, false, false);
    private static final Demand DOWNLOAD = new Demand(Cost.DOWNLOAD, false, false);
    private static final Demand WAIT = new Demand(Cost.POLL, false, true);

    private final Stopped clock = new Stopped();
    private final Metrics metrics = new Metrics();
    private final RateLimiter admission =
            new RateLimiter(new QuotaSettings(new PartyQuota(6, 1, 2, 2, 1, 1, 2), null, 3, 3), metrics, clock);

    @Test
    void aFullBucketMayBeSpentAtOnce_andFillsEvenly() {
        for (int call = 0; call < 6; call++) {
            admit(ONE, SUBMISSION).close();
        }
        refused(ONE, SUBMISSION, ProblemCode.TOO_MANY_REQUESTS);
        clock.move(Duration.ofMillis(9_999));
        refused(ONE, SUBMISSION, ProblemCode.TOO_MANY_REQUESTS);
        clock.move(Duration.ofMillis(1));
        admit(ONE, SUBMISSION).close();
        refused(ONE, SUBMISSION, ProblemCode.TOO_MANY_REQUESTS);
        clock.move(Duration.ofHours(1));
        for (int call = 0; call < 6; call++) {
            admit(ONE, SUBMISSION).close();
        }
        refused(ONE, SUBMISSION, ProblemCode.TOO_MANY_REQUESTS);
    }

    @Test
    void whoWaitsAsLongAsItWasTold_isLetIn() {
        for (int call = 0; call < 6; call++) {
            admit(ONE, SUBMISSION).close();
        }
        clock.move(Duration.ofMillis(2_500));
        assertThat(refused(ONE, SUBMISSION, ProblemCode.TOO_MANY_REQUESTS).limit())
                .isEqualTo("\"uploads\";r=1, \"submissions\";r=0;t=58");
        clock.move(Duration.ofMillis(7_500));
        admit(ONE, SUBMISSION).close();
    }

    @Test
    void eachKindOfCallHasABucketOfItsOwn_andSoHasEachParty() {
        for (int call = 0; call < 10; call++) {
            admit(ONE, READ).close();
        }
        refused(ONE, READ, ProblemCode.TOO_MANY_REQUESTS);
        for (int call = 0; call < 20; call++) {
            admit(ONE, POLL).close();
        }
        refused(ONE, POLL, ProblemCode.TOO_MANY_REQUESTS);
        admit(ONE, SUBMISSION).close();
        admit(OTHER, READ).close();
        admit(OTHER, POLL).close();
    }

    @Test
    void slotsAreHeldUntilThePassIsClosed_howeverOftenThatIs() {
        CallPermit first = admit(ONE, SUBMISSION);
        CallPermit second = admit(ONE, SUBMISSION);
        refused(ONE, SUBMISSION, ProblemCode.TOO_MANY_REQUESTS);
        first.close();
        first.close();
        CallPermit third = admit(ONE, SUBMISSION);
        refused(ONE, SUBMISSION, ProblemCode.TOO_MANY_REQUESTS);
        second.close();
        third.close();
    }

    @Test
    void aWaitingCallTakesASlot_andAnotherPollNone() {
        CallPermit waiting = admit(ONE, WAIT);
        refused(ONE, WAIT, ProblemCode.TOO_MANY_REQUESTS);
        admit(ONE, POLL).close();
        admit(OTHER, WAIT).close();
        waiting.close();
        admit(ONE, WAIT).close();
    }

    @Test
    void aDownloadTakesASlot_andAnotherReadNone() {
        CallPermit download = admit(ONE, DOWNLOAD);
        refused(ONE, DOWNLOAD, ProblemCode.TOO_MANY_REQUESTS);
        admit(ONE, READ).close();
        admit(OTHER, DOWNLOAD).close();
        download.close();
        admit(ONE, DOWNLOAD).close();
    }

    @Test
    void aFullNodeRefuses_andDoesNotChargeTheParty() {
        CallPermit first = admit(ONE, SUBMISSION);
        admit(ONE, SUBMISSION);
        admit(OTHER, SUBMISSION);
        for (int call = 0; call < 20; call++) {
            refused(OTHER, SUBMISSION, ProblemCode.OVERLOADED).close();
        }
        admit(OTHER, READ).close();
        first.close();
        assertThat(admit(OTHER, SUBMISSION).limit()).contains("\"submissions\";r=4");
    }

    @Test
    void anOperatorHasAShareOfItsOwn() {
        Party operator = party("dcc", Role.OPERATOR);
        assertThat(admit(operator, READ).policy()).isEqualTo("\"reads\";q=5000;w=10");
        assertThat(admit(ONE, READ).policy()).isEqualTo("\"reads\";q=10;w=10");
    }

    @Test
    void zeroAndNothingMeanTheDefault() {
        assertThat(new QuotaSettings(new PartyQuota(0, 0, 0, 0, 0, 0, 0), null, 0, 0))
                .isEqualTo(QuotaSettings.defaults());
        assertThat(QuotaSettings.defaults().of(ONE)).isEqualTo(new PartyQuota(6_000, 200, 200, 32, 32, 5_000, 64));
    }

    @Test
    void aPartyWhoseResponsesAllWaitForTheirReaders_isRefused_whileAnotherPartyGoesOn() {
        assertThat(admission.usage(ONE).unread().take()).isTrue();
        admit(ONE, READ).close();
        assertThat(admission.usage(ONE).unread().take()).isTrue();
        refused(ONE, READ, ProblemCode.TOO_MANY_REQUESTS);
        admit(OTHER, READ).close();
        admission.usage(ONE).unread().giveBack();
        admit(ONE, READ).close();
    }

    @Test
    void aNodeWhoseResponsesAllWaitForTheirReaders_refusesDownloads_andGoesOnReading() {
        for (int response = 0; response < 3; response++) {
            assertThat(admission.nodeUnread().take()).isTrue();
        }
        refused(ONE, DOWNLOAD, ProblemCode.OVERLOADED);
        admit(ONE, READ).close();
        admission.nodeUnread().giveBack();
        admit(ONE, DOWNLOAD).close();
    }

    private CallPermit admit(Party party, Demand demand) {
        CallPermit pass = new CallPermit();
        admission.admit(party, demand, pass);
        return pass;
    }

    /** The pass, which holds nothing any more. */
    private CallPermit refused(Party party, Demand demand, ProblemCode code) {
        CallPermit pass = new CallPermit();
        assertThatThrownBy(() -> admission.admit(party, demand, pass))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
        pass.close();
        return pass;
    }

    private static Party party(String id, Role role) {
        return new Party(id, id, true, Set.of(role), Set.of(), Set.of(), null);
    }

    private static final class Stopped implements TimeMeter {
        private long now = 1;

        void move(Duration time) {
            now += time.toNanos();
        }

        @Override
        public long currentTimeNanos() {
            return now;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
