package org.adtgateway.journey;

import static org.adtgateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Scrape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The audit log is written, or the gateway says that it is not: at the start, in its health, and whatever an operator does at the admin port. */
class AuditLogFileTest {
    private static final Logger AUDIT = LoggerFactory.getLogger("audit");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void anAuditLogThatCannotBeOpened_stopsTheStart() throws IOException {
        Path taken = Files.createDirectory(folder.resolve("audit.log"));
        assertThatThrownBy(() -> start(taken))
                .hasStackTraceContaining("the audit log cannot be written: " + taken)
                .hasStackTraceContaining("logging.loggers.audit.appenders");
    }

    @Test
    void anAuditLogThatCannotBeWrittenAnyMore_isUnhealthy_untilItCan() throws Exception {
        Path good = Files.createFile(folder.resolve("good.log"));
        Path log = Files.createSymbolicLink(folder.resolve("audit.log"), good);
        try (Gateway gateway = start(log)) {
            AUDIT.info("first");
            eventually(() -> isHealthy(gateway));

            Files.delete(log);
            eventually(() -> !isHealthy(gateway));
            Files.createSymbolicLink(log, good);
            eventually(() -> isHealthy(gateway));
        }
        // a disk that is full
        Path full = Files.createSymbolicLink(folder.resolve("full.log"), Path.of("/dev/full"));
        try (Gateway gateway = start(full)) {
            AUDIT.info("lost");
            eventually(() -> !isHealthy(gateway));
            assertThat(Scrape.of(gateway).value("adt_gateway_audit_log_failing"))
                    .isEqualTo(1);
            assertThat(health(gateway).path("message").asText()).contains("full.log");
            Files.delete(full);
            Files.createSymbolicLink(full, good);
            eventually(() -> {
                // the first line after a pause is lost, as it finds that the file must be opened again
                AUDIT.info("again");
                return isHealthy(gateway) && Files.readString(good).contains("again");
            });
            assertThat(Scrape.of(gateway).value("adt_gateway_audit_log_failing"))
                    .isZero();
        }
        assertThat(Files.readString(good)).contains("first", "again");
    }

    @Test
    void nobodySwitchesTheAuditLogOffWhileTheGatewayRuns_norIsALineOfItDropped() throws Exception {
        Path log = folder.resolve("audit.log");
        try (Gateway gateway = start(log)) {
            HttpResponse<String> refused = task(gateway, "log-level?logger=audit&level=OFF");
            assertThat(refused.statusCode()).isEqualTo(500);
            assertThat(refused.body()).contains("logging.loggers.audit.level");
            assertThat(task(gateway, "log-level?logger=org.example&level=OFF").statusCode())
                    .isEqualTo(200);
            assertThat(task(gateway, "log-level?logger=ROOT&level=OFF").statusCode())
                    .isEqualTo(200);
            // more than the queue in front of the file takes
            for (int i = 0; i < 20_000; i++) {
                AUDIT.info("line {}", i);
            }
        }
        try (Stream<String> lines = Files.lines(log)) {
            assertThat(lines.filter(line -> line.contains("line "))).hasSize(20_000);
        }
    }

    private Gateway start(Path log) {
        return Gateway.start(Gateway.Settings.of(folder.resolve("gateway"), EmbeddedDatabase.create())
                .withLog("""
                          level: INFO
                          appenders: []
                          loggers:
                            audit:
                              appenders:
                                - type: file
                                  currentLogFilename: %s
                                  archive: false
                        """.formatted(log)));
    }

    private static boolean isHealthy(Gateway gateway) throws Exception {
        return health(gateway).path("healthy").asBoolean();
    }

    private static JsonNode health(Gateway gateway) throws IOException, InterruptedException {
        HttpResponse<String> response = HTTP.send(
                HttpRequest.newBuilder(URI.create(gateway.adminUrl() + "/healthcheck"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return new ObjectMapper().readTree(response.body()).path("audit-log");
    }

    private static HttpResponse<String> task(Gateway gateway, String pathAndQuery)
            throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(gateway.adminUrl() + "/tasks/" + pathAndQuery))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
