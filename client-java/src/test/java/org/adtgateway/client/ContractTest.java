package org.adtgateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.adtgateway.client.TestGateway.Answer;
import org.adtgateway.client.TestGateway.Asked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the part that is written by hand against the contract: each call that it makes is one of the contract's. */
class ContractTest {
    private static final String ID = "3f2b8a52-9d9d-4e0f-8b0e-6c1c9b9d3b11";
    private static final Path CONTRACT =
            Path.of(System.getProperty("rootDir"), "api-spec/src/main/resources/openapi/adt-gateway.yaml");
    private static OpenApiInteractionValidator contract;

    @TempDir
    private Path folder;

    private static TestGateway gateway;
    private static AdtGatewayClient client;
    private static FileSigner signer;

    @BeforeAll
    static void start() {
        contract = OpenApiInteractionValidator.createForSpecificationUrl(CONTRACT.toString())
                .build();
        TestPki serverPki = new TestPki("Server CA");
        TestPki clientPki = new TestPki("Client CA");
        gateway = new TestGateway(serverPki, clientPki);
        signer = FileSigner.of(clientPki.issue("signing").identity());
        client = AdtGatewayClient.builder()
                .address(gateway.address())
                .identity(clientPki.issue("northern-power").identity())
                .trust(List.of(serverPki.root()))
                .retries(RetryPolicy.none())
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        gateway.close();
    }

    @Test
    void everyCall_isOneOfTheContract() throws IOException {
        SubmissionRequest file = SubmissionRequest.of(FileType.ADT, new byte[] {65}, "a.csv")
                .serviceRequestReference("SMSR-1")
                .clientReference("ours & theirs")
                .incidentReference("INC-1")
                .signedBy(signer);
        SubmissionFilter filter = SubmissionFilter.all()
                .ofType(FileType.ADT)
                .inStatus(SubmissionStatus.RECEIVED)
                .aboutUserId("70-B3-D5-1F-30-00-A0-01")
                .withClientReference("ours")
                .withServiceRequestReference("SMSR-1")
                .withIncidentReference("INC-1")
                .withRequestId("70-B3-D5-1F-30-00-A0-01:00-00-00-00-00-00-00-01:1")
                .claimedBy("a".repeat(64))
                .overdue(true)
                .withFileName("a b.csv")
                .withFileSha256("0".repeat(64))
                .withSignatureSha256("f".repeat(64))
                .receivedFrom(Instant.parse("2026-11-01T00:00:00Z"))
                .receivedBefore(Instant.parse("2026-12-01T00:00:00.123456Z"))
                .ofParty("northern-power")
                .pageSize(200);
        String submission = TestJson.submission(ID, "RECEIVED");
        Map<String, Runnable> calls = new TreeMap<>();
        calls.put("getMe", () -> client.me());
        calls.put("submitFile", () -> client.submit(file));
        calls.put("validateFile", () -> client.check(file));
        calls.put("getSubmission", () -> client.status(ID));
        calls.put("listSubmissions", () -> assertThat(client.list(filter)).isEmpty());
        calls.put("listSubmissionEvents", () -> client.history(ID));
        calls.put(
                "listEvents",
                () -> client.events("after")
                        .ofType(EventType.COMPLETED)
                        .ofFileType(FileType.ADT)
                        .next(Duration.ofSeconds(90)));
        calls.put("countSubmissions", () -> client.count(filter));
        calls.put("listParties", () -> client.parties());
        calls.put("listAuditEntries", () -> client.audit("after"));
        calls.put("withdrawSubmission", () -> client.withdraw(ID, "wrong day", signer));
        calls.put("downloadReceipt", () -> client.receiptBytes(ID, ActKind.WITHDRAWAL));
        calls.put("downloadFile", () -> client.downloadFile(ID, new ByteArrayOutputStream()));
        calls.put("downloadSignature", () -> client.downloadSignature(ID));
        calls.put("downloadCertificates", () -> client.certificates(ID));
        calls.put("downloadWithdrawal", () -> client.downloadWithdrawal(ID));
        calls.put("getFileFormat", () -> client.fileFormat(FileType.EXIT_QUARANTINE));
        calls.put("claimSubmission", () -> client.claim(ID, "early shift"));
        calls.put("releaseClaim", () -> client.release(ID, "the import failed"));
        Path instalment = Files.writeString(folder.resolve("results.csv"), "RequestID,Outcome,At,Note\n");
        calls.put("submitRowResults", () -> client.submitRowResults(ID, instalment));
        calls.put("validateRowResults", () -> client.checkRowResults(ID, instalment));
        calls.put(
                "listRowResults", () -> assertThat(client.rowResults(ID, true)).isEmpty());
        calls.put(
                "downloadRowResults",
                () -> assertThatThrownBy(
                                () -> client.downloadInstalment(ID, "0".repeat(64), folder.resolve("instalment.csv")))
                        .hasMessageContaining("another SHA-256"));
        calls.put("downloadRowResultsReceipt", () -> client.instalmentReceiptBytes(ID, "0".repeat(64)));
        calls.put(
                "recordOutcome",
                () -> client.complete(
                        ID,
                        "done",
                        List.of(new RowOutcome(
                                "70-B3-D5-1F-30-00-A0-01:00-00-00-00-00-00-00-01:1", RowOutcomeResult.RELEASED))));
        Map<String, String> answers = Map.ofEntries(
                Map.entry("getMe", TestJson.me()),
                Map.entry("validateFile", TestJson.report()),
                Map.entry("validateRowResults", TestJson.report()),
                Map.entry("listRowResults", "{\"rows\":[]}"),
                Map.entry("downloadCertificates", CertificateLoader.pem(List.of(signer.certificate()))),
                Map.entry("listSubmissions", "{\"submissions\":[]}"),
                Map.entry("listSubmissionEvents", "{\"events\":[]}"),
                Map.entry("listEvents", "{\"events\":[],\"next\":\"c\",\"more\":false}"),
                Map.entry("countSubmissions", "{\"counts\":[]}"),
                Map.entry("listParties", "{\"parties\":[]}"),
                Map.entry("listAuditEntries", "{\"entries\":[],\"next\":\"c\",\"more\":false}"));

        calls.forEach((operation, call) -> {
            gateway.answer(request -> Answer.json(200, answers.getOrDefault(operation, submission)));
            call.run();
            assertThat(messages(contract.validateRequest(asContract(gateway.last()))))
                    .as(operation)
                    .isEmpty();
        });
        assertThat(calls.keySet()).isEqualTo(operationsOfTheContract());
    }

