package org.adtgateway.journey;

import static org.adtgateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.adtgateway.client.FileSignatureVerifier;
import org.adtgateway.client.SignatureRefusedException;
import org.adtgateway.testing.EmbeddedDatabase;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.Http;
import org.adtgateway.testing.Http.Answer;
import org.adtgateway.testing.Http.Form;
import org.adtgateway.testing.OpenSsl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A signature gets the same verdict from the gateway, from the SDK and from {@code adt collect}: one rule, wherever it is applied. */
class VerdictMatrixTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    // an artifact of the build, see docs/signature-cases.md
    private static final Path FILES = Path.of("target", "signature-cases");

    @TempDir
    private static Path folder;

    private static Gateway gateway;
    private static Http supplier;
    private static FileSignatureVerifier sdk;
    private static List<SignatureCase> cases;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(OpenSsl.isInstalled(), "openssl is not installed");
        gateway = Gateway.start(Gateway.Settings.of(folder.resolve("gateway"), EmbeddedDatabase.create()));
        supplier = Http.as(gateway, "northern-power");
        cases = SignatureCases.of(gateway, Files.createDirectories(folder.resolve("signatures")));
        SignatureCaseFiles.write(cases, FILES);
        sdk = FileSignatureVerifier.trusting(anchor())
                .withRevocationLists(cases.get(0).lists());
        awaitRegistry();
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    static Stream<SignatureCase> cases() {
        return cases.stream();
    }

    @Test
    void theMatrixIsLarge_andOfBothKinds() {
        assertThat(cases)
                .hasSizeGreaterThan(100)
                .extracting(SignatureCase::name)
                .doesNotHaveDuplicates();
        assertThat(cases.stream().filter(SignatureCase::isAccepted)).hasSizeGreaterThan(50);
        assertThat(cases.stream().map(SignatureCase::code).distinct()).hasSizeGreaterThan(12);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void gatewayAndSdkAgree(SignatureCase each) throws IOException {
        assertThat(ofGateway(each)).as("the gateway on %s", each).isEqualTo(each.code());
        assertThat(judge(sdk, each)).as("the SDK on %s", each).isEqualTo(each.code());
    }

    @Test
    void theCasesAreJudgedAlike_fromTheirFilesAlone() throws IOException {
        List<SignatureCase> read = SignatureCaseFiles.read(FILES);
        assertThat(read).hasSameSizeAs(cases);
        FileSignatureVerifier verifier = FileSignatureVerifier.trusting(FILES.resolve("anchor.pem"))
                .withRevocationLists(read.get(0).lists());
        for (int i = 0; i < read.size(); i++) {
            SignatureCase each = read.get(i);
            assertThat(each.code()).isEqualTo(cases.get(i).code());
            assertThat(each.why()).endsWith(".");
            assertThat(judge(verifier, each)).as("%s", each).isEqualTo(each.code());
        }
    }

    @Test
    void theFilesHoldNoPrivateKey() throws IOException {
        try (Stream<Path> files = Files.walk(FILES)) {
            assertThat(files.filter(Files::isRegularFile))
                    .hasSizeGreaterThan(2 * cases.size())
                    .allSatisfy(file -> {
                        assertThat(file.getFileName().toString())
                                .matches("index\\.json|.*\\.pem|.*\\.crl|file\\.csv(\\.p7s)?");
                        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                                .doesNotContain("PRIVATE KEY");
                    });
        }
    }

    /** With the certificates that the gateway gives out, and the root alone as what is trusted. */
    @Test
    void adtCollect_takesUpEverythingThatTheGatewayHasAccepted() throws Exception {
        Map<String, SignatureCase> submitted = new LinkedHashMap<>();
        for (SignatureCase each : cases) {
            Answer answer = supplier.post("/v1/submissions", form(each));
            assertThat(answer.status()).as("%s: %s", each, answer.text()).isEqualTo(each.isAccepted() ? 201 : 422);
            if (each.isAccepted()) {
                submitted.put(answer.json().get("id").asText(), each);
            }
        }
        Path collected = folder.resolve("collected");

        String output = adt("collect", collected.toString(), "--once");

        submitted.forEach((id, each) -> {
            assertThat(collected.resolve("suspect").resolve(id).resolve("fault.txt"))
                    .as("%s: %s", each, output)
                    .doesNotExist();
            assertThat(collected.resolve(id).resolve("signature.p7s")).hasBinaryContent(each.signature());
            List<X509Certificate> chain =
                    CertificateLoader.read(collected.resolve(id).resolve("certificates.pem"));
            assertThat(chain).hasSize(3).endsWith(anchorCertificate());
        });
        assertThat(collected.resolve("suspect")).doesNotExist();
    }

    /** The fault by which the gateway refuses a signature; empty where it accepts. */
    private static String ofGateway(SignatureCase each) {
        Answer answer = supplier.post("/v1/validations", form(each));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        JsonNode code = answer.json().at("/signature/code");
        assertThat(answer.json().get("accepted").asBoolean()).isEqualTo(code.isMissingNode());
        return code.asText("");
    }

    private static String judge(FileSignatureVerifier verifier, SignatureCase each) throws IOException {
        Path file = Files.write(folder.resolve("file.csv"), each.file());
        try {
            verifier.verify(file, each.signature(), each.certificates(), each.receivedAt());
            return "";
        } catch (SignatureRefusedException e) {
            return e.code();
        }
    }

    private static Form form(SignatureCase each) {
        return new Form()
                .field("fileType", "ADT")
                .file("file", "file.csv", each.file())
                .file("signature", "file.p7s", each.signature())
                .field("serviceRequestReference", "SMSR1");
    }

    /** Runs the command as a process of its own, as the DCC. */
    private static String adt(String... arguments) throws Exception {
        Path dcc = gateway.party("dcc");
        Files.writeString(dcc.resolve("password.txt"), Gateway.PASSWORD);
        Path configuration = Files.writeString(dcc.resolve("matrix.properties"), """
                address = %s
                identity = transport.p12
                identity-password-file = password.txt
                trust = ../../server-ca.pem
                receipt-trust = ../../receipt-ca.pem
                signer-trust = ../../server/signing-root.pem
                """.formatted(gateway.url()));
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "org.adtgateway.adt.Adt"),
                        Stream.of(arguments))
                .toList();
        Path output = folder.resolve("adt.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("ADT_CONFIG", configuration.toString());
        Process process = builder.start();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(output);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }

    private static Path anchor() {
        return gateway.folder().resolve("server/signing-root.pem");
    }

    private static X509Certificate anchorCertificate() {
        return CertificateLoader.read(anchor()).get(0);
    }

    /** Until the node has taken up what was registered. */
    private static void awaitRegistry() throws InterruptedException {
        int registered = cases.get(0).certificates().size()
                - CertificateLoader.read(gateway.folder().resolve("signer-ca.pem"))
                        .size();
        eventually(() -> Objects.requireNonNull(supplier.get("/v1/me").json().get("signingCertificates"))
                        .size()
                >= registered);
    }
}
