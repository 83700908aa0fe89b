package org.adtgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.adtgateway.client.TestGateway;
import org.adtgateway.client.TestGateway.Answer;
import org.adtgateway.client.TestJson;
import org.adtgateway.client.TestPki;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The clients for TypeScript and Python repeat calls by the rules of the Java SDK: only what certainly does nothing twice. */
@EnabledIfSystemProperty(named = "sdks", matches = ".+", disabledReason = "mvn -Psdks packs the clients and runs this")
class ClientRetriesTest {
    private static final String ID = "3f2b8a52-9d9d-4e0f-8b0e-6c1c9b9d3b11";
    private static final Answer DONE = Answer.json(200, TestJson.submission(ID, "RECEIVED"));
    private static final Answer SILENCE = Answer.silence();
    private static final Answer UNAVAILABLE = Answer.problem(503, "UNAVAILABLE", "RETRY");
    private static final Answer FAULT = Answer.problem(500, "INTERNAL_ERROR", "RETRY");
    private static final Answer OF_A_PROXY = new Answer(502, Map.of("Content-Type", "text/html"), new byte[] {'<'});
    private static final Answer FILE = Answer.bytes("UserID\r\n".getBytes(StandardCharsets.UTF_8));

    private static final List<Case> CASES = List.of(
            new Case("read", "done", UNAVAILABLE.with("Retry-After", "1"), FAULT, DONE),
            new Case("read", "done", SILENCE, OF_A_PROXY, DONE),
            new Case("read", "UNREACHABLE", SILENCE, SILENCE, SILENCE, SILENCE),
            new Case("read", "UNRECOGNISED_ANSWER", OF_A_PROXY, OF_A_PROXY, OF_A_PROXY, OF_A_PROXY),
            new Case("read", "UNRECOGNISED_ANSWER", Answer.json(200, "<html>")),
            new Case(
                    "read",
                    "TOO_MANY_REQUESTS",
                    Answer.problem(429, "TOO_MANY_REQUESTS", "RETRY").with("Retry-After", "4")),
            new Case("read", "NOT_FOUND", Answer.problem(404, "NOT_FOUND", "WORKFLOW")),
            new Case("read", "NOT_IMPLEMENTED", Answer.problem(501, "NOT_IMPLEMENTED", "WORKFLOW")),
            new Case("read", "warned: 299 - \"soon\"\ndone", DONE.with("Warning", "299 - \"soon\"")),
            new Case("check", "done", SILENCE, Answer.json(200, TestJson.report())),
            new Case("checkReport", "done", SILENCE, Answer.json(200, TestJson.report())),
            new Case("report", "done", SILENCE, FAULT, DONE),
            new Case("report", "OUTCOME_UNKNOWN", SILENCE, SILENCE, SILENCE, SILENCE),
            new Case("report", "ROW_RESULTS_INVALID", Answer.problem(422, "ROW_RESULTS_INVALID", "FORMAT")),
            new Case("report", "OUTCOME_UNKNOWN", SILENCE, Answer.problem(403, "ROLE_REQUIRED", "WORKFLOW")),
            new Case("submit", "done", SILENCE, FAULT, DONE),
            new Case("submit", "OUTCOME_UNKNOWN", SILENCE, SILENCE, SILENCE, SILENCE),
            new Case("submit", "UNAVAILABLE", UNAVAILABLE, UNAVAILABLE, UNAVAILABLE, UNAVAILABLE),
            new Case("submit", "OUTCOME_UNKNOWN", SILENCE, Answer.problem(403, "FILE_TYPE_NOT_PERMITTED", "WORKFLOW")),
            new Case("submit", "CERTIFICATE_EXPIRED", SILENCE, Answer.problem(422, "CERTIFICATE_EXPIRED", "WORKFLOW")),
            new Case("submit", "OUTCOME_UNKNOWN", Answer.json(200, "<html>")),
            new Case("withdraw", "done", FAULT, DONE.brokenOff(), DONE),
            new Case("withdraw", "NOT_WITHDRAWABLE", Answer.problem(409, "NOT_WITHDRAWABLE", "WORKFLOW")),
            new Case("claim", "done", UNAVAILABLE, Answer.problem(429, "TOO_MANY_REQUESTS", "RETRY"), DONE),
            new Case("claim", "OUTCOME_UNKNOWN", SILENCE),
            new Case("claim", "OUTCOME_UNKNOWN", FAULT),
            new Case("claim", "OUTCOME_UNKNOWN", DONE.brokenOff()),
            new Case("download", "done", FILE.brokenOff(), FILE),
            new Case("download", "UNRECOGNISED_ANSWER", FILE.with("Repr-Digest", "sha-256=:" + "A".repeat(43) + "=:")));

