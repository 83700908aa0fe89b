package org.adtgateway.journey;

import static org.adtgateway.journey.SubmitChecksTest.refused;
import static org.adtgateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.adtgateway.client.FileSigner;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Http.Form;
import org.adtgateway.testing.Pki.Leaf;
import org.adtgateway.testing.Scrape;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators look at: metrics as they are documented, alert rules and dashboard that name what exists, health that turns. */
class MonitoringTest {
    private static final Path DOCS = Path.of(System.getProperty("rootDir", ".."), "docs");
    private static final Pattern METRIC = Pattern.compile("\\badt_gateway_[a-z_]+");

    @TempDir
    private static Path folder;

    private static EmbeddedDatabase database;
    private static Gateway gateway;
    private static Http supplier;
    private static Scrape atStart;

    @BeforeAll
    static void start() {
        database = EmbeddedDatabase.create();
        gateway = Gateway.start(Gateway.Settings.of(folder, database).with("decideWithin: {ADT: 10m}"));
        supplier = Http.as(gateway, "northern-power");
        atStart = Scrape.of(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void metricsCountWhatHappens_andAreThoseOfTheDocuments() throws Exception {
        Scrape before = Scrape.of(gateway);
        byte[] file =
                ("UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment\n"
                                + "70-B3-D5-1F-30-00-A0-01,4.10,24,50,100,,,\n")
                        .getBytes(StandardCharsets.UTF_8);
        FileSigner signer = gateway.signer("northern-power", "signing");
        byte[] signature = signer.sign(file);
        assertThat(submit("/v1/submissions", file, signature)).isEqualTo(201);
        assertThat(submit("/v1/submissions", file, signature)).isEqualTo(200);
        assertThat(submit("/v1/submissions", file, signer.sign(new byte[] {1}))).isEqualTo(422);
        assertThat(submit("/v1/validations", file, signature)).isEqualTo(200);
        refused(Http.as(gateway, "stranger").get("/v1/me"), 401, "NOT_REGISTERED");
        // Jetty refuses this one before any operation is looked for
        refused(
                supplier.send(supplier.request("/v1/me").header("X-Large", "x".repeat(20_000))),
                431,
                "HEADERS_TOO_LARGE");

        // a call is counted when it has ended, which is a moment after its answer
        double problems = problems(before) + 3;
        eventually(() -> problems(Scrape.of(gateway)) >= problems);
        Scrape after = Scrape.of(gateway);
        assertThat(problems(after)).isEqualTo(problems);
        for (String result : new String[] {"accepted", "repeated", "refused", "checked_good"}) {
            rose(before, after, "adt_gateway_submissions_total{file_type=\"ADT\",result=\"" + result + "\"}");
        }
        rose(before, after, "adt_gateway_problems_total{code=\"DIGEST_MISMATCH\"}");
        rose(before, after, "adt_gateway_problems_total{code=\"NOT_REGISTERED\"}");
        rose(before, after, "adt_gateway_problems_total{code=\"HEADERS_TOO_LARGE\"}");
        rose(before, after, "adt_gateway_request_duration_seconds_count{operation=\"submitFile\",status=\"2xx\"}");
        rose(before, after, "adt_gateway_signature_verification_duration_seconds_count{result=\"passed\"}");
        rose(before, after, "adt_gateway_signature_verification_duration_seconds_count{result=\"refused\"}");
        assertThat(after.value("adt_gateway_feed_leader")).isEqualTo(1);
        assertThat(after.series().keySet())
                .anyMatch(each -> each.startsWith("adt_gateway_build_info{ecdsa_provider=\""))
                .anyMatch(each -> each.startsWith("jvm_memory_used_bytes"));
        assertThat(after.series())
                .anySatisfy((name, value) -> {
                    assertThat(name).startsWith("adt_gateway_crl_remaining_seconds{delta=\"false\",issuer=");
                    assertThat(value).isBetween(6 * 86400.0, 7 * 86400.0);
                })
                .anySatisfy((name, value) -> {
                    assertThat(name).isEqualTo("adt_gateway_certificate_remaining_seconds{certificate=\"server\"}");
                    assertThat(value).isGreaterThan(300 * 86400.0);
                });

        Set<String> documented = Pattern.compile("^\\| `(adt_gateway_[a-z_]+)` \\|", Pattern.MULTILINE)
                .matcher(Files.readString(DOCS.resolve("operations.md")))
                .results()
                .map(each -> each.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(families(after)).isEqualTo(documented);
    }

    /** What has not happened yet stands there as 0, so that the first time is a rise. */
    @Test
    void countersBeginAtZero() {
        assertThat(atStart.series())
                .containsEntry("adt_gateway_problems_total{code=\"UNAVAILABLE\"}", 0.0)
                .containsEntry("adt_gateway_submissions_total{file_type=\"EXIT_QUARANTINE\",result=\"failed\"}", 0.0);
    }

    @Test
    void alertsAndDashboardNameMetricsThatExist() throws Exception {
        Set<String> exposed = families(Scrape.of(gateway));
        JsonNode alerts = new ObjectMapper(new YAMLFactory())
                .readTree(DOCS.resolve("monitoring/alerts.yml").toFile());
        JsonNode dashboard = new ObjectMapper()
                .readTree(DOCS.resolve("monitoring/dashboard.json").toFile());
        for (JsonNode file : new JsonNode[] {alerts, dashboard}) {
            Set<String> named = file.findValuesAsText("expr").stream()
                    .flatMap(expression -> METRIC.matcher(expression).results())
                    .map(MatchResult::group)
                    .map(each -> each.replaceAll("_duration_seconds_(count|sum|bucket)$", "_duration_seconds"))
                    .collect(Collectors.toSet());
            assertThat(named).hasSizeGreaterThan(5);
            assertThat(exposed).containsAll(named);
        }
    }

    @Test
    void promtoolTakesTheAlerts() throws Exception {
        promtool("check", "rules", "alerts.yml");
    }

    @Test
    void eachAlertSoundsWhenItShould_andOnlyThen() throws Exception {
        String tests = Files.readString(DOCS.resolve("monitoring/alerts-test.yml"));
        assertThat(Files.readAllLines(DOCS.resolve("monitoring/alerts.yml")).stream()
                        .filter(line -> line.contains("- alert: "))
                        .map(line -> line.substring(line.indexOf(": ") + 2)))
                .isNotEmpty()
                .allSatisfy(alert -> assertThat(tests)
                        .contains("alertname: " + alert + ", ")
                        .contains("alertname=\"" + alert + "\"}', value: 1"));
        promtool("test", "rules", "alerts-test.yml");
    }

    @Test
    void promtoolTakesTheConfiguration() throws Exception {
        promtool("check", "config", "prometheus.yml");
    }

    /** Those who want to know why calls wait must not wait among them. */
    @Test
    void healthAndMetricsAnswerWhenThePoolIsExhausted() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table submission in access exclusive mode");
            for (int i = 0; i < 40; i++) {
                calls.add(supplier.client()
                        .sendAsync(supplier.request("/v1/submissions").build(), HttpResponse.BodyHandlers.ofString()));
            }
            eventually(() -> isFull(Scrape.of(gateway)));
            long begun = System.nanoTime();
            assertThat(health(200).path("database").path("healthy").asBoolean()).isTrue();
            assertThat(Scrape.of(gateway).series()).containsKey("adt_gateway_feed_lag_seconds");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
            other.rollback();
        }
        calls.forEach(CompletableFuture::join);
    }

    /** A database that no longer answers is waited for once, so that the other metrics come before Prometheus gives up. */
    @Test
    void metricsNeedOneConnectionToTheDatabase() {
        int before = sessions();
        for (int fetch = 0; fetch < 50; fetch++) {
            assertThat(Scrape.of(gateway).series()).containsKey("adt_gateway_audit_entries");
        }
        eventually(() -> sessions() >= before + 50);
        assertThat(sessions()).isLessThan(before + 150);
    }

    /** How many there have been since the start, these questions included. */
    private static int sessions() {
        return Integer.parseInt(
                database.query("select sessions from pg_stat_database where datname = current_database()"));
    }

    /** Returns whether every connection is in use, with calls that wait for one and threads beyond them. */
    private static boolean isFull(Scrape scrape) {
        return scrape.value("adt_gateway_database_callers_waiting") > 0
                && scrape.value("adt_gateway_http_threads{state=\"busy\"}") > 32;
    }

    private static void promtool(String verb, String noun, String file) throws Exception {
        Path written = Files.createTempFile(folder, "promtool", ".txt");
        Process promtool;
        try {
            promtool = new ProcessBuilder("promtool", verb, noun, file)
                    .directory(DOCS.resolve("monitoring").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(written.toFile())
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "promtool is not installed");
            return;
        }
        assertThat(promtool.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(promtool.exitValue()).as(Files.readString(written)).isZero();
    }

    @Test
    void health_tellsWhatIsWrong_andThatItIsWellAgain() throws Exception {
        JsonNode well = health(200);
        for (String check : new String[] {
            "database",
            "migrations",
            "signing-crls",
            "transport-crls",
            "receipts-certificate",
            "server-certificate",
            "audit-log",
            "temporary-folder"
        }) {
            assertThat(well.path(check).path("healthy").asBoolean()).as(check).isTrue();
        }

        // a program that is newer has changed the schema
        database.execute(
                "insert into flyway_schema_history select 999, '999', description, type, script, checksum, installed_by,"
                        + " installed_on, execution_time, success from flyway_schema_history where version = '1'");
        assertThat(health(500).path("migrations").path("message").asText()).contains("999", "replace this node");
        database.execute("delete from flyway_schema_history where version = '999'");

        // a certificate that has not long to live is told of as soon as it is the one that callers see, and not before
        Path keyStore = folder.resolve("server/server.p12");
        byte[] good = Files.readAllBytes(keyStore);
        gateway.serverCa()
                .issue(new Leaf("localhost").validFor(Duration.ofDays(10)))
                .writePkcs12(keyStore, "server", Gateway.PASSWORD);
        health(200);
        reloadKeys();
        assertThat(health(500).path("server-certificate").path("message").asText())
                .contains("ends at "
                        + Instant.now().plus(Duration.ofDays(10)).toString().substring(0, 10));
        Files.write(keyStore, good);
        reloadKeys();
        health(200);
    }

    @Test
    void revocationListsAreReadOnDemand() throws Exception {
        HttpResponse<String> done = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(gateway.adminUrl() + "/tasks/refresh-crls"))
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(done.body()).contains("were read again");
    }

    private static void reloadKeys() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.adminUrl() + "/tasks/reload-ssl"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    private static int submit(String path, byte[] file, byte[] signature) {
        return supplier.post(
                        path,
                        new Form()
                                .field("fileType", "ADT")
                                .file("file", "file.csv", file)
                                .file("signature", "file.p7s", signature)
                                .field("serviceRequestReference", "SMSR1"))
                .status();
    }

    /** Of every code but the one that calls of another test here may get, when they have waited too long for a connection. */
    private static double problems(Scrape scrape) {
        return scrape.series().entrySet().stream()
                .filter(each -> each.getKey().startsWith("adt_gateway_problems_total{"))
                .filter(each -> !each.getKey().contains("\"UNAVAILABLE\""))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private static void rose(Scrape before, Scrape after, String series) {
        assertThat(after.value(series)).as(series).isGreaterThan(before.value(series));
    }

    /** Our own, those with labels that nothing has happened to yet included. */
    private static Set<String> families(Scrape scrape) {
        return scrape.types().keySet().stream()
                .filter(each -> each.startsWith("adt_gateway_"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonNode health(int status) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(gateway.adminUrl() + "/healthcheck"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return new ObjectMapper().readTree(response.body());
    }
}