    @Test
    void theAnswersOfTheseTests_areThoseOfTheContract() {
        assertThat(messages(answer("/v1/submissions/" + ID, TestJson.submission(ID, "RECEIVED"))))
                .isEmpty();
        assertThat(messages(answer("/v1/me", TestJson.me()))).isEmpty();
        assertThat(messages(answer(
                        "/v1/events",
                        "{\"events\":[" + TestJson.event("c1").replace("s-1", ID)
                                + "],\"next\":\"c1\",\"more\":false}")))
                .isEmpty();
    }

    private static ValidationReport answer(String path, String json) {
        return contract.validateResponse(
                path,
                Request.Method.GET,
                SimpleResponse.Builder.ok()
                        .withContentType("application/json")
                        .withHeader("X-Request-Id", "request-1")
                        .withHeader("Cache-Control", "no-store")
                        .withHeader("RateLimit-Policy", "\"polls\";q=2000;w=10")
                        .withHeader("RateLimit", "\"polls\";r=1999;t=1")
                        .withHeader("ETag", "\"1\"")
                        .withBody(json)
                        .build());
    }

    private static Request asContract(Asked asked) {
        SimpleRequest.Builder request = new SimpleRequest.Builder(
                Request.Method.valueOf(asked.method().toUpperCase(Locale.ROOT)), asked.path());
        String query = asked.uri().getRawQuery();
        if (query != null) {
            Matcher parameters = Pattern.compile("([^=&]+)=([^&]*)").matcher(query);
            while (parameters.find()) {
                request.withQueryParam(
                        parameters.group(1), URLDecoder.decode(parameters.group(2), StandardCharsets.UTF_8));
            }
        }
        asked.headers().forEach(request::withHeader);
        return asked.length() == 0
                ? request.build()
                : request.withBody(asked.text()).build();
    }

    private static List<String> messages(ValidationReport report) {
        return report.getMessages().stream()
                .filter(message -> message.getLevel() == ValidationReport.Level.ERROR)
                .map(ValidationReport.Message::toString)
                // the validator takes the value of a parameter for JSON when its schema is a reference
                .filter(message -> !message.contains("Unable to parse JSON - Unrecognized token"))
                .toList();
    }

    private static java.util.Set<String> operationsOfTheContract() {
        try {
            java.util.Set<String> operations = new java.util.TreeSet<>();
            Matcher ids = Pattern.compile("operationId: (\\w+)").matcher(java.nio.file.Files.readString(CONTRACT));
            while (ids.find()) {
                operations.add(ids.group(1));
            }
            return operations;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
