package org.adtgateway.journey;

import static org.adtgateway.journey.SubmitChecksTest.refused;
import static org.adtgateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.adtgateway.client.FileSigner;
import org.adtgateway.server.http.ProblemMapper;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Http.Answer;
import org.adtgateway.testing.Http.Form;
import org.adtgateway.testing.InBackground;
import org.adtgateway.testing.Pki.Authority;
import org.adtgateway.testing.Scrape;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What revocation lists do to a gateway that runs. Its crlRefresh is a second. */
class RevocationTest {
    @TempDir
    private static Path folder;

    private static Gateway gateway;
    private static int serial;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Gateway.Settings.of(folder, EmbeddedDatabase.create()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** The handshake is over when the list comes: the certificate is judged on each call. */
    @Test
    void aRevokedTransportCertificateEndsTheCallsOfAnOpenConnection() throws Exception {
        try (SSLSocket western = Http.as(gateway, "western-gas").connect();
                SSLSocket northern = Http.as(gateway, "northern-power").connect()) {
            assertThat(status(western)).isEqualTo(200);
            X509Certificate revoked = (X509Certificate) western.getSession().getLocalCertificates()[0];
            write(gateway.transportCa(), "transport-ca", Duration.ofDays(1), revoked);
            eventually(() -> status(western) == 401);
            assertThat(status(northern)).isEqualTo(200);
            JsonNode problem =
                    refused(Http.as(gateway, "western-gas").get("/v1/me"), 401, "TRANSPORT_CERTIFICATE_INVALID");
            assertThat(problem.get("detail").asText()).contains("is revoked");
        }
    }

    @Test
    void aNewListEndsTheCallThatWaits_ofTheOneWhoIsRevokedAlone() throws Exception {
        X509Certificate dcc = CertificateLoader.read(gateway.party("dcc").resolve("transport.pem"))
                .get(0);
        CompletableFuture<Answer> revoked = InBackground.call(() -> waitFor("dcc", 30));
        CompletableFuture<Answer> other = InBackground.call(() -> waitFor("northern-power", 6));
        eventually(() -> Scrape.of(gateway).value("adt_gateway_waiting_calls") == 2);
        try {
            write(gateway.transportCa(), "transport-ca", Duration.ofDays(1), dcc);
            JsonNode problem = refused(revoked.get(20, TimeUnit.SECONDS), 401, "TRANSPORT_CERTIFICATE_INVALID");
            assertThat(problem.get("detail").asText()).contains("is revoked");
            assertThat(other).isNotDone();
            assertThat(other.get(1, TimeUnit.MINUTES).status()).isEqualTo(200);
        } finally {
            write(gateway.transportCa(), "transport-ca", Duration.ofDays(1));
        }
    }

    /** Waits for an event after those of now. */
    private static Answer waitFor(String party, int seconds) {
        Http http = Http.as(gateway, party);
        String next = http.get("/v1/events").json().get("next").asText();
        return http.send(http.request("/v1/events?after=" + next).header("Prefer", "wait=" + seconds));
    }

    @Test
    void withoutACurrentListOfTheSigners_nobodyGuesses_untilThereIsOne() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        ((Logger) LoggerFactory.getLogger(ProblemMapper.class)).addAppender(log);
        write(gateway.signingCa(), "signing-ca", Duration.ofSeconds(6));
        assertThat(submit().status()).isEqualTo(201);
        eventually(() -> submit().status() == 503);
        Answer answer = submit();
        refused(answer, 503, "REVOCATION_UNKNOWN");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        // nor is the log flooded: health and metrics tell it, below
        assertThat(log.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
        assertThat(answer.json().at("/signature/indication").asText()).isEqualTo("INDETERMINATE");
        assertThat(answer.json().at("/signature/subIndication").asText()).isEqualTo("TRY_LATER");
        assertThat(Http.as(gateway, "northern-power").get("/v1/submissions").status())
                .isEqualTo(200);
        assertThat(admin("GET", "/healthcheck")).contains("CN=Sandbox File Signing CA ended at");
        assertThat(remaining("signing", "CN=Sandbox File Signing CA")).isNegative();

        write(gateway.signingCa(), "signing-ca", Duration.ofDays(1));
        assertThat(admin("POST", "/tasks/refresh-crls")).contains("read again");
        assertThat(submit().status()).isEqualTo(201);
        assertThat(remaining("signing", "CN=Sandbox File Signing CA")).isPositive();
        assertThat(Scrape.of(gateway).series()).containsEntry("adt_gateway_crls_missing{purpose=\"signing\"}", 0.0);
    }

    @Test
    void withoutACurrentListOfTheCallers_nobodyGuessesEither() throws Exception {
        Http northern = Http.as(gateway, "northern-power");
        write(gateway.transportCa(), "transport-ca", Duration.ofSeconds(6));
        assertThat(northern.get("/v1/me").status()).isEqualTo(200);
        eventually(() -> northern.get("/v1/me").status() == 503);
        Answer answer = northern.get("/v1/me");
        refused(answer, 503, "REVOCATION_UNKNOWN");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        write(gateway.transportCa(), "transport-ca", Duration.ofDays(1));
        eventually(() -> northern.get("/v1/me").status() == 200);
    }

    private static void write(Authority authority, String name, Duration lasting, X509Certificate... revoked)
            throws IOException {
        try {
            Instant now = Instant.now();
            Files.write(
                    folder.resolve("server/crls/" + name + ".crl"),
                    authority.crl(now, now.plus(lasting), revoked).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        admin("POST", "/tasks/refresh-crls");
    }

    private static Answer submit() {
        FileSigner signer = gateway.signer("northern-power", "signing");
        byte[] file =
                ("UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment\n"
                                + "70-B3-D5-1F-30-00-A0-01,4.10,24,1," + (100 + serial++) + ",,,\n")
                        .getBytes(StandardCharsets.UTF_8);
        return Http.as(gateway, "northern-power")
                .post(
                        "/v1/submissions",
                        new Form()
                                .field("fileType", "ADT")
                                .file("file", "a.csv", file)
                                .file("signature", "a.p7s", signer.sign(file))
                                .field("serviceRequestReference", "SMSR1"));
    }

    private static double remaining(String purpose, String issuer) {
        return Scrape.of(gateway)
                .value("adt_gateway_crl_remaining_seconds{delta=\"false\",issuer=\"" + issuer + "\",purpose=\""
                        + purpose + "\"}");
    }

    private static String admin(String method, String path) throws IOException {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(gateway.adminUrl() + path))
                                    .method(method, HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Of one more call over the same connection. */
    private static int status(SSLSocket connection) {
        try {
            connection.setSoTimeout(10_000);
            connection
                    .getOutputStream()
                    .write("GET /v1/me HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = connection.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                assertThat(next).as("closed after %s", head).isNotNegative();
                head.append((char) next);
            }
            Matcher length = Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
            assertThat(length.find()).as(head.toString()).isTrue();
            in.readNBytes(Integer.parseInt(length.group(1)));
            return Integer.parseInt(head.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
