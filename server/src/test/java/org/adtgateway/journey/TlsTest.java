package org.adtgateway.journey;

import static org.adtgateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Pki;
import org.adtgateway.testing.Pki.Authority;
import org.adtgateway.testing.Pki.Identity;
import org.adtgateway.testing.Pki.Leaf;
import org.adtgateway.testing.Scrape;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

/** What the handshake lets in, and what it proves. */
class TlsTest {
    @TempDir
    private static Path folder;

    private static Gateway gateway;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Gateway.Settings.of(folder, EmbeddedDatabase.create()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, TLS_AES_128_GCM_SHA256, true",
        "TLSv1.3, TLS_AES_256_GCM_SHA384, true",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, true",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, true",
        // not authenticated encryption
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, false",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, false",
        // no forward secrecy
        "TLSv1.2, TLS_RSA_WITH_AES_128_GCM_SHA256, false",
        "TLSv1.2, TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256, false"
    })
    void takesAuthenticatedEncryptionWithForwardSecrecyOnly(String protocol, String suite, boolean taken)
            throws IOException {
        try (SSLSocket socket = Http.as(gateway, "northern-power").connect()) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.setEnabledCipherSuites(new String[] {suite});
            if (taken) {
                assertThat(me(socket)).contains("\"partyId\":\"northern-power\"");
                assertThat(socket.getSession().getCipherSuite()).isEqualTo(suite);
            } else {
                assertThatThrownBy(() -> me(socket)).isInstanceOf(SSLException.class);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"-tls1_3, X25519", "-tls1_3, P-256", "-tls1_3, P-384", "-tls1_2, X25519:P-256", "-tls1_2, P-256"})
    void agreesOnAKeyByTheGroupThatOpensslOffers(String protocol, String groups) throws Exception {
        String answer = openssl(protocol, "-groups", groups);
        assertThat(answer).contains("\"partyId\":\"northern-power\"");
        if (groups.equals("X25519:P-256")) {
            // the server's certificate is on P-256, which TLS 1.2 lets a client forbid; so that both are offered, and
            // the choice is told
            assertThat(answer).contains("Temp Key: X25519");
        }
    }

    /** SECLEVEL=0 lets openssl do what it would refuse by itself. */
    @ParameterizedTest
    @CsvSource({
        "-tls1_2, -client_sigalgs, ECDSA+SHA1, false",
        "-tls1_2, -client_sigalgs, ECDSA+SHA224, false",
        "-tls1_2, -sigalgs, ECDSA+SHA1, false",
        "-tls1_2, -sigalgs, ECDSA+SHA224, false",
        "-tls1_2, -client_sigalgs, ECDSA+SHA256, true",
        "-tls1_2, -client_sigalgs, ECDSA+SHA384, true",
        "-tls1_2, -sigalgs, ECDSA+SHA256, true",
        "-tls1_3, -sigalgs, ECDSA+SHA256, true"
    })
    void makesAndTakesNoSignaturesWithSha1OrSha224(String protocol, String side, String algorithm, boolean taken)
            throws Exception {
        String answer = openssl(protocol, "-cipher", "DEFAULT@SECLEVEL=0", side, algorithm);
        if (taken) {
            assertThat(answer).contains("\"partyId\":\"northern-power\"");
        } else {
            assertThat(answer).doesNotContain("northern-power\"").doesNotContain("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void asksForSignaturesWithGoodDigestsOnly(String protocol) throws Exception {
        assertThat(openssl(protocol, "-cipher", "DEFAULT@SECLEVEL=0").lines())
                .filteredOn(line -> line.startsWith("Requested Signature Algorithms: "))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("ECDSA+SHA256", "RSA-PSS+SHA384")
                .doesNotContainPattern("SHA1|SHA224|DSA\\+SHA1|(?<!EC)DSA");
    }

    /** Nothing comes back after the second ClientHello: neither certificate nor key exchange is computed for it. */
    @Test
    void refusesARenegotiationBeforeAnyWork() throws Exception {
        // the command R of s_client
        String output = sClient("R\n", "-tls1_2", "-msg");
        assertThat(output).contains("RENEGOTIATING");
        assertThat(output.split("ClientHello", -1)).hasSize(3);
        assertThat(output.split("ServerHello\n", -1)).hasSize(2);
        assertThat(output).doesNotContain("HTTP/1.1");
    }

    @Test
    void doesNotRenegotiate() throws IOException {
        try (SSLSocket socket = Http.as(gateway, "northern-power").connect()) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            assertThat(me(socket)).contains("northern-power");
            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        me(socket);
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3", "TLSv1.2"})
    void aResumedConnectionHasTheSameCaller_andIsJudgedAnew(String protocol) throws Exception {
        Http northern = Http.as(gateway, "northern-power");
        Http western = Http.as(gateway, "western-gas");
        Instant begun = Instant.now();
        for (int round = 0; round < 3; round++) {
            for (Http each : new Http[] {northern, western}) {
                try (SSLSocket socket = each.connect()) {
                    socket.setEnabledProtocols(new String[] {protocol});
                    assertThat(me(socket)).contains(each == northern ? "northern-power" : "western-gas");
                    boolean resumed = socket.getSession().getCreationTime() < begun.toEpochMilli();
                    assertThat(resumed).as("resumed in round %s", round).isEqualTo(round > 0);
                }
            }
            // sessions tell their age in milliseconds
            Thread.sleep(5);
            begun = round == 0 ? Instant.now() : begun;
        }
    }

    @Test
    void aNewServerCertificateAndTrustStore_countWithoutARestart_andClientsStillNeedTheirs() throws Exception {
        Http northern = Http.as(gateway, "northern-power");
        X509Certificate before = serverCertificate(northern);
        Authority nextCa = Pki.root("Next Transport CA");
        Identity ofNext = nextCa.issueClient("next");
        ofNext.write(folder.resolve("next"), "next", Gateway.PASSWORD);
        Http next = Http.as(gateway, folder.resolve("next/next.p12"));
        assertThatThrownBy(() -> next.get("/v1/me")).hasMessageMatching(".*(bad_certificate|certificate_required).*");

        gateway.serverCa()
                .issueServer("localhost")
                .writePkcs12(folder.resolve("server/server.p12"), "server", Gateway.PASSWORD);
        Pki.writeTrustStore(
                folder.resolve("server/transport-trust.p12"),
                Gateway.PASSWORD,
                gateway.transportCa().certificate(),
                nextCa.certificate());
        assertThat(serverCertificate(northern)).isEqualTo(before);
        HttpResponse<String> reloaded = reload();
        assertThat(reloaded.statusCode()).as(reloaded.body()).isEqualTo(200);

        Http again = Http.as(gateway, "northern-power");
        assertThat(serverCertificate(again)).isNotEqualTo(before);
        assertThat(again.get("/v1/me").status()).isEqualTo(200);
        assertThat(next.get("/v1/me").status())
                .as("a registered CA, not a registered Party")
                .isEqualTo(401);
        assertThatThrownBy(() -> Http.anonymous(gateway).get("/v1/me")).isInstanceOf(RuntimeException.class);
        try (SSLSocket socket = again.connect()) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"});
            assertThatThrownBy(() -> me(socket)).isInstanceOf(SSLException.class);
        }
    }

    /** As openssl makes it, without the mark by which Java knows a trusted certificate; and with a key store in its place. */
    @Test
    void aTrustStoreWithoutAnAuthorityStopsTheStart_andAReloadOfItChangesNothing() throws Exception {
        Path trust = folder.resolve("server/transport-trust.p12");
        byte[] good = Files.readAllBytes(trust);
        Path unmarked = folder.resolve("unmarked.p12");
        run(
                "",
                List.of(
                        "pkcs12",
                        "-export",
                        "-nokeys",
                        "-in",
                        folder.resolve("server/transport-ca.pem").toString(),
                        "-out",
                        unmarked.toString(),
                        "-passout",
                        "pass:" + Gateway.PASSWORD));
        try {
            for (Path useless : List.of(unmarked, folder.resolve("server/server.p12"))) {
                Files.copy(useless, trust, StandardCopyOption.REPLACE_EXISTING);
                HttpResponse<String> refused = reload();
                assertThat(refused.statusCode()).as(refused.body()).isEqualTo(500);
                assertThat(refused.body()).contains("has no trusted entry with a certificate authority", "keytool");
                assertThat(Http.as(gateway, "northern-power").get("/v1/me").status())
                        .isEqualTo(200);
                assertThatThrownBy(() -> gateway.startAnotherNode())
                        .hasStackTraceContaining("has no trusted entry with a certificate authority");
            }
        } finally {
            Files.write(trust, good);
        }
        assertThat(reload().statusCode()).isEqualTo(200);
        try (Gateway node = gateway.startAnotherNode()) {
            assertThat(Http.as(node, "northern-power").get("/v1/me").status()).isEqualTo(200);
        }
    }

    /** An authority of another PKI is valid too, but none of those who are registered could connect by it. */
    @Test
    void aTrustStoreThatShutsOutAnAnchorIsRefused_andOneWithAnAuthorityBelowItIsTaken() throws Exception {
        Path trust = folder.resolve("server/transport-trust.p12");
        byte[] good = Files.readAllBytes(trust);
        Pki.Authority anchor = gateway.transportCa();
        Pki.Authority namesake = Pki.root("Sandbox Transport CA");
        try {
            for (Pki.Authority foreign : List.of(Pki.root("Another Transport CA"), namesake)) {
                Pki.writeTrustStore(trust, Gateway.PASSWORD, foreign.certificate());
                HttpResponse<String> refused = reload();
                assertThat(refused.statusCode()).as(refused.body()).isEqualTo(500);
                assertThat(refused.body())
                        .contains("has neither the anchor", "transport.anchors", "no client of that PKI could connect");
                assertThat(Http.as(gateway, "northern-power").get("/v1/me").status())
                        .isEqualTo(200);
                assertThatThrownBy(() -> gateway.startAnotherNode()).hasStackTraceContaining("has neither the anchor");
            }
            Pki.writeTrustStore(
                    trust,
                    Gateway.PASSWORD,
                    anchor.issueAuthority("Issuing Transport CA").certificate());
            assertThat(reload().statusCode()).isEqualTo(200);
        } finally {
            Files.write(trust, good);
        }
        assertThat(reload().statusCode()).isEqualTo(200);
        assertThat(Http.as(gateway, "northern-power").get("/v1/me").status()).isEqualTo(200);
    }

    private static HttpResponse<String> reload() throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(gateway.adminUrl() + "/tasks/reload-ssl"))
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void handshakesThatFailAreCountedByReason() throws Exception {
        double without = failed("no_certificate");
        assertThatThrownBy(() -> Http.anonymous(gateway).get("/v1/me")).isInstanceOf(RuntimeException.class);
        eventually(() -> failed("no_certificate") > without);

        double unknown = failed("unknown_authority");
        Path files = folder.resolve("kept-out");
        Pki.root("Sandbox Transport CA").issueClient("unknown").write(files, "unknown", Gateway.PASSWORD);
        assertThatThrownBy(() -> Http.as(gateway, files.resolve("unknown.p12")).get("/v1/me"))
                .isInstanceOf(RuntimeException.class);
        eventually(() -> failed("unknown_authority") > unknown);

        double ended = failed("not_valid_now");
        Instant now = Instant.now();
        gateway.transportCa()
                .issue(new Leaf("ended")
                        .usage(KeyUsage.digitalSignature)
                        .extendedUsage(KeyPurposeId.id_kp_clientAuth)
                        .valid(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1))))
                .write(files, "ended", Gateway.PASSWORD);
        assertThatThrownBy(() -> Http.as(gateway, files.resolve("ended.p12")).get("/v1/me"))
                .isInstanceOf(RuntimeException.class);
        eventually(() -> failed("not_valid_now") > ended);

        double suites = failed("no_common_parameters");
        try (SSLSocket socket = Http.as(gateway, "northern-power").connect()) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"});
            assertThatThrownBy(() -> me(socket)).isInstanceOf(SSLException.class);
        }
        eventually(() -> failed("no_common_parameters") > suites);
    }

    /** What {@code openssl s_client} wrote, as northern-power, when it had asked who it is. */
    private static String openssl(String protocol, String... options) throws IOException, InterruptedException {
        return sClient(
                "GET /v1/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                Stream.concat(Stream.of(protocol, "-ign_eof"), Stream.of(options))
                        .toArray(String[]::new));
    }

    private static String sClient(String input, String... options) throws IOException, InterruptedException {
        Path transport = gateway.party("northern-power").resolve("transport");
        List<String> arguments = new ArrayList<>(List.of(
                "s_client",
                "-connect",
                "localhost:" + URI.create(gateway.url()).getPort(),
                "-cert",
                transport + ".pem",
                "-key",
                transport + ".key"));
        arguments.addAll(List.of(options));
        return run(input, arguments);
    }

    /** What openssl wrote when it was given an input, which stays open, and had ended. */
    private static String run(String input, List<String> arguments) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process;
        try {
            process = new ProcessBuilder(Stream.concat(Stream.of("openssl"), arguments.stream())
                            .toList())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new TestAbortedException("openssl is not installed", e);
        }
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.US_ASCII));
            in.flush();
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String me(SSLSocket socket) throws IOException {
        socket.setSoTimeout(10_000);
        socket.getOutputStream()
                .write("GET /v1/me HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder answer = new StringBuilder();
        byte[] buffer = new byte[8192];
        while (answer.indexOf("\"serverVersion\"") < 0) {
            int count = in.read(buffer);
            if (count < 0) {
                throw new SSLException("closed after " + answer);
            }
            answer.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
        }
        return answer.toString();
    }

    private static X509Certificate serverCertificate(Http client) throws IOException {
        try (SSLSocket socket = client.connect()) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static double failed(String reason) {
        return Scrape.of(gateway).value("adt_gateway_tls_handshakes_failed_total{reason=\"" + reason + "\"}");
    }
}
