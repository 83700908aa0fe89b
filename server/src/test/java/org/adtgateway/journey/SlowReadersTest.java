package org.adtgateway.journey;

import static org.adtgateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.FileType;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Scrape;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Callers that do not read their responses take the threads that the settings allow, and no more; whatever the response is. */
class SlowReadersTest {
    private static final int UNREAD = 4;
    private static final int CROWD = 30;

    @TempDir
    private static Path folder;

    private static Gateway gateway;
    private static Http northern;
    private static Http western;
    private static String large;

    private final List<SSLSocket> open = new ArrayList<>();

    @BeforeAll
    static void start() {
        gateway = Gateway.start(
                Gateway.Settings.of(folder, EmbeddedDatabase.create()).with("""
                quotas:
                  supplier:
                    readsPerSecond: 100000
                    concurrentDownloads: 20
                    unreadResponses: %d
                """.formatted(UNREAD)));
        northern = Http.as(gateway, "northern-power");
        western = Http.as(gateway, "western-gas");
        try (AdtGatewayClient supplier = gateway.client("western-gas")) {
            large = supplier.submit(SubmissionRequest.of(FileType.EXIT_QUARANTINE, largeFile(), "large.csv")
                            .signedBy(gateway.signer("western-gas", "signing")))
                    .id();
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @AfterEach
    void hangUp() throws IOException {
        for (SSLSocket each : open) {
            each.close();
        }
        eventually(() -> unread() == 0);
    }

    @ParameterizedTest
    @CsvSource({
        "western-gas, GET /v1/submissions/ID/file, 4",
        "western-gas, GET /docs/index.html, 4",
        "western-gas, HEAD /v1/submissions/ID/file, 0",
        "western-gas, GET /v1/submissions/ID;x=%2Fy/file, 0",
        "stranger, GET /docs/index.html, 0"
    })
    void aCrowdThatDoesNotRead_takesItsSlots_andLeavesTheOthersAlone(String party, String request, int unread)
            throws IOException {
        Http crowd = Http.as(gateway, party);
        for (int each = 0; each < CROWD; each++) {
            // far more than the buffers of a connection hold
            ask(crowd, request.replace("ID", large), request.contains("index.html") ? 60 : 6);
        }
        eventually(() -> unread() == unread);
        for (int call = 0; call < 50; call++) {
            assertThat(northern.get("/v1/me").status()).isEqualTo(200);
            assertThat(unread()).isLessThanOrEqualTo(UNREAD);
        }
        if (unread > 0) {
            assertThat(cutOff()).isPositive();
            assertThat(western.get("/v1/me").status()).isEqualTo(429);
        }
        hangUp();
        assertThat(western.get("/v1/submissions/" + large + "/file").bytes()).hasSize(largeFile().length);
    }

    /** Each of many small responses fits a buffer; all of them do not. */
    @Test
    void manySmallResponsesThatNobodyReads_areCountedToo() throws IOException {
        ask(western, "GET /v1/file-formats/ADT", 3_000);
        eventually(() -> unread() == 1);
        assertThat(northern.get("/v1/me").status()).isEqualTo(200);
    }

    @Test
    void theHeadOfAFile_isThatOfTheFile() {
        Http.Answer head = western.send(western.request("/v1/submissions/" + large + "/file")
                .method("HEAD", HttpRequest.BodyPublishers.noBody()));
        Http.Answer file = western.get("/v1/submissions/" + large + "/file");
        assertThat(head.status()).isEqualTo(200);
        for (String name : List.of("Content-Length", "Content-Type", "Repr-Digest", "Content-Disposition")) {
            assertThat(head.header(name)).as(name).isEqualTo(file.header(name)).isNotEmpty();
        }
        assertThat(head.bytes()).isEmpty();
    }

    private void ask(Http party, String request, int times) throws IOException {
        SSLSocket socket = party.connect();
        socket.setReceiveBufferSize(4096);
        open.add(socket);
        socket.startHandshake();
        byte[] all =
                (request + " HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(times).getBytes(StandardCharsets.US_ASCII);
        Thread writer = new Thread(() -> {
            try {
                socket.getOutputStream().write(all);
                socket.getOutputStream().flush();
            } catch (IOException e) {
                // it was cut off before it had asked for all
                return;
            }
        });
        writer.setDaemon(true);
        writer.start();
    }

    private static int unread() {
        return (int) Scrape.of(gateway).value("adt_gateway_unread_responses");
    }

    private static double cutOff() {
        return Scrape.of(gateway).value("adt_gateway_limits_refused_total{limit=\"unread\"}");
    }

    private static byte[] largeFile() {
        StringBuilder file = new StringBuilder("QuarantineEventRef,RequestID,Action,Comment\n");
        for (int row = 1; row <= 150_000; row++) {
            file.append(row)
                    .append(",70-B3-D5-1F-30-00-B0-01:00-DB-12-34-56-78-90-A0:")
                    .append(row)
                    .append(",RELEASE,\n");
        }
        return file.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
