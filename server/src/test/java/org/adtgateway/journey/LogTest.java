package org.adtgateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.adtgateway.client.FileSigner;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Http.Answer;
import org.adtgateway.testing.Http.Form;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The logs as the sample sets them up: JSON with request, Party and code; an audit log apart; nothing that is not theirs to know. */
class LogTest {
    private static final String LOGGING = """
              level: INFO
              appenders:
                - type: file
                  currentLogFilename: FOLDER/all.log
                  archive: false
                  layout:
                    type: json
                    includes: [timestamp, level, loggerName, message, mdc, exception]
              loggers:
                audit:
                  level: INFO
                  additive: false
                  appenders:
                    - type: file
                      currentLogFilename: FOLDER/audit.log
                      archive: false
                      layout:
                        type: json
                        includes: [timestamp, message, mdc]
            """;

    @TempDir
    private static Path folder;

    @Test
    void aLineNamesItsCall_andNothingThatWasSent() throws Exception {
        Gateway.Settings settings = Gateway.Settings.of(folder, EmbeddedDatabase.create())
                .withLog(LOGGING.replace("FOLDER", folder.toString()));
        byte[] file =
                ("UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment\n"
                                + "70-B3-D5-1F-30-00-A0-01,4.10,24,50,100,,,TOP-SECRET\n")
                        .getBytes(StandardCharsets.UTF_8);
        String id;
        try (Gateway gateway = Gateway.start(settings)) {
            FileSigner signer = gateway.signer("northern-power", "signing");
            Http supplier = Http.as(gateway, "northern-power");
            Answer taken = supplier.send(post(supplier, file, signer.sign(file), "log-test-1"));
            assertThat(taken.status()).as(taken.text()).isEqualTo(201);
            id = taken.json().get("id").asText();
            Answer refused = supplier.send(post(supplier, file, signer.sign(new byte[] {1}), "log-test-2"));
            assertThat(refused.status()).isEqualTo(422);
            Http.as(gateway, "dcc").post("/v1/submissions/" + id + "/claim", new Form());
        }

        List<JsonNode> audit = lines("audit.log");
        assertThat(audit).anySatisfy(line -> {
            assertThat(line.at("/mdc/event").asText()).isEqualTo("RECEIVED");
            assertThat(line.at("/mdc/submission").asText()).isEqualTo(id);
            assertThat(line.at("/mdc/requestId").asText()).isEqualTo("log-test-1");
            assertThat(line.at("/mdc/party").asText()).isEqualTo("northern-power");
        });
        assertThat(audit).anySatisfy(line -> {
            assertThat(line.at("/mdc/event").asText()).isEqualTo("REFUSED");
            assertThat(line.at("/mdc/code").asText()).isEqualTo("DIGEST_MISMATCH");
            assertThat(line.at("/mdc/requestId").asText()).isEqualTo("log-test-2");
        });
        assertThat(lines("all.log"))
                .anySatisfy(line -> {
                    assertThat(line.at("/mdc/code").asText()).isEqualTo("DIGEST_MISMATCH");
                    assertThat(line.at("/mdc/requestId").asText()).isEqualTo("log-test-2");
                    assertThat(line.at("/level").asText()).isEqualTo("INFO");
                })
                .noneSatisfy(line -> assertThat(line.at("/logger").asText()).isEqualTo("audit"));
        for (String log : List.of("all.log", "audit.log")) {
            assertThat(Files.readString(folder.resolve(log)))
                    .doesNotContain("TOP-SECRET", "BEGIN CMS", Gateway.PASSWORD + "\"");
        }
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

    private static List<JsonNode> lines(String log) throws IOException, InterruptedException {
        // appenders write in the background
        TimeUnit.MILLISECONDS.sleep(200);
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(log))) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }
}
