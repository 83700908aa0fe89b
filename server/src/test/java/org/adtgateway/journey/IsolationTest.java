package org.adtgateway.journey;

import static org.adtgateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.FileType;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionRequest;
import org.adtgateway.testing.Commands;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Http.Answer;
import org.adtgateway.testing.Http.Form;
import org.adtgateway.testing.Pki.KeyKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every operation of the contract, called by every kind of caller: the owner of a submission, an operator, a Party with both roles, another
 * supplier, auditors of all, of the owner and of the other supplier, a disabled Party, a stranger. Each gets what the contract says by x-roles and x-owner; no outsider learns anything of western-gas, nor
 * whether one of its ids exists. An operation that the contract gains fails here until it has a case.
 */
class IsolationTest {
    private static final String UNKNOWN_ID = "0199a000-0000-7000-8000-000000000000";
    private static final String FILE_NAME = "secret-name-of-western.csv";
    private static final String CLIENT_REFERENCE = "reference-of-western";
    private static final String USER_ID = "70-B3-D5-1F-30-00-B0-01";

    @TempDir
    private static Path folder;

    private static Gateway gateway;
    private static Http northern;
    private static Http western;
    private static Http operator;
    private static Http stranger;
    private static Http disabled;
    private static FileSigner westernSigner;
    private static FileSigner northernSigner;
    private static Http bothRoles;
    private static Http auditor;
    private static Http auditorOfWestern;
    private static Http auditorOfNorthern;
    private static FileSigner bothRolesSigner;
    private static final String REQUEST = USER_ID + ":00-DB-12-34-56-78-90-A0:4711";
    private static final String INSTALMENT = "RequestID,Outcome,At,Note\n" + REQUEST + ",RELEASED,,\n";
    /** Submissions of western-gas by the state that they are in. */
    private static final Map<String, String> SUBMISSIONS = new LinkedHashMap<>();

    private static final List<String> SECRETS = new ArrayList<>();
    private static int files;

    /** An operation of the contract. */
    private record Operation(String path, String method, String id, List<String> roles, String cost, String owner) {
        @Override
        public String toString() {
            return id;
        }
    }

