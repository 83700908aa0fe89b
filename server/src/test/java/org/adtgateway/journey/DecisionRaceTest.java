package org.adtgateway.journey;

import java.nio.file.Path;
import java.util.Map;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.faults.DecisionRaces;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few hundred of the races of which {@code RaceTest} has ten thousand. */
class DecisionRaceTest {
    private static final int RACES = 200;

    @TempDir
    private static Path folder;

    @Test
    void claimReleaseWithdrawalResultsAndOutcomeAtOnce_tellOneStory() throws Exception {
        try (Gateway one = Gateway.start(
                        Gateway.Settings.of(folder, EmbeddedDatabase.create()).with(DecisionRaces.SETTINGS));
                Gateway two = one.startAnotherNode();
                AdtGatewayClient supplierOfOne = one.client("northern-power");
                AdtGatewayClient supplierOfTwo = two.client("northern-power");
                AdtGatewayClient operatorOfOne = one.client("dcc");
                AdtGatewayClient operatorOfTwo = two.client("dcc")) {
            Map<String, Integer> unused = new DecisionRaces(
                            new AdtGatewayClient[] {supplierOfOne, supplierOfTwo},
                            new AdtGatewayClient[] {operatorOfOne, operatorOfTwo},
                            one.signer("northern-power", "signing"),
                            folder)
                    .run(RACES);
        }
    }
}
