package org.adtgateway.journey;

import static org.adtgateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.dropwizard.testing.DropwizardTestSupport;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.adtgateway.client.FileSigner;
import org.adtgateway.server.AdtGatewayApplication;
import org.adtgateway.server.AdtGatewayConfiguration;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Http.Answer;
import org.adtgateway.testing.Http.Form;
import org.adtgateway.testing.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The logs as the sample sets them up: JSON with request, Party and code; an audit log apart; nothing that is not theirs to know. */
class LogTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @TempDir
    private static Path folder;

    @Test
    void aLineNamesItsCall_andNothingThatWasSent() throws Exception {
        Gateway gateway = Gateway.prepare(Gateway.Settings.of(folder, EmbeddedDatabase.create())
                .with(PostgresServer.freePort(), PostgresServer.freePort()));
        logAsInTheSample(gateway.configuration());
        byte[] file =
                ("UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment\n"
                                + "70-B3-D5-1F-30-00-A0-01,4.10,24,50,100,,,TOP-SECRET\n")
                        .getBytes(StandardCharsets.UTF_8);
        byte[] faulty = new String(file, StandardCharsets.UTF_8)
                .replace("4.10", "SECRET-TOO")
                .getBytes(StandardCharsets.UTF_8);
        FileSigner signer = gateway.signer("northern-power", "signing");
        byte[] signature = signer.sign(file);
        String id;
        DropwizardTestSupport<AdtGatewayConfiguration> server = new DropwizardTestSupport<>(
                AdtGatewayApplication.class, gateway.configuration().toString());
        server.before();
        try {
            Http supplier = Http.as(gateway, "northern-power");
            Answer taken = supplier.send(post(supplier, file, signature, "log-test-1"));
            assertThat(taken.status()).as(taken.text()).isEqualTo(201);
            id = taken.json().get("id").asText();
            assertThat(supplier.send(post(supplier, file, signer.sign(new byte[] {1}), "log-test-2"))
                            .status())
                    .isEqualTo(422);
            assertThat(supplier.send(post(supplier, faulty, signer.sign(faulty), "log-test-3"))
                            .status())
                    .isEqualTo(422);
            Http stranger = Http.as(gateway, "stranger");
            for (int i = 0; i < 50; i++) {
                assertThat(stranger.get("/v1/me").status()).isEqualTo(401);
            }
            Http operator = Http.as(gateway, "dcc");
            assertThat(operator.send(operator.request("/v1/submissions/" + id + "/claim")
                                    .header("X-Request-Id", "log-test-4")
                                    .POST(HttpRequest.BodyPublishers.noBody()))
                            .status())
                    .isEqualTo(200);
        } finally {
            server.after();
        }
        // appenders write in the background
        eventually(() -> text("audit.log").contains("log-test-4")
                && text("requests.log").contains("log-test-4")
                && text("all.log").contains("NOT_REGISTERED"));
        List<JsonNode> audit = lines("audit.log");
        assertThat(audit)
                .anySatisfy(line -> isAudit(line, "RECEIVED", "log-test-1", "northern-power", id, ""))
                .anySatisfy(line -> isAudit(line, "REFUSED", "log-test-2", "northern-power", "", "DIGEST_MISMATCH"))
                .anySatisfy(line -> isAudit(line, "REFUSED", "log-test-3", "northern-power", "", "CONTENT_INVALID"))
                .anySatisfy(line -> isAudit(line, "CLAIMED", "log-test-4", "dcc", id, ""));
        assertThat(lines("all.log"))
                .anySatisfy(line -> {
                    assertThat(line.at("/mdc/code").asText()).isEqualTo("DIGEST_MISMATCH");
                    assertThat(line.at("/mdc/requestId").asText()).isEqualTo("log-test-2");
                    assertThat(line.at("/mdc/party").asText()).isEqualTo("northern-power");
                    assertThat(line.at("/level").asText()).isEqualTo("INFO");
                })
                .allSatisfy(line ->
                        assertThat(line.at("/logger").asText()).isNotEmpty().isNotEqualTo("audit"));
        assertThat(lines("all.log").stream()
                        .filter(line -> line.at("/mdc/code").asText().equals("NOT_REGISTERED")))
                .as("a stranger's calls are not a line each")
                .hasSize(1);
        assertThat(lines("requests.log")).anySatisfy(line -> {
            assertThat(line.at("/uri").asText()).isEqualTo("/v1/submissions");
            assertThat(line.at("/status").asInt()).isEqualTo(201);
            assertThat(line.at("/responseHeaders/X-Request-Id").asText()).isEqualTo("log-test-1");
        });
        for (String log : List.of("all.log", "audit.log", "requests.log")) {
            assertThat(Files.readString(folder.resolve(log)))
                    .doesNotContain("SECRET", "BEGIN CMS", Gateway.PASSWORD + "\"")
                    .doesNotContain(
                            Base64.getEncoder().encodeToString(signature).substring(0, 60))
                    .doesNotContain(HexFormat.of().formatHex(signature).substring(0, 60));
        }
    }

    private static void isAudit(JsonNode line, String event, String requestId, String party, String id, String code) {
        assertThat(line.at("/mdc/event").asText()).isEqualTo(event);
        assertThat(line.at("/mdc/requestId").asText()).isEqualTo(requestId);
        assertThat(line.at("/mdc/party").asText()).isEqualTo(party);
        assertThat(line.at("/mdc/submission").asText()).isEqualTo(id);
        assertThat(line.at("/mdc/code").asText()).isEqualTo(code);
    }

    /** The logs of the sample, but for files of the test's own in place of the console and the audit file. */
    private static void logAsInTheSample(Path configuration) throws IOException {
        JsonNode sample = YAML.readTree(Path.of(System.getProperty("rootDir", ".."), "server/config/production.yml")
                .toFile());
        ObjectNode ours = (ObjectNode) YAML.readTree(configuration.toFile());
        ours.set("logging", sample.get("logging"));
        ((ObjectNode) ours.get("server")).set("requestLog", sample.at("/server/requestLog"));
        toFile(ours.at("/logging/appenders/0"), "all.log");
        toFile(ours.at("/logging/loggers/audit/appenders/0"), "audit.log");
        toFile(ours.at("/server/requestLog/appenders/0"), "requests.log");
        YAML.writeValue(configuration.toFile(), ours);
    }

    private static void toFile(JsonNode appender, String name) {
        ((ObjectNode) appender)
                .put("type", "file")
                .put("currentLogFilename", folder.resolve(name).toString())
                .put("archive", false);
    }

    private static HttpRequest.Builder post(Http supplier, byte[] file, byte[] signature, String requestId) {
        Form form = new Form()
                .field("fileType", "ADT")
                .file("file", "file.csv", file)
                .file("signature", "file.p7s", signature)
                .field("serviceRequestReference", "SMSR1");
        return supplier.request("/v1/submissions")
                .header("X-Request-Id", requestId)
                .header("Content-Type", "multipart/form-data; boundary=" + Form.BOUNDARY)
                .POST(HttpRequest.BodyPublishers.ofByteArray(form.bytes()));
    }

    private static String text(String log) throws IOException {
        return Files.readString(folder.resolve(log));
    }

    private static List<JsonNode> lines(String log) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(log))) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }
}
