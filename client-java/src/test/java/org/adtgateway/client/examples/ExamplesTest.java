package org.adtgateway.client.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.FileType;
import org.adtgateway.client.OutboxListener;
import org.adtgateway.client.Receipt;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.client.TestGateway;
import org.adtgateway.client.TestGateway.Answer;
import org.adtgateway.client.TestJson;
import org.adtgateway.client.TestPki;
import org.adtgateway.client.TestReceipts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {
    private static final String ID = "3f2b8a52-9d9d-4e0f-8b0e-6c1c9b9d3b11";
    private static final byte[] CONTENT = "UserID\r\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private TestGateway gateway;
    private AdtGatewayClient client;
    private FileSigner signer;
    private SubmissionRequest request;

    @BeforeEach
    void start() throws IOException {
        TestPki serverPki = new TestPki("Server CA");
        TestPki clientPki = new TestPki("Client CA");
        TestPki receiptPki = new TestPki("Receipt CA");
        TestPki.Holder transport = clientPki.issue("northern-power");
        transport.writePkcs12(folder.resolve("transport.p12"));
        TestPki.Holder signing = clientPki.issue("signing");
        signing.writePkcs12(folder.resolve("signing.p12"));
        serverPki.writeRoot(folder.resolve("server-ca.pem"));
        receiptPki.writeRoot(folder.resolve("receipt-ca.pem"));
        clientPki.writeRoot(folder.resolve("signer-ca.pem"));
        signer = FileSigner.of(signing.identity());
        request = SubmissionRequest.of(FileType.ADT, CONTENT, "adt.csv").signedBy(signer);
        gateway = new TestGateway(serverPki, clientPki);
        byte[] receipt = TestReceipts.sign(receiptPki.issue("receipts"), TestReceipts.json(ID, CONTENT));
        byte[] chain = Files.readAllBytes(signing.writeCertificates(folder.resolve("chain.pem")));
        gateway.answer(asked -> {
            if (asked.path().endsWith("/receipt")) {
                return Answer.bytes(receipt);
            }
            if (asked.path().endsWith("/signature")) {
                return Answer.bytes(signer.sign(CONTENT));
            }
            if (asked.path().endsWith("/certificates")) {
                return Answer.bytes(chain);
            }
            if (asked.path().endsWith("/file")) {
                return Answer.bytes(CONTENT);
            }
            if (asked.path().equals("/v1/events")) {
                return Answer.json(
                        200,
                        "{\"events\":[" + TestJson.event("c1").replace("CLAIMED", "RECEIVED")
                                + "],\"next\":\"c1\",\"more\":false}");
            }
            return asked.method().equals("GET") && asked.path().equals("/v1/submissions")
                    ? Answer.json(200, "{\"submissions\":[" + TestJson.submission(ID, "RECEIVED") + "]}")
                    : Answer.json(
                            200,
                            TestJson.submission(ID, "COMPLETED")
                                    .replaceFirst(
                                            "\"receivedAt\":\"[^\"]*\"", "\"receivedAt\":\"" + Instant.now() + "\""));
        });
        client = AdtGatewayClient.builder()
                .address(gateway.address())
                .identity(transport.identity())
                .trust(List.of(serverPki.root()))
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        gateway.close();
    }

    @Test
    void examples_doWhatTheySay() throws Exception {
        Path file = Files.write(folder.resolve("adt.csv"), CONTENT);
        Examples.tenLines(gateway.address().toString(), folder, file, TestPki.PASSWORD);
        assertThat(Examples.waitAndWithdraw(client, ID, signer).id()).isEqualTo(ID);
        assertThat(Examples.offline(file).violations()).isNotEmpty();
        assertThat(Examples.list(client)).isEqualTo(1);
        assertThat(Examples.operator(client, folder, "c0")).isEqualTo("c1");
        assertThat(folder.resolve("s-1.csv")).hasBinaryContent(CONTENT);
        assertThat(Examples.verify(client, folder, ID)).isEqualTo(signer.certificate());
        assertThat(Examples.remoteKey(List.of(signer.certificate()), bytes -> bytes)
                        .certificate())
                .isEqualTo(signer.certificate());
        List<String> delivered = new ArrayList<>();
        Examples.outbox(client, folder.resolve("outbox"), request, new OutboxListener() {
            @Override
            public void delivered(String name, Path entry, Submission submission, @Nullable Receipt receipt) {
                delivered.add(name);
            }
        });
        assertThat(delivered).containsExactly("smsr-1234");
    }

    @Test
    void errorsExample_tellsTheCasesApart() {
        assertThat(Examples.errors(client, request)).isEqualTo("delivered");
        gateway.answer(asked -> Answer.problem(422, "CONTENT_INVALID", "FORMAT"));
        assertThat(Examples.errors(client, request)).startsWith("correct the file");
        gateway.answer(asked -> Answer.problem(403, "A_NEW_CODE", "A_NEW_CATEGORY"));
        assertThat(Examples.errors(client, request)).startsWith("try again later");
        gateway.answer(asked -> Answer.problem(403, "ROLE_REQUIRED", "WORKFLOW"));
        assertThat(Examples.errors(client, request)).startsWith("something else has to change");
    }

    @Test
    void readme_showsTheExamplesAsTheyAre() throws IOException {
        Path module = Path.of(System.getProperty("rootDir"), "client-java");
        Map<String, String> examples = examples(
                Files.readString(module.resolve("src/test/java/org/adtgateway/client/examples/Examples.java")));
        Matcher blocks = Pattern.compile("<!-- example: ([a-z-]+) -->\\s*```java\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(module.resolve("README.md")));
        Map<String, String> shown = new TreeMap<>();
        while (blocks.find()) {
            shown.put(blocks.group(1), blocks.group(2).strip());
        }

        assertThat(shown).isEqualTo(examples);
    }

    /** What stands between the marks, moved to the left; parts of the same name are joined. */
    private static Map<String, String> examples(String source) {
        Map<String, String> found = new TreeMap<>();
        Matcher parts = Pattern.compile("// tag::([a-z-]+)\\n(.*?)\\n *// end::\\1", Pattern.DOTALL)
                .matcher(source);
        while (parts.find()) {
            found.merge(parts.group(1), parts.group(2), (first, second) -> first + "\n" + second);
        }
        found.replaceAll((name, text) -> text.stripIndent().strip());
        return found;
    }
}
