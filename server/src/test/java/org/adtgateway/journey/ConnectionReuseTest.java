package org.adtgateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.adtgateway.client.FileSigner;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Http.Answer;
import org.adtgateway.testing.Http.Form;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mutual handshake costs more than most calls, so a connection serves one call after the other, whatever the answer (RFC 9112, 9.3). */
class ConnectionReuseTest {
    private static final byte[] FILE = """
            UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment
            70-B3-D5-1F-30-00-A0-01,4.10,1,50,100,,,
            """.getBytes(StandardCharsets.UTF_8);

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

    @Test
    void theConnectionStaysOpen() {
        Http http = Http.as(gateway, "northern-power");
        FileSigner signer = gateway.signer("northern-power", "signing");
        // the JDK's client states the length of no body too: Content-Length: 0
        staysOpen(200, http.get("/v1/me"));
        staysOpen(404, http.get("/v1/submissions/00000000-0000-0000-0000-000000000000"));
        staysOpen(404, http.get("/v1/nothing"));
        staysOpen(400, http.get("/v1/events?limit=x"));
        staysOpen(201, http.post("/v1/submissions", form(signer.sign(FILE)).field("serviceRequestReference", "SMSR1")));
        staysOpen(400, http.post("/v1/submissions", form(signer.sign(FILE))));
        staysOpen(422, http.post("/v1/submissions", form(new byte[] {1}).field("serviceRequestReference", "SMSR1")));
        Answer list = http.get("/v1/submissions");
        staysOpen(200, list);
        String path = "/v1/submissions/"
                + list.json().get("submissions").get(0).get("id").asText();
        Answer status = http.get(path);
        staysOpen(200, status);
        staysOpen(304, http.send(http.request(path).header("If-None-Match", status.header("ETag"))));
        staysOpen(200, http.get(path + "/file"));
        staysOpen(200, http.get(path + "/receipt"));
        staysOpen(
                200,
                http.send(http.request("/v1/events?after="
                                + http.get("/v1/events?limit=1000")
                                        .json()
                                        .get("next")
                                        .asText())
                        .header("Prefer", "wait=1")));
        staysOpen(405, http.send(http.request(path).method("PUT", HttpRequest.BodyPublishers.noBody())));
    }

    @Test
    void itStaysOpen_whenNobodyWantedTheBodyThatCame() throws IOException {
        assertThat(refusedStranger(5)).doesNotContainIgnoringCase("\r\nConnection:");
    }

    @Test
    void itEnds_andTheAnswerSaysSo_whenTheBodyIsStillToCome() throws IOException {
        assertThat(refusedStranger(5000)).containsIgnoringCase("\r\nConnection: close\r\n");
    }

    @Test
    void aQuoteLeftOpenInAChunkExtensionHidesNoSecondRequest() throws IOException {
        assertThat(responsesToABodyWith("ext=\"val")).isEqualTo(1);
    }

    @Test
    void aRequestThatFollowsAWholeBodyIsAnswered() throws IOException {
        assertThat(responsesToABodyWith("ext=\"val\"")).isEqualTo(2);
    }

    /** Returns how many responses come to a dry run in one chunk with this extension, followed by a second request. */
    private static long responsesToABodyWith(String chunkExtension) throws IOException {
        String form = "--b\r\nContent-Disposition: form-data; name=\"fileType\"\r\n\r\nADT\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n"
                + new String(FILE, StandardCharsets.UTF_8) + "\r\n--b--\r\n";
        try (SSLSocket socket = Http.as(gateway, "northern-power").connect()) {
            socket.setSoTimeout(5000);
            socket.getOutputStream()
                    .write(("POST /v1/validations HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
                                    + "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
                                    + Integer.toHexString(form.length()) + ";" + chunkExtension + "\r\n" + form
                                    + "\r\n0\r\n\r\n"
                                    + "GET /v1/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            StringBuilder received = new StringBuilder();
            byte[] buffer = new byte[8192];
            try {
                for (int count = 0; count >= 0; count = socket.getInputStream().read(buffer)) {
                    received.append(new String(buffer, 0, count, StandardCharsets.US_ASCII));
                }
            } catch (SocketTimeoutException e) {
                // a server that waits for more of the body has sent what it will
                return count(received);
            }
            return count(received);
        }
    }

    private static long count(CharSequence received) {
        return Pattern.compile("HTTP/1\\.1 [0-9]{3} ")
                .matcher(received)
                .results()
                .count();
    }

    /** The answer to someone who sends five bytes of a body, and says that it has so many. */
    private static String refusedStranger(int contentLength) throws IOException {
        try (SSLSocket socket = Http.as(gateway, "stranger").connect()) {
            socket.getOutputStream()
                    .write(("POST /v1/submissions HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + contentLength
                                    + "\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] answer = new byte[8192];
            int length = socket.getInputStream().read(answer);
            String text = new String(answer, 0, length, StandardCharsets.US_ASCII);
            assertThat(text).startsWith("HTTP/1.1 401");
            return text;
        }
    }

    private static void staysOpen(int status, Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Connection")).as("after %s", status).isEmpty();
    }

    private static Form form(byte[] signature) {
        return new Form().field("fileType", "ADT").file("file", "a.csv", FILE).file("signature", "a.p7s", signature);
    }
}
