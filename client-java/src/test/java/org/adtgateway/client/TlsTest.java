package org.adtgateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.adtgateway.client.TestGateway.Answer;
import org.adtgateway.client.internal.transport.TlsContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsTest {
    private static final String ID = "3f2b8a52-9d9d-4e0f-8b0e-6c1c9b9d3b11";
    private static TestPki serverPki;
    private static TestPki clientPki;

    @TempDir
    private Path folder;

    private TestGateway gateway;

    @BeforeAll
    static void makePki() {
        serverPki = new TestPki("Server CA");
        clientPki = new TestPki("Client CA");
    }

    @BeforeEach
    void start() {
        gateway = new TestGateway(serverPki, clientPki);
        gateway.answer(request -> Answer.json(200, TestJson.submission(ID, "RECEIVED")));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({"EC,secp256r1", "EC,secp384r1", "RSA,2048"})
    void anIdentityOutOfPem_opensTheConnection(String algorithm, String strength) {
        TestPki.Holder holder = clientPki.issue("northern-power", algorithm, strength);
        Identity identity = Identity.pem(
                holder.writeCertificates(folder.resolve("t.pem")), holder.writeKey(folder.resolve("t.key")));

        assertReaches(builder().identity(identity).trust(serverPki.writeRoot(folder.resolve("ca.pem"))));
    }

    @Test
    void anIdentityOutOfPkcs12_opensTheConnection() {
        Path file = clientPki.issue("northern-power").writePkcs12(folder.resolve("t.p12"));

        assertReaches(builder()
                .identity(Identity.pkcs12(file, TestPki.PASSWORD))
                .trust(TlsContextFactory.trust(List.of(serverPki.root()))));
    }

    @Test
    void anSslContextOfTheCaller_isUsed() {
        SSLContext context = TlsContextFactory.of(
                clientPki.issue("northern-power").identity().source(),
                TlsContextFactory.trust(List.of(serverPki.root())));

        assertReaches(builder().sslContext(context));
    }

    @Test
    void aServerOfAnotherAuthority_isNotTalkedTo() {
        try (AdtGatewayClient client = builder()
                .identity(clientPki.issue("northern-power").identity())
                .trust(List.of(clientPki.root()))
                .build()) {
            assertThatThrownBy(() -> client.status(ID)).isInstanceOfSatisfying(AdtGatewayException.class, e -> {
                assertThat(e.code()).isEqualTo(AdtGatewayException.TLS_FAILED);
                assertThat(e.category()).isEqualTo(ProblemCategory.WORKFLOW);
                assertThat(e)
                        .hasMessageContaining("could not be trusted")
                        .hasMessageContaining("its certificate is not of an authority that is trusted here");
                assertThat(e.detail()).doesNotContain("PKIX", "sun.", "java.");
            });
        }
        assertThat(gateway.asked()).isEmpty();
    }

    @Test
    void aServerOfTheJavaRuntimesAuthoritiesOnly_isTrustedUnlessSaidOtherwise() {
        try (AdtGatewayClient client =
                builder().identity(clientPki.issue("northern-power").identity()).build()) {
            assertThatThrownBy(() -> client.status(ID)).hasMessageContaining("could not be trusted");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX) // others have one loopback address only
    void aServerOfAnotherName_isNotTalkedTo() throws Exception {
        try (TestGateway other = new TestGateway(serverPki, clientPki, InetAddress.getByName("127.0.0.2"));
                AdtGatewayClient client = AdtGatewayClient.builder()
                        .address(URI.create(
                                "https://127.0.0.2:" + other.address().getPort()))
                        .identity(clientPki.issue("northern-power").identity())
                        .trust(List.of(serverPki.root()))
                        .retries(RetryPolicy.none())
                        .build()) {
            assertThatThrownBy(() -> client.status(ID))
                    .isInstanceOf(AdtGatewayException.class)
                    .hasMessageContaining("its certificate is for another name than that of the address");
            assertThat(other.asked()).isEmpty();
        }
    }

    @Test
    void whatDoesNotSpeakTls_isNamed() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                AdtGatewayClient client = AdtGatewayClient.builder()
                        .address("https://localhost:" + plain.getLocalPort())
                        .identity(clientPki.issue("northern-power").identity())
                        .trust(List.of(serverPki.root()))
                        .retries(RetryPolicy.none())
                        .build()) {
            Thread server = new Thread(() -> answerInPlainText(plain), "plain");
            server.start();
            assertThatThrownBy(() -> client.status(ID)).isInstanceOfSatisfying(AdtGatewayException.class, e -> {
                assertThat(e.code()).isEqualTo(AdtGatewayException.TLS_FAILED);
                assertThat(e).hasMessageContaining("what answers there does not speak TLS");
            });
            server.join();
        }
    }

    private static void answerInPlainText(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getInputStream().read();
            socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            // until the client has gone, so that it reads this and no reset
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aRefusedCertificate_isNamedAsTheReason() {
        Identity stranger = new TestPki("Client CA").issue("stranger").identity();
        SubmissionRequest large = SubmissionRequest.of(FileType.ADT, new byte[3 << 20], "a.csv")
                .signature("signature".getBytes(StandardCharsets.UTF_8));
        try (AdtGatewayClient client =
                builder().identity(stranger).trust(List.of(serverPki.root())).build()) {
            for (Runnable call : List.<Runnable>of(() -> client.status(ID), () -> client.submit(large))) {
                assertThatThrownBy(call::run)
                        .isNotInstanceOf(ResultUnknownException.class)
                        .isInstanceOf(AdtGatewayException.class)
                        .hasMessageContaining("your transport certificate");
            }
        }
        assertThat(gateway.asked()).isEmpty();
    }

    @Test
    void aProxy_isGoneThrough_withTlsInside() throws Exception {
        try (Relay proxy = Relay.asProxy("user", "secret")) {
            AdtGatewayClientBuilder plain = builder()
                    .identity(clientPki.issue("northern-power").identity())
                    .trust(List.of(serverPki.root()));

            assertReaches(plain.proxy(proxy.uri(), "user", "secret".toCharArray()));
            assertThat(proxy.connections()).containsExactly(gateway.address().getAuthority());

            try (AdtGatewayClient client =
                    plain.proxy(proxy.uri(), "user", "wrong".toCharArray()).build()) {
                assertThatThrownBy(() -> client.status(ID)).isInstanceOf(AdtGatewayException.class);
            }
            assertThat(gateway.asked()).hasSize(1);
        }
    }

    @Test
    void plainHttp_isRefused() {
        assertThatThrownBy(() -> AdtGatewayClient.builder()
                        .address("http://localhost")
                        .identity(clientPki.issue("t").identity())
                        .build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder().build()).hasMessageContaining("identity is missing");
    }

    /** The certificate of the connection is renewed on disk, under a client that lives on. */
    @Test
    void aRenewedCertificate_opensTheNextConnection() throws Exception {
        Path file = folder.resolve("t.p12");
        clientPki.issue("first").writePkcs12(file);
        try (AdtGatewayClient client = builder()
                .identity(Identity.pkcs12(file, TestPki.PASSWORD))
                .trust(List.of(serverPki.root()))
                .build()) {
            client.status(ID);
            client.status(ID);
            clientPki.issue("renewed").writePkcs12(file);
            client.status(ID);
        }
        assertThat(gateway.callers()).containsExactly("CN=first", "CN=first", "CN=renewed");
    }

    @ParameterizedTest
    @CsvSource({
        "https://gateway.example/v1,write https://gateway.example",
        "https://gateway.example/v1/,write https://gateway.example",
        "https://gateway.example/v1/me,write https://gateway.example",
        "https://gateway.example//,write https://gateway.example",
        "https://gateway.example?x=1,more than host",
        "https://user:pw@gateway.example,no user and no password",
        "gateway.example,write https://gateway.example",
        "https://gate way,Not an address"
    })
    void anAddressThatCannotBeRight_isRefusedWithWords(String address, String words) {
        assertThatThrownBy(() -> AdtGatewayClient.builder()
                        .address(address)
                        .identity(clientPki.issue("t").identity())
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }

    @Test
    void anAddressWithATrailingSlashOrAPath_works() {
        for (String path : List.of("", "/")) {
            assertReaches(AdtGatewayClient.builder()
                    .retries(RetryPolicy.none())
                    .address(gateway.address() + path)
                    .identity(clientPki.issue("northern-power").identity())
                    .trust(List.of(serverPki.root())));
        }
        try (AdtGatewayClient client = AdtGatewayClient.builder()
                .retries(RetryPolicy.none())
                .address(gateway.address() + "/behind/a/proxy/")
                .identity(clientPki.issue("northern-power").identity())
                .trust(List.of(serverPki.root()))
                .build()) {
            client.status(ID);
        }
        assertThat(gateway.last().path()).isEqualTo("/behind/a/proxy/v1/submissions/" + ID);
    }

    @Test
    void aFileAboveTheLimit_isNotUploaded() {
        gateway.answer(request -> request.path().endsWith("/me")
                ? Answer.json(200, TestJson.me())
                : Answer.json(201, TestJson.submission(ID, "RECEIVED")));
        FileSigner signer = FileSigner.of(clientPki.issue("signing").identity());
        try (AdtGatewayClient client = builder()
                .identity(clientPki.issue("northern-power").identity())
                .trust(List.of(serverPki.root()))
                .build()) {
            SubmissionRequest large = SubmissionRequest.of(FileType.ADT, new byte[65 << 20], "a.csv")
                    .signedBy(signer);
            assertThatThrownBy(() -> client.submit(large)).isInstanceOfSatisfying(AdtGatewayException.class, e -> {
                assertThat(e.code()).isEqualTo("FILE_TOO_LARGE");
                assertThat(e.detail()).contains("65.0 MiB", "at most 64.0 MiB");
            });
            assertThat(gateway.asked()).hasSize(1);
            SubmissionRequest fitting = SubmissionRequest.of(FileType.ADT, new byte[20 << 20], "a.csv")
                    .signedBy(signer);
            assertThat(client.submit(fitting).id()).isEqualTo(ID);
        }
    }

    private void assertReaches(AdtGatewayClientBuilder builder) {
        try (AdtGatewayClient client = builder.build()) {
            assertThat(client.status(ID).id()).isEqualTo(ID);
        }
    }

    private AdtGatewayClientBuilder builder() {
        return AdtGatewayClient.builder().address(gateway.address()).retries(RetryPolicy.none());
    }
}
