package org.adtgateway.journey;

import static org.adtgateway.journey.SubmitChecksTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.net.ssl.SSLSocket;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Http.Answer;
import org.adtgateway.testing.Http.Form;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What could be read in two ways is refused with words that help, and its unambiguous twin passes. */
class AmbiguousRequestsTest {
    private static final String ID = "0199a000-0000-7000-8000-000000000000";

    @TempDir
    private static Path folder;

    private static Gateway gateway;
    private static Http supplier;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Gateway.Settings.of(folder, EmbeddedDatabase.create()));
        supplier = Http.as(gateway, "northern-power");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({
        "//v1/me, empty segment",
        "/v1//me, empty segment",
        "/v1/me;x=1, parameters",
        "/v1/submissions/" + ID + ";x=%2Fy/file, parameters",
        "/v1/submissions/..%2Fme, encoded slash",
        "/v1/submissions/..%5cme, encoded slash",
        "/v1/%2e%2e/v1/me, encoded slash",
        "/v1/./me, segment",
        "/v1/submissions/../me, segment"
    })
    void aPathThatCouldBeSplitInAnotherWay_isRefused(String path, String word) throws IOException {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400").contains("\"MALFORMED_REQUEST\"", word);
    }

    @Test
    void thePathsOfTheContract_pass() throws IOException {
        assertThat(raw("GET /v1/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        refused(supplier.get("/v1/submissions/" + ID + "/file"), 404, "NOT_FOUND");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/submissions/" + ID + "/receipt?type=WITHDRAWAL, type, It takes of.",
        "/v1/events?since=x, since, 'It takes after, type, fileType, limit.'",
        "/v1/submissions?Status=WITHDRAWN, Status, status",
        "/v1/me?x, x, It takes none.",
        "/docs/?x=1, x, It takes none."
    })
    void anUnknownParameter_isNamed_withThoseThatThereAre(String address, String name, String known) {
        Answer answer = supplier.get(address);
        refused(answer, 400, "INVALID_PARAMETER");
        assertThat(answer.json().get("detail").asText())
                .contains("'" + name + "'")
                .contains(known);
    }

    @Test
    void knownParameters_pass() {
        assertThat(supplier.get("/v1/events?limit=5").status()).isEqualTo(200);
        assertThat(supplier.get("/v1/submissions?status=WITHDRAWN&limit=1").status())
                .isEqualTo(200);
        refused(supplier.get("/v1/submissions?limit=1&limit=2"), 400, "INVALID_PARAMETER");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "Cross-Site", "something new"})
    void aCallThatABrowserMakesForAnotherSite_isRefused(String site) {
        for (String path : new String[] {"/v1/me", "/docs/", "/v1/nothing"}) {
            refused(supplier.send(supplier.request(path).header("Sec-Fetch-Site", site)), 403, "CROSS_SITE_CALL");
        }
    }

    @Test
    void aForeignOrigin_isRefused_andOurOwnPasses() throws IOException {
        for (String origin : new String[] {"https://evil.example", "null", "http://localhost", "https://localhost:1"}) {
            assertThat(withOrigin(origin)).startsWith("HTTP/1.1 403").contains("CROSS_SITE_CALL");
        }
        assertThat(withOrigin("https://localhost")).startsWith("HTTP/1.1 200");
    }

    private static String withOrigin(String origin) throws IOException {
        return raw("GET /v1/me HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin + "\r\nConnection: close\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "same-origin"})
    void whatAUserOpens_passes(String site) {
        assertThat(supplier.send(supplier.request("/docs/").header("Sec-Fetch-Site", site))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aStrangerIsToldThatItIsOne_whateverItAsks() {
        Http stranger = Http.as(gateway, "stranger");
        for (String address : new String[] {"/v1/nothing", "/v1/me?x=1", "/v1/me;x=1"}) {
            refused(
                    stranger.send(stranger.request(address).header("Sec-Fetch-Site", "cross-site")),
                    401,
                    "NOT_REGISTERED");
        }
    }

    @ParameterizedTest
    @CsvSource({"base64, Content-Transfer-Encoding", "quoted-printable, Content-Transfer-Encoding", "binary, fileType"})
    void aPartThatIsEncoded_isRefused_andOneThatIsAsItIs_isRead(String encoding, String word) {
        Form form = new Form()
                .raw("--" + Form.BOUNDARY
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Transfer-Encoding: "
                        + encoding + "\r\n\r\nVXNlcklE\r\n");
        Answer answer = supplier.post("/v1/submissions", form);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("detail").asText()).contains(word);
        assertThat(answer.json().get("code").asText())
                .isEqualTo(encoding.equals("binary") ? "MISSING_PART" : "MALFORMED_REQUEST");
    }

    /** By a socket, as clients correct some of these before they send them. */
    private static String raw(String request) throws IOException {
        try (SSLSocket socket = supplier.connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
