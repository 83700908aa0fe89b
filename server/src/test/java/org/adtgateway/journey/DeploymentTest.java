package org.adtgateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.dropwizard.testing.DropwizardTestSupport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.adtgateway.server.AdtGatewayApplication;
import org.adtgateway.server.AdtGatewayConfiguration;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that are shipped fit together: a gateway started from the sample answers what balancer and Prometheus ask, and nothing else there. */
class DeploymentTest {
    private static final Path ROOT = Path.of(System.getProperty("rootDir", ".."));
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final HttpClient HTTP =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    private static final Pattern PATH_ROW =
            Pattern.compile("^\\| `(/[a-z/-]+)` \\| (GET|POST) \\| (everywhere|machine) \\|", Pattern.MULTILINE);

    @TempDir
    private static Path folder;

    private static DropwizardTestSupport<AdtGatewayConfiguration> server;
    private static JsonNode sample;

    @BeforeAll
    static void start() throws Exception {
        String text = Files.readString(ROOT.resolve("server/config/production.yml"));
        sample = YAML.readTree(text);
        EmbeddedDatabase database = EmbeddedDatabase.create();
        Gateway gateway = Gateway.prepare(Gateway.Settings.of(folder, database));
        Path own = gateway.folder().resolve("server");
        String secret = Gateway.PASSWORD;
        Map<String, String> changes = Map.ofEntries(
                Map.entry("${ADT_SERVER_KEY_STORE}", own.resolve("server.p12").toString()),
                Map.entry("${ADT_SERVER_KEY_STORE_PASSWORD}", secret),
                Map.entry(
                        "${ADT_TRANSPORT_TRUST_STORE}",
                        own.resolve("transport-trust.p12").toString()),
                Map.entry("${ADT_TRANSPORT_TRUST_STORE_PASSWORD}", secret),
                Map.entry("${ADT_DATABASE_URL}", database.url()),
                Map.entry("${ADT_DATABASE_USER}", database.user()),
                Map.entry("${ADT_DATABASE_PASSWORD}", "any"),
                Map.entry(
                        "${ADT_RECEIPT_KEY_STORE}", own.resolve("receipts.p12").toString()),
                Map.entry("${ADT_RECEIPT_KEY_STORE_PASSWORD}", secret),
                Map.entry("${ADT_AUDIT_LOG}", folder.resolve("audit.log").toString()),
                Map.entry(
                        "/etc/adt-gateway/signing-ca.pem",
                        own.resolve("signing-root.pem").toString()),
                Map.entry(
                        "/etc/adt-gateway/transport-ca.pem",
                        own.resolve("transport-ca.pem").toString()),
                Map.entry("/etc/adt-gateway/crls", own.resolve("crls").toString()),
                Map.entry("/var/tmp/adt-gateway", folder.resolve("uploads").toString()));
        for (Map.Entry<String, String> change : changes.entrySet()) {
            assertThat(text).contains(change.getKey());
            text = text.replace(change.getKey(), change.getValue());
        }
        // others on this machine may have the ports of the sample
        Path configuration =
                Files.writeString(folder.resolve("production.yml"), text.replaceAll("port: \\d+", "port: 0"));
        server = new DropwizardTestSupport<>(AdtGatewayApplication.class, configuration.toString());
        server.before();
    }

    @AfterAll
    static void stop() {
        server.after();
    }

    @Test
    void balancerAndPrometheusAskThePortForMonitoring() throws IOException {
        String haproxy = Files.readString(ROOT.resolve("docs/deployment/haproxy.cfg"));
        List<MatchResult> nodes = Pattern.compile("server node-\\d node-\\d:(\\d+) check port (\\d+)")
                .matcher(haproxy)
                .results()
                .toList();
        assertThat(nodes).hasSize(2).allSatisfy(node -> {
            assertThat(node.group(1))
                    .isEqualTo(sample.at("/server/applicationConnectors/0/port").asText());
            assertThat(node.group(2)).isEqualTo(monitoring().path("port").asText());
        });
        assertThat(haproxy).contains("option httpchk GET /ping\n");

        JsonNode prometheus =
                YAML.readTree(ROOT.resolve("docs/monitoring/prometheus.yml").toFile());
        assertThat(prometheus.at("/scrape_configs/0/metrics_path").asText()).isEqualTo("/metrics");
        assertThat(prometheus.at("/scrape_configs/0/static_configs/0/targets"))
                .hasSize(2)
                .allSatisfy(target -> assertThat(target.asText())
                        .endsWith(":" + monitoring().path("port").asText()));
        assertThat(ROOT.resolve("docs/monitoring")
                        .resolve(prometheus.at("/rule_files/0").asText()))
                .exists();
    }

    @Test
    void thePortForMonitoring_isBoundForTheNetwork_andThatForTasksToTheMachine() {
        assertThat(monitoring().has("bindHost")).isFalse();
        assertThat(sample.at("/server/adminConnectors/0/bindHost").asText()).isEqualTo("127.0.0.1");
    }

    @Test
    void eachPathOfTheDocuments_isServedWhereTheySay() throws Exception {
        List<MatchResult> rows = PATH_ROW.matcher(Files.readString(ROOT.resolve("docs/operations.md")))
                .results()
                .toList();
        assertThat(rows).hasSize(10);
        int network = server.getPort(2);
        int machine = server.getPort(1);
        for (MatchResult row : rows) {
            String path = row.group(1);
            boolean everywhere = row.group(3).equals("everywhere");
            assertThat(ask(network, row.group(2), path)).as(path).isEqualTo(everywhere ? 200 : 404);
            // ten seconds of a profile are not needed to see that it is there
            if (!path.equals("/pprof")) {
                assertThat(ask(machine, row.group(2), query(path))).as(path).isEqualTo(200);
            }
        }
        for (String other :
                List.of("/", "/tasks", "/ping/../tasks/gc", "/metrics;/../tasks/gc", "/docs/openapi.yaml")) {
            // Jetty refuses ambiguous ones
            assertThat(ask(network, "GET", other)).as(other).isIn(400, 404);
            assertThat(ask(network, "POST", other)).as(other).isIn(400, 404);
        }
    }

    private static String query(String path) {
        return path.equals("/tasks/log-level") ? path + "?logger=org.example&level=INFO" : path;
    }

    private static JsonNode monitoring() {
        return StreamSupport.stream(sample.at("/server/adminConnectors").spliterator(), false)
                .filter(connector -> !connector.path("bindHost").asText().startsWith("127."))
                .findFirst()
                .orElseThrow();
    }

    private static int ask(int port, String method, String path) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