    private static TestPki serverPki;
    private static TestPki clientPki;

    @TempDir
    private static Path folder;

    private TestGateway gateway;

    /** A call, what its caller sees, and what the gateway answers in turn: it must be asked exactly so often. */
    private record Case(String call, String seen, List<Answer> answers) {
        Case(String call, String seen, Answer... answers) {
            this(call, seen, List.of(answers));
        }
    }

    @BeforeAll
    static void makePki() {
        serverPki = new TestPki("Server CA");
        clientPki = new TestPki("Client CA");
        serverPki.writeRoot(folder.resolve("server-ca.pem"));
        write(clientPki.issue("northern-power"), folder, "transport");
        write(clientPki.issue("signing"), folder, "signing");
    }

    static void write(TestPki.Holder holder, Path to, String name) {
        holder.writeCertificates(to.resolve(name + ".pem"));
        holder.writeKey(to.resolve(name + ".key"));
    }

    @BeforeEach
    void start() {
        gateway = new TestGateway(serverPki, clientPki);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void typescript_repeatsWhatDoesNothingTwice() throws Exception {
        ClientProject client = ClientProject.typescript(folder.resolve("typescript"));
        assertRepeats(client);
        gateway.answer(request -> {
            Thread.sleep(3000);
            return DONE;
        });
        assertThat(call(client, "crowd", folder, gateway.address().toString())).isEqualTo("done");
    }

    @Test
    void python_repeatsWhatDoesNothingTwice() throws Exception {
        assertRepeats(ClientProject.python(folder.resolve("python")));
    }

    private void assertRepeats(ClientProject client) throws Exception {
        for (Case one : CASES) {
            int before = gateway.asked().size();
            gateway.answerInTurn(one.answers().toArray(Answer[]::new));

            String seen = call(client, one.call(), folder, gateway.address().toString());

            List<TestGateway.Asked> asked =
                    gateway.asked().subList(before, gateway.asked().size());
            assertThat(seen).as("%s", one).isEqualTo(one.seen());
            assertThat(asked).as("%s", one).hasSameSizeAs(one.answers());
            assertThat(asked.stream()
                            .map(request -> request.header("X-Request-Id"))
                            .distinct())
                    .as("one call has one request id")
                    .hasSize(1);
            assertThat(asked.stream().map(TestGateway.Asked::sha256).distinct())
                    .as("the same bytes, and so the same act")
                    .hasSize(1);
        }
        assertSendsResultsAsTheyAre(client);
        assertTakesTheNextAddress(client);
        assertTakesACutHandshakeForAnOutage(client);
        assertKnowsNothingAfterAnAlert(client);
        assertThat(call(client, "password", folder, gateway.address().toString())
                        .lines())
                .hasSize(5)
                .containsOnly("refused", "done");
        assertThat(call(client, "settings", folder, gateway.address().toString())
                        .lines())
                .hasSize(7)
                .containsOnly("refused", "done");
        assertGivesUpOnSlowness(client);
        assertDoesNotTalkToAnotherAuthority(client);
    }

    private void assertSendsResultsAsTheyAre(ClientProject client) throws Exception {
        for (String call : List.of("report", "checkReport")) {
            gateway.answer(request -> call.equals("report") ? DONE : Answer.json(200, TestJson.report()));

            assertThat(call(client, call, folder, gateway.address().toString())).isEqualTo("done");
            assertThat(gateway.last().header("Content-Type")).isEqualTo("text/csv");
            assertThat(gateway.last().text()).isEqualTo("RequestID,Outcome,At,Note\nA:B:1,RELEASED,,\n");
        }
    }

    /** As of a balancer whose gateway is away: nothing was refused, and the next address may do. */
    private void assertTakesACutHandshakeForAnOutage(ClientProject client) throws Exception {
        gateway.answerInTurn(DONE);
        try (RudeServer cutting = RudeServer.cuttingHandshakes()) {
            assertThat(call(client, "claim", folder, cutting.address())).isEqualTo("UNREACHABLE");
            assertThat(call(
                            client,
                            "claim",
                            folder,
                            cutting.address(),
                            gateway.address().toString()))
                    .isEqualTo("done");
        }
    }

    /** The gateway had the request; that TLS failed then says nothing of what it did. */
    private void assertKnowsNothingAfterAnAlert(ClientProject client) throws Exception {
        try (RudeServer alerting =
                RudeServer.alertingAfterTheRequest(TestGateway.tls(serverPki.issue("localhost"), clientPki))) {
            assertThat(call(client, "claim", folder, alerting.address())).isEqualTo("OUTCOME_UNKNOWN");
            assertThat(alerting.asked()).isEqualTo(1);
        }
    }

    private void assertTakesTheNextAddress(ClientProject client) throws Exception {
        String nobody = "https://localhost:" + unusedPort();
        gateway.answerInTurn(DONE);

        assertThat(call(client, "claim", folder, nobody)).isEqualTo("UNREACHABLE");
        assertThat(call(client, "claim", folder, nobody, gateway.address().toString()))
                .isEqualTo("done");
    }

    private void assertGivesUpOnSlowness(ClientProject client) throws Exception {
        gateway.answer(request -> {
            Thread.sleep(4000);
            return DONE;
        });

        assertThat(call(client, "claim", folder, gateway.address().toString())).isEqualTo("OUTCOME_UNKNOWN");
    }

    private void assertDoesNotTalkToAnotherAuthority(ClientProject client) throws Exception {
        int before = gateway.asked().size();
        Path trusting = Files.createDirectories(client.folder.resolve("trusting-another"));
        write(clientPki.issue("northern-power"), trusting, "transport");
        write(clientPki.issue("signing"), trusting, "signing");
        clientPki.writeRoot(trusting.resolve("server-ca.pem"));

        assertThat(call(client, "claim", trusting, gateway.address().toString()))
                .isEqualTo("TLS_FAILED: This side did not accept the gateway's certificate");
        assertThat(gateway.asked()).hasSize(before);
    }

    /** One rule, which three languages write down: a code that is missing in one would leave its callers in doubt for good. */
    @Test
    void theRefusalsThatSettleAnAct_areTheSameInAllLanguages() throws Exception {
        String java = Files.readString(Path.of(System.getProperty("rootDir"))
                .resolve("client-java/src/main/java/org/adtgateway/client/AdtGatewayException.java"));
        List<String> codes = codes(java, "JUDGED_OF_UNKNOWN_ACTS_ONLY = Set.of\\((.*?)\\);");

        assertThat(codes).contains("CONTENT_INVALID");
        assertThat(codes(
                        Files.readString(ClientProject.source("typescript/index.js")),
                        "JUDGED_OF_UNKNOWN_ACTS_ONLY = \\[(.*?)];"))
                .containsExactlyInAnyOrderElementsOf(codes);
        assertThat(codes(
                        Files.readString(ClientProject.source("python/adt_gateway/client.py")),
                        "JUDGED_OF_UNKNOWN_ACTS_ONLY = \"\"\"(.*?)\"\"\""))
                .containsExactlyInAnyOrderElementsOf(codes);
    }

    private static List<String> codes(String source, String list) {
        Matcher matcher = Pattern.compile(list, Pattern.DOTALL).matcher(source);
        assertThat(matcher.find()).isTrue();
        return Stream.of(matcher.group(1).split("[^A-Z_]+"))
                .filter(code -> !code.isEmpty())
                .toList();
    }

    private static String call(ClientProject client, String name, Path keys, String... addresses) throws Exception {
        String[] arguments = Stream.concat(Stream.of(name, keys.toString()), Stream.of(addresses))
                .toArray(String[]::new);
        return client.run("calls", arguments).strip();
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