    @BeforeAll
    static void start() throws IOException {
        gateway = Gateway.start(Gateway.Settings.of(folder, EmbeddedDatabase.create()));
        northern = Http.as(gateway, "northern-power");
        western = Http.as(gateway, "western-gas");
        operator = Http.as(gateway, "dcc");
        stranger = Http.as(gateway, "stranger");
        westernSigner = gateway.signer("western-gas", "signing");
        northernSigner = gateway.signer("northern-power", "signing");
        disabled = partyWithBothRoles("closed", false);
        auditor = auditor("auditor", "");
        auditorOfWestern = auditor("auditor-of-western", "western-gas");
        auditorOfNorthern = auditor("auditor-of-northern", "northern-power");
        bothRoles = partyWithBothRoles("both", true);
        bothRolesSigner = gateway.signer("both", "signing");
        await(bothRoles);
        await(auditor);
        await(auditorOfWestern);
        await(auditorOfNorthern);
        try (AdtGatewayClient supplier = gateway.client("western-gas");
                AdtGatewayClient dcc = gateway.client("dcc")) {
            for (String state : List.of("RECEIVED", "WITHDRAWN", "PROCESSING", "COMPLETED", "REJECTED")) {
                Submission submission = supplier.submit(SubmissionRequest.of(FileType.ADT, westernFile(), FILE_NAME)
                        .serviceRequestReference("SMSR-WESTERN")
                        .clientReference(CLIENT_REFERENCE)
                        .signedBy(westernSigner));
                String id = submission.id();
                SUBMISSIONS.put(state, id);
                SECRETS.addAll(List.of(id, submission.fileSha256()));
                switch (state) {
                    case "WITHDRAWN" -> supplier.withdraw(id, "secret reason of western", westernSigner);
                    case "PROCESSING" -> dcc.claim(id);
                    case "COMPLETED" -> {
                        dcc.claim(id);
                        dcc.complete(id);
                    }
                    case "REJECTED" -> {
                        dcc.claim(id);
                        dcc.reject(id, "secret reason of the DCC");
                    }
                    default -> {
                        // as it is
                    }
                }
            }
        }
        SECRETS.addAll(List.of(
                FILE_NAME, CLIENT_REFERENCE, USER_ID, "SMSR-WESTERN", "secret reason", "Western Gas", "western-gas"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @TestFactory
    Stream<DynamicTest> nobodyElseSeesAnything() throws IOException {
        return operations().stream()
                .flatMap(operation -> SUBMISSIONS.entrySet().stream()
                        .map(subject -> DynamicTest.dynamicTest(
                                operation + ", " + subject.getKey(), () -> keepsApart(operation, subject.getValue()))));
    }

    private static void keepsApart(Operation operation, String id) {
        for (HttpRequest.Builder call : calls(northern, operation, id, northernSigner)) {
            Answer answer = northern.send(call);
            assertThat(untold(answer, id))
                    .as("told to another supplier by %s", answer.response().uri())
                    .isEmpty();
            if (operation.path().contains("{id}")) {
                assertThat(answer.status()).isIn(403, 404);
            } else {
                assertThat(answer.status()).isIn(200, 201, 400, 403);
            }
        }
        if (operation.path().contains("{id}")) {
            assertThat(masked(
                            northern.send(calls(northern, operation, id, northernSigner)
                                    .get(0)),
                            id))
                    .as("there is no telling whether it exists")
                    .isEqualTo(masked(
                            northern.send(calls(northern, operation, UNKNOWN_ID, northernSigner)
                                    .get(0)),
                            UNKNOWN_ID));
        }
        for (HttpRequest.Builder call : calls(auditorOfNorthern, operation, id, northernSigner)) {
            Answer answer = auditorOfNorthern.send(call);
            if (operation.id().equals("listAuditEntries")) {
                // where what this auditor itself has asked for is repeated
                assertThat(answer.json().get("entries"))
                        .allMatch(entry -> entry.get("partyId").asText().equals("northern-power"));
            } else {
                assertThat(untold(answer, id))
                        .as(
                                "told to the auditor of another supplier by %s",
                                answer.response().uri())
                        .isEmpty();
            }
            assertThat(answer.status())
                    .isIn(operation.path().contains("{id}") ? List.of(403, 404) : List.of(200, 400, 403));
        }
        for (Http outsider : new Http[] {stranger, disabled}) {
            for (HttpRequest.Builder call : calls(outsider, operation, id, northernSigner)) {
                Answer answer = outsider.send(call);
                assertThat(answer.status()).isEqualTo(401);
                assertThat(untold(answer, id)).isEmpty();
            }
        }
        Http wrongRole = operation.roles().contains("SUPPLIER") ? operator : western;
        if (!operation.roles().contains(wrongRole == operator ? "OPERATOR" : "SUPPLIER")) {
            for (HttpRequest.Builder call : calls(wrongRole, operation, id, westernSigner)) {
                Answer answer = wrongRole.send(call);
                assertThat(answer.status()).isEqualTo(403);
                assertThat(answer.json().get("code").asText()).isEqualTo("ROLE_REQUIRED");
            }
        }
    }

    /** Who calls, in relation to a submission of western-gas. */
    private enum As {
        OWNER(true, false),
        OPERATOR(false, true),
        BOTH_ROLES(true, true),
        OTHER_SUPPLIER(true, false),
        AUDITOR(false, false),
        AUDITOR_OF_OWNER(false, false),
        AUDITOR_OF_OTHER_SUPPLIER(false, false),
        DISABLED(true, true),
        STRANGER(false, false);

        private final boolean supplies;
        private final boolean operates;

        As(boolean supplies, boolean operates) {
            this.supplies = supplies;
            this.operates = operates;
        }

        boolean audits() {
            return this == AUDITOR || this == AUDITOR_OF_OWNER || this == AUDITOR_OF_OTHER_SUPPLIER;
        }

        /** The status that the contract promises; 200 for every success. */
        int expected(Operation operation) {
            if (this == DISABLED || this == STRANGER) {
                return 401;
            }
            boolean hasRole = (supplies && operation.roles().contains("SUPPLIER"))
                    || (operates && operation.roles().contains("OPERATOR"))
                    || (audits() && operation.roles().contains("AUDITOR"));
            if (!hasRole) {
                return 403;
            }
            boolean sees = !operation.path().contains("{id}")
                    || this == OWNER
                    || (operation.owner().equals("OWNER_OR_OPERATOR")
                            && (operates || this == AUDITOR || this == AUDITOR_OF_OWNER));
            return sees ? 200 : 404;
        }
    }

    @TestFactory
    Stream<DynamicTest> everyCallerGetsOfEveryOperationWhatTheContractSays() throws IOException {
        Map<As, Http> callers = Map.of(
                As.OWNER, western,
                As.OPERATOR, operator,
                As.BOTH_ROLES, bothRoles,
                As.OTHER_SUPPLIER, northern,
                As.AUDITOR, auditor,
                As.AUDITOR_OF_OWNER, auditorOfWestern,
                As.AUDITOR_OF_OTHER_SUPPLIER, auditorOfNorthern,
                As.DISABLED, disabled,
                As.STRANGER, stranger);
        Map<As, FileSigner> signers =
                Map.of(As.OWNER, westernSigner, As.BOTH_ROLES, bothRolesSigner, As.OTHER_SUPPLIER, northernSigner);
        return operations().stream()
                .flatMap(operation -> Stream.of(As.values())
                        .map(as -> DynamicTest.dynamicTest(
                                operation + " as " + as + ": " + as.expected(operation),
                                () -> getsWhatTheContractSays(
                                        operation,
                                        as,
                                        Objects.requireNonNull(callers.get(as)),
                                        signers.getOrDefault(as, northernSigner)))));
    }

    private static void getsWhatTheContractSays(Operation operation, As as, Http caller, FileSigner signer) {
        for (HttpRequest.Builder call : calls(caller, operation, subjectFor(operation), signer)) {
            Answer answer = caller.send(call);
            int expected = as.expected(operation);
            assertThat(answer.status()).as(answer.text()).isIn(expected == 200 ? List.of(200, 201) : List.of(expected));
            if (expected != 401) {
                assertThat(answer.header("RateLimit-Policy"))
                        .contains(
                                switch (operation.cost()) {
                                    case "SUBMISSION" -> "\"submissions\"";
                                    case "POLL" -> "\"polls\"";
                                    case "DOWNLOAD" -> "\"downloads\"";
                                    default -> "\"reads\"";
                                });
            }
        }
    }

    /** What an operation that is open to auditors does, it does by GET; so no call of theirs can change anything. */
    @Test
    void noOperationForAuditors_changesAnything() throws IOException {
        List<Operation> theirs = operations().stream()
                .filter(operation -> operation.roles().contains("AUDITOR"))
                .toList();
        assertThat(theirs)
                .hasSizeGreaterThan(12)
                .allMatch(operation -> operation.method().equals("get"));
        assertThat(operations())
                .filteredOn(operation -> !operation.method().equals("get"))
                .isNotEmpty()
                .noneMatch(operation -> operation.roles().contains("AUDITOR"));
    }

    @Test
    void aPartyWithBothRoles_withdrawsItsOwnSubmission() {
        byte[] file = ownFile(bothRolesSigner);
        Answer submitted = bothRoles.post("/v1/submissions", form(file, bothRolesSigner.sign(file)));
        assertThat(submitted.status()).as(submitted.text()).isEqualTo(201);
        String id = submitted.json().get("id").asText();
        Operation withdrawal =
                new Operation("/v1/submissions/{id}/withdrawal", "post", "withdrawSubmission", List.of(), "", "");
        Answer withdrawn =
                bothRoles.send(calls(bothRoles, withdrawal, id, bothRolesSigner).get(0));
        assertThat(withdrawn.status()).as(withdrawn.text()).isEqualTo(200);
    }

    /** The state in which an operation succeeds; new ones for what moves a submission. */
    private static String subjectFor(Operation operation) {
        return switch (operation.id()) {
            case "withdrawSubmission", "claimSubmission" -> newSubmission();
            case "recordOutcome", "releaseClaim" -> {
                String id = newSubmission();
                operator.send(
                        operator.request("/v1/submissions/" + id + "/claim").POST(HttpRequest.BodyPublishers.noBody()));
                yield id;
            }
            case "submitRowResults", "validateRowResults" -> newExitQuarantine();
            case "listRowResults", "downloadRowResults", "downloadRowResultsReceipt" -> {
                String id = newExitQuarantine();
                assertThat(operator.send(rowResults(operator, "/v1/submissions/" + id + "/row-results"))
                                .status())
                        .isEqualTo(200);
                yield id;
            }
            case "downloadWithdrawal" -> Objects.requireNonNull(SUBMISSIONS.get("WITHDRAWN"));
            default -> Objects.requireNonNull(SUBMISSIONS.get("COMPLETED"));
        };
    }

    /** A claimed Exit Quarantine file of western-gas with one row. */
    private static String newExitQuarantine() {
        byte[] file = ("QuarantineEventRef,RequestID,Action,Comment\n" + ++files + "," + REQUEST + ",RELEASE,\n")
                .getBytes(StandardCharsets.UTF_8);
        Answer answer = western.post(
                "/v1/submissions",
                new Form()
                        .field("fileType", "EXIT_QUARANTINE")
                        .file("file", "file.csv", file)
                        .file("signature", "file.p7s", westernSigner.sign(file)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        String id = answer.json().get("id").asText();
        operator.send(operator.request("/v1/submissions/" + id + "/claim").POST(HttpRequest.BodyPublishers.noBody()));
        return id;
    }

    private static HttpRequest.Builder rowResults(Http caller, String path) {
        return caller.request(path)
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofString(INSTALMENT));
    }

    private static String newSubmission() {
        byte[] file = westernFile();
        Answer answer = western.post("/v1/submissions", form(file, westernSigner.sign(file)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().get("id").asText();
    }

    /** A file that western-gas signed, in the hands of another supplier: the same answer whether western-gas has submitted it or not. */
    @Test
    void aStolenSignedFileTellsNothing() {
        byte[] submitted = westernFile();
        byte[] signature = westernSigner.sign(submitted);
        byte[] fresh = westernFile();
        byte[] freshSignature = westernSigner.sign(fresh);
        assertThat(western.post("/v1/submissions", form(submitted, signature)).status())
                .isEqualTo(201);
        for (String address : List.of("/v1/submissions", "/v1/validations")) {
            Answer ofSubmitted = northern.post(address, form(submitted, signature));
            Answer ofFresh = northern.post(address, form(fresh, freshSignature));
            assertThat(ofSubmitted.status()).isEqualTo(ofFresh.status());
            assertThat(masked(ofSubmitted, "").replaceAll("[0-9a-f]{64}", "DIGEST"))
                    .isEqualTo(masked(ofFresh, "").replaceAll("[0-9a-f]{64}", "DIGEST"));
        }
    }

    /** What an operation is called with about one submission of western-gas. */
    private static List<HttpRequest.Builder> calls(Http caller, Operation operation, String id, FileSigner signer) {
        String path = operation
                .path()
                .replace("{id}", id)
                .replace("{fileType}", "ADT")
                .replace("{sha256}", sha256(INSTALMENT));
        HttpRequest.Builder get = caller.request(path);
        return switch (operation.id()) {
            case "getMe",
                    "getSubmission",
                    "listSubmissionEvents",
                    "downloadFile",
                    "downloadSignature",
                    "downloadCertificates",
                    "downloadWithdrawal" -> List.of(get);
            case "downloadRowResults", "downloadRowResultsReceipt" -> List.of(get);
            case "listRowResults" -> List.of(get, caller.request(path).header("Accept", "text/csv"));
            case "submitRowResults", "validateRowResults" -> List.of(rowResults(caller, path));
            case "downloadReceipt" -> List.of(get, caller.request(path + "?of=SUBMISSION"));
            case "validateFile", "submitFile" -> {
                byte[] file = ownFile(signer);
                yield List.of(multipart(caller.request(path), form(file, signer.sign(file))));
            }
            case "listSubmissions", "countSubmissions" ->
                List.of(
                        get,
                        caller.request(path + "?requestId=" + USER_ID + ":00-DB-12-34-56-78-90-A0:1"),
                        caller.request(path + "?serviceRequestReference=SMSR-WESTERN"),
                        caller.request(path + "?overdue=false"),
                        caller.request(path + "?userId=" + USER_ID),
                        caller.request(path + "?clientReference=" + CLIENT_REFERENCE),
                        caller.request(path + "?status=RECEIVED"
                                + (operation.id().equals("listSubmissions")
                                        ? "&limit=200&cursor=" + cursorOfWestern()
                                        : "")));
            case "withdrawSubmission" -> {
                byte[] instruction = ("{\"submissionId\":\"" + id
                                + "\",\"action\":\"WITHDRAW\",\"reason\":\"x\",\"requestedAt\":\"" + Instant.now()
                                + "\"}")
                        .getBytes(StandardCharsets.UTF_8);
                yield List.of(multipart(
                        caller.request(path),
                        new Form()
                                .file("instruction", "i.json", instruction)
                                .file("signature", "i.p7s", signer.sign(instruction))));
            }
            case "claimSubmission" -> List.of(get.POST(HttpRequest.BodyPublishers.noBody()));
            case "recordOutcome" ->
                List.of(get.header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"outcome\":\"COMPLETED\"}")));
            case "releaseClaim" ->
                List.of(get.header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"reason\":\"x\"}")));
            case "listEvents" ->
                List.of(get, caller.request(path + "?limit=1000"), caller.request(path + "?after=" + placeOfWestern()));
            case "getFileFormat", "listParties" -> List.of(get);
            case "listAuditEntries" -> List.of(get, caller.request(path + "?limit=1000"));
            default -> throw new AssertionError("the contract has an operation without a case here: " + operation);
        };
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String cursorOfWestern() {
        return encoded(western.get("/v1/submissions?limit=1").json().get("next").asText());
    }

    private static String placeOfWestern() {
        return encoded(western.get("/v1/events?limit=1").json().get("next").asText());
    }

    private static String encoded(String cursor) {
        return URLEncoder.encode(cursor, StandardCharsets.UTF_8);
    }

    private static HttpRequest.Builder multipart(HttpRequest.Builder request, Form form) {
        return request.header("Content-Type", "multipart/form-data; boundary=" + Form.BOUNDARY)
                .POST(HttpRequest.BodyPublishers.ofByteArray(form.bytes()));
    }

    /** Which secrets of western-gas an answer has, headers included; the id that was asked for is no secret. */
    private static List<String> untold(Answer answer, String asked) {
        String told = answer.text() + answer.response().headers().map();
        return SECRETS.stream()
                .filter(secret -> !secret.equals(asked) && told.contains(secret))
                .toList();
    }

    private static String masked(Answer answer, String id) {
        String text = answer.status() + " " + answer.text();
        String masked = id.isEmpty() ? text : text.replace(id, "ID");
        String requestId = answer.header("X-Request-Id");
        return masked.replace(requestId, "REQUEST");
    }

    private static byte[] westernFile() {
        return file(USER_ID);
    }

    private static byte[] ownFile(FileSigner signer) {
        return signer == westernSigner
                ? westernFile()
                : file(signer == northernSigner ? "70-B3-D5-1F-30-00-A0-01" : "70-B3-D5-1F-30-00-C0-01");
    }

    private static synchronized byte[] file(String userId) {
        return ("UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment\n"
                        + userId + ",4.10,24,50," + (100 + files++) + ",,,\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Form form(byte[] file, byte[] signature) {
        return new Form()
                .field("fileType", "ADT")
                .file("file", "file.csv", file)
                .file("signature", "file.p7s", signature)
                .field("serviceRequestReference", "SMSR1");
    }

    /** Registers a Party that is both supplier and operator. */
    private static Http partyWithBothRoles(String id, boolean enabled) throws IOException {
        Path files = gateway.party(id);
        gateway.transportCa().issueClient(id).write(files, "transport", Gateway.PASSWORD);
        gateway.signingCa().issueSigner(id, KeyKind.P256).write(files, "signing", Gateway.PASSWORD);
        Path registry = Files.writeString(
                files.resolve("registry.yml"), """
                parties:
                  - id: %s
                    name: Both
                    enabled: %s
                    roles: [SUPPLIER, OPERATOR]
                    fileTypes: [ADT]
                    userIds: [%s]
                    transportCertificates:
                      - file: transport.pem
                    signingCertificates:
                      - file: signing.pem
                """.formatted(id, enabled, enabled ? "70-B3-D5-1F-30-00-C0-01" : ""));
        assertThat(Commands.run(
                                Clock.systemUTC(),
                                "parties",
                                "import",
                                gateway.configuration().toString(),
                                registry.toString(),
                                "--apply")
                        .text())
                .contains("changes made");
        return Http.as(gateway, id);
    }

    /** Registers an auditor, of one Party or of all. */
    private static Http auditor(String id, String audited) throws IOException {
        Path files = gateway.party(id);
        gateway.transportCa().issueClient(id).write(files, "transport", Gateway.PASSWORD);
        Path registry = Files.writeString(
                files.resolve("registry.yml"),
                "parties: [{ id: " + id + ", name: Auditors, roles: [AUDITOR], "
                        + (audited.isEmpty() ? "" : "audits: " + audited + ", ")
                        + "transportCertificates: [{ file: transport.pem }] }]");
        assertThat(Commands.run(
                                Clock.systemUTC(),
                                "parties",
                                "import",
                                gateway.configuration().toString(),
                                registry.toString(),
                                "--apply")
                        .text())
                .contains("changes made");
        return Http.as(gateway, id);
    }

    /** Until the node has loaded the registry that was imported last. */
    private static void await(Http party) {
        eventually(() -> party.get("/v1/me").status() == 200);
    }

    private static List<Operation> operations() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(IsolationTest.class.getResourceAsStream("/openapi/adt-gateway.yaml"))) {
            List<Operation> operations = new ArrayList<>();
            JsonNode contract = new ObjectMapper(new YAMLFactory()).readTree(in);
            contract.get("paths")
                    .properties()
                    .forEach(path -> path.getValue().properties().forEach(method -> {
                        if (method.getValue().has("operationId")) {
                            List<String> roles = new ArrayList<>();
                            method.getValue().get("x-roles").forEach(role -> roles.add(role.asText()));
                            operations.add(new Operation(
                                    path.getKey(),
                                    method.getKey(),
                                    method.getValue().get("operationId").asText(),
                                    roles,
                                    method.getValue().get("x-cost").asText(),
                                    method.getValue().get("x-owner").asText()));
                        }
                    }));
            assertThat(operations).hasSizeGreaterThanOrEqualTo(20);
            return operations;
        }
    }
}
