package org.adtgateway.journey;

import static org.adtgateway.journey.SubmitChecksTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Base64;
import org.adtgateway.testing.AdtFiles;
import org.adtgateway.testing.Commands;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Http.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader of the feed whose events a restore of the database has lost is told so, and never left in silence. */
class FeedTest {
    @TempDir
    private Path folder;

    private EmbeddedDatabase database;
    private Gateway gateway;
    private Http supplier;
    private int events;

    @BeforeEach
    void start() {
        database = EmbeddedDatabase.create();
        gateway = Gateway.start(Gateway.Settings.of(folder, database));
        supplier = Http.as(gateway, "northern-power");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void aCursorBehindTheLastEvent_isRefused_andTheOneOfTheLastEventIsNot() throws Exception {
        submit();
        String first = next("");
        submit();
        String second = next("?after=" + first);
        assertThat(supplier.get("/v1/events?after=" + second).json().get("events"))
                .isEmpty();

        loseTheLastEvent();

        refused(supplier.get("/v1/events?after=" + second), 410, "FEED_RESTARTED");
        assertThat(supplier.send(supplier.request("/v1/events?after=" + second).header("Prefer", "wait=5"))
                        .status())
                .isEqualTo(410);
        assertThat(supplier.get("/v1/events?after=" + first).json().get("events"))
                .isEmpty();
    }

    @Test
    void afterARestoreThatTheOperatorReports_everyCursorFromBeforeIsRefused_thoughItsPositionWasGivenAgain()
            throws Exception {
        submit();
        submit();
        String lost = next("");
        loseTheLastEvent();
        assertThat(Commands.run(
                                Clock.systemUTC(),
                                "db",
                                "restored",
                                gateway.configuration().toString())
                        .text())
                .contains("cursors of the feed issued before are refused");
        submit();

        refused(supplier.get("/v1/events?after=" + lost), 410, "FEED_RESTARTED");
        JsonNode again = supplier.get("/v1/events").json();
        assertThat(again.get("events")).hasSize(2);
        assertThat(supplier.get("/v1/events?after="
                                + again.at("/events/0/cursor").asText())
                        .json()
                        .get("events"))
                .hasSize(1);
        assertThat(supplier.get("/v1/events?after=" + again.get("next").asText())
                        .json()
                        .get("events"))
                .isEmpty();
    }

    @Test
    void aCursorThatNobodyIssuedIsRefusedAsSuch() {
        for (String text : new String[] {"feed:", "feed:1:", "feed:ab:1:2", "feed:AB:1", "feed:-2", "food:1"}) {
            String cursor =
                    Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
            refused(supplier.get("/v1/events?after=" + cursor), 400, "INVALID_PARAMETER");
        }
    }

    /** Waits until the event of the last submission has its position. */
    private String next(String query) throws InterruptedException {
        Answer page = supplier.send(supplier.request("/v1/events" + query).header("Prefer", "wait=10"));
        while (page.json().get("events").size() < (query.isEmpty() ? events : 1)) {
            Thread.sleep(20);
            page = supplier.get("/v1/events" + query);
        }
        return page.json().get("next").asText();
    }

    private void submit() {
        AdtFiles.submit(gateway, supplier);
        events++;
    }

    /** As a restore to the moment before it would. */
    private void loseTheLastEvent() throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), "");
                Statement statement = connection.createStatement()) {
            statement.execute("delete from event where feed_index = (select max(feed_index) from event)");
        }
        events--;
    }
}
