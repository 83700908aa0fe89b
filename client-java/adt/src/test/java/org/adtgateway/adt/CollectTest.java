package org.adtgateway.adt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.adtgateway.adt.CommandLineFixture.Ran;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.TestGateway.Answer;
import org.adtgateway.client.TestGateway.Asked;
import org.adtgateway.client.TestJson;
import org.adtgateway.client.TestPki;
import org.adtgateway.client.TestReceipts;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectTest {
    private static final byte[] FILE = "UserID\r\n".getBytes(StandardCharsets.UTF_8);

    private final List<String> claimed = new ArrayList<>();

    @TempDir
    private Path folder;

    private CommandLineFixture adt;
    private Path target;
    private byte[] file = FILE;
    private byte[] signature;
    private TestPki.Holder supplier;
    private X509Certificate signer;
    private String status = "RECEIVED";
    private String claimedBy = TestJson.SHA256;
    private boolean withdrawnBeforeTheClaim;

    @BeforeEach
    void start() throws Exception {
        adt = new CommandLineFixture(folder);
        target = folder.resolve("in");
        supplier = adt.clientPki.issue("supplier");
        signer = supplier.certificate();
        signature = FileSigner.of(supplier.identity()).sign(FILE);
        adt.gateway.answer(this::answer);
    }

    @AfterEach
    void stop() {
        adt.close();
    }

    private Answer answer(Asked request) {
        String path = request.path();
        if (path.equals("/v1/me")) {
            return Answer.json(200, TestJson.me());
        }
        if (path.equals("/v1/events")) {
            return String.valueOf(request.uri().getQuery()).contains("after=c1")
                    ? Answer.json(200, "{\"events\":[],\"next\":\"c1\",\"more\":false}")
                    : Answer.json(
                            200,
                            "{\"events\":[" + TestJson.event("c1").replace("CLAIMED", "RECEIVED")
                                    + "],\"next\":\"c1\",\"more\":false}");
        }
        if (path.endsWith("/events")) {
            return Answer.json(
                    200,
                    "{\"events\":["
                            + TestJson.event("c1")
                                    .replace(
                                            "\"certificateSha256\":\"" + TestJson.SHA256 + "\"",
                                            "\"certificateSha256\":\"" + claimedBy + "\"")
                            + "]}");
        }
        if (path.endsWith("/claim")) {
            status = withdrawnBeforeTheClaim ? "WITHDRAWN" : status;
            if (!status.equals("RECEIVED")) {
                return Answer.problem(409, "NOT_CLAIMABLE", "WORKFLOW");
            }
            claimed.add(path);
            status = "PROCESSING";
        }
        if (path.endsWith("/file")) {
            return Answer.bytes(file);
        }
        if (path.endsWith("/signature")) {
            return Answer.bytes(signature);
        }
        if (path.endsWith("/certificates")) {
            return Answer.bytes(CertificateLoader.pem(List.of(signer)).getBytes(StandardCharsets.US_ASCII));
        }
        if (path.endsWith("/receipt")) {
            return Answer.bytes(TestReceipts.sign(adt.receipts, TestReceipts.json("s-1", file)));
        }
        return Answer.json(200, submission());
    }

    private String submission() {
        return TestJson.submission("s-1", status)
                .replace(
                        "\"fileSha256\":\"" + TestJson.SHA256 + "\"",
                        "\"fileSha256\":\"" + TestJson.sha256(file) + "\"")
                .replaceFirst("\"receivedAt\":\"[^\"]*\"", "\"receivedAt\":\"" + Instant.now() + "\"");
    }

    @Test
    void collect_claimsFetchesVerifiesAndWrites() {
        Ran ran = adt.run("collect", target, "--once");

        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("Collected: s-1");
        assertThat(target.resolve("s-1/file.csv")).hasBinaryContent(FILE);
        assertThat(target.resolve("s-1/signature.p7s")).hasBinaryContent(signature);
        assertThat(target.resolve("s-1/certificates.pem")).hasContent(CertificateLoader.pem(List.of(signer)));
        assertThat(target.resolve("s-1/receipt.p7m")).isNotEmptyFile();
        assertThat(target.resolve("s-1/submission.json")).content().contains("northern-power");
        assertThat(target.resolve("cursor")).hasContent("c1");
    }

    @Test
    void collect_writesATableForTheResultsOfAnExitQuarantineFile() {
        file = "QuarantineEventRef,RequestID,Action,Comment\n1,A:B:1,RELEASE,\n2,A:B:2,DELETE,\"two\nlines\"\n"
                .getBytes(StandardCharsets.UTF_8);
        signature = FileSigner.of(supplier.identity()).sign(file);
        adt.gateway.answer(request -> {
            Answer answer = answer(request);
            return request.path().matches("/v1/submissions/s-1(/claim)?")
                    ? Answer.json(200, submission().replace("\"ADT\"", "\"EXIT_QUARANTINE\""))
                    : answer;
        });

        Ran ran = adt.run("collect", target, "--once");

        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(target.resolve("s-1/results.csv"))
                .hasContent("RequestID,Outcome,At,Note\r\nA:B:1,,,\r\nA:B:2,,,\r\n");
    }

    @Test
    void collect_writesALineOfJsonForEachSubmission() throws Exception {
        Ran ran = adt.run("collect", target, "--once", "--json");

        JsonNode event = new JsonMapper().readTree(ran.out());
        assertThat(event.at("/event").asText()).isEqualTo("COLLECTED");
        assertThat(event.at("/submissionId").asText()).isEqualTo("s-1");
        assertThat(Path.of(event.at("/folder").asText()).resolve("file.csv")).hasBinaryContent(FILE);
    }

    @Test
    void collect_refusesASecondProcess() throws Exception {
        Files.createDirectories(target);
        try (FileChannel channel =
                        FileChannel.open(target.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assertThat(held.isValid()).isTrue();

            Ran ran = adt.run("collect", target, "--once");

            assertThat(ran.status()).isEqualTo(2);
            assertThat(ran.err()).contains("Another 'adt collect' is running");
        }
        assertThat(adt.run("collect", target, "--once").status()).isZero();
    }

    @Test
    void collect_continuesWhereItStopped() {
        adt.run("collect", target, "--once");
        int asked = adt.gateway.asked().size();

        assertThat(adt.run("collect", target, "--once").status()).isZero();

        assertThat(adt.gateway.asked()).hasSize(asked + 1);
        assertThat(claimed).hasSize(1);
    }

    @Test
    void collect_completesWhatThisFolderHadClaimedBeforeACrash() throws Exception {
        status = "PROCESSING";
        // by a certificate that has been renewed since
        claimedBy = "cd".repeat(32);
        Files.createDirectories(target.resolve(".claims"));
        Files.writeString(target.resolve(".claims/s-1"), "CLAIMED");

        assertThat(adt.run("collect", target, "--once").status()).isZero();

        assertThat(target.resolve("s-1/file.csv")).hasBinaryContent(FILE);
        assertThat(target.resolve(".claims")).isEmptyDirectory();
    }

    /** The claim was noted and made; then the machine crashed, before its answer. */
    @Test
    void collect_completesAClaimWhoseAnswerItDidNotSee() throws Exception {
        status = "PROCESSING";
        Files.createDirectories(target.resolve(".claims"));
        Files.writeString(target.resolve(".claims/s-1"), "2026-11-23T08:59:59Z");

        assertThat(adt.run("collect", target, "--once").status()).isZero();

        assertThat(target.resolve("s-1/file.csv")).hasBinaryContent(FILE);
    }

    /** The claim was noted and not made; another collector claimed it an hour later. */
    @Test
    void collect_doesNotTakeForItsOwnWhatAnotherClaimedLater() throws Exception {
        status = "PROCESSING";
        Files.createDirectories(target.resolve(".claims"));
        Files.writeString(target.resolve(".claims/s-1"), "2026-11-23T08:00:00Z");

        assertThat(adt.run("collect", target, "--once").status()).isZero();

        assertThat(target.resolve("s-1")).doesNotExist();
    }

    @Test
    void collect_twoWithOneCertificate_doNotTakeTheSameFile() {
        Ran first = adt.run("collect", target, "--once");
        Ran second = adt.run("collect", folder.resolve("other"), "--once");

        assertThat(first.out()).contains("Collected: s-1");
        assertThat(second.status()).isZero();
        assertThat(second.out()).doesNotContain("Collected");
        assertThat(folder.resolve("other/s-1")).doesNotExist();
    }

    @Test
    void collect_adoptsWhatAnotherHasClaimed_whenAsked() {
        status = "PROCESSING";
        assertThat(adt.run("collect", target, "--once").status()).isZero();
        assertThat(target.resolve("s-1")).doesNotExist();

        Ran ran = adt.run("collect", target, "--once", "--adopt", "s-1");

        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(target.resolve("s-1/file.csv")).hasBinaryContent(FILE);
        status = "COMPLETED";
        assertThat(adt.run("collect", folder.resolve("other"), "--adopt", "s-1", "--once")
                        .err())
                .contains("only what is PROCESSING can be adopted");
    }

    @Test
    void collect_chooses_andKeepsToTheChoice() {
        assertThat(adt.run("collect", target, "--once", "--type", "EXIT_QUARANTINE")
                        .status())
                .isZero();
        assertThat(target.resolve("s-1")).doesNotExist();
        assertThat(adt.run("collect", target, "--once").err()).contains("use a folder for each choice");

        Path mine = folder.resolve("mine");
        assertThat(adt.run("collect", mine, "--once", "--type", "ADT", "--party", "northern-power")
                        .status())
                .isZero();
        assertThat(mine.resolve("s-1/file.csv")).hasBinaryContent(FILE);
    }

    @Test
    void collect_fromNow_passesOverTheHistory() {
        assertThat(adt.run("collect", target, "--once", "--from-now").status()).isZero();
        assertThat(target.resolve("s-1")).doesNotExist();
        assertThat(claimed).isEmpty();
        assertThat(adt.run("collect", target, "--once", "--from-now").err()).contains("for a new folder");
    }

    @Test
    void collect_goesOnWithTheOthers_whenOneIsRefused() {
        adt.gateway.answer(request -> request.path().equals("/v1/submissions/s-1")
                ? Answer.problem(404, "NOT_FOUND", "WORKFLOW")
                : answer(request));

        Ran ran = adt.run("collect", target, "--once");

        assertThat(ran.status()).isEqualTo(7);
        assertThat(ran.err()).contains("s-1 is not collected");

        adt.gateway.answer(this::answer);
        assertThat(adt.run("collect", target, "--once").status()).isZero();
        assertThat(target.resolve("s-1/file.csv")).hasBinaryContent(FILE);
    }

    @Test
    void collect_readsTheEventsAgain_afterARestoreOfTheGateway() throws Exception {
        Files.createDirectories(target);
        Files.writeString(target.resolve("cursor"), "of-a-lost-future");
        adt.gateway.answer(request -> String.valueOf(request.uri().getQuery()).contains("of-a-lost-future")
                ? Answer.problem(410, "FEED_RESTARTED", "WORKFLOW")
                : answer(request));

        assertThat(adt.run("collect", target, "--once").status()).isZero();

        assertThat(target.resolve("s-1/file.csv")).hasBinaryContent(FILE);
    }

    @Test
    void collect_skipsWhatWasWithdrawn() {
        status = "WITHDRAWN";

        assertThat(adt.run("collect", target, "--once").status()).isZero();

        assertThat(target.resolve("s-1")).doesNotExist();
    }

    @Test
    void collect_setsAsideAnInvalidSignature() {
        TestPki.Holder forger = new TestPki("Client CA").issue("forger");
        signer = forger.certificate();
        signature = FileSigner.of(forger.identity()).sign(FILE);

        Ran ran = adt.run("collect", target, "--once");

        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.err()).contains("Suspect: s-1", "do not act on it");
        assertThat(target.resolve("s-1")).doesNotExist();
        assertThat(target.resolve("suspect/s-1/fault.txt")).content().contains("does not chain to an authority");
        assertThat(claimed).as("its owner can still withdraw it").isEmpty();
    }

    @Test
    void collect_leavesWhatIsWithdrawnWhileItIsFetched() {
        withdrawnBeforeTheClaim = true;

        Ran ran = adt.run("collect", target, "--once");

        assertThat(ran.status()).isZero();
        assertThat(ran.err()).contains("s-1 is not there to be claimed any more");
        assertThat(target.resolve("s-1")).doesNotExist();
        assertThat(target.resolve(".s-1.part")).doesNotExist();
    }

    @Test
    void collect_verifiesWithTheCertificateThatTheGatewayHas() throws Exception {
        // as openssl cms -sign -nocerts writes it
        signature = withoutCertificates(signature);

        Ran ran = adt.run("collect", target, "--once");

        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(target.resolve("s-1/signature.p7s")).hasBinaryContent(signature);
    }

    private static byte[] withoutCertificates(byte[] signature) throws Exception {
        SignedData with =
                SignedData.getInstance(ContentInfo.getInstance(signature).getContent());
        return new ContentInfo(
                        CMSObjectIdentifiers.signedData,
                        new SignedData(
                                with.getDigestAlgorithms(),
                                with.getEncapContentInfo(),
                                null,
                                null,
                                with.getSignerInfos()))
                .getEncoded("DER");
    }

    @Test
    void collect_requiresTheAuthoritiesOfSignatures() throws Exception {
        Files.writeString(
                folder.resolve("adt.properties"),
                Files.readString(folder.resolve("adt.properties")).replace("signer-trust = client-ca.pem", ""));

        Ran ran = adt.run("collect", target, "--once");

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("signer-trust");
    }
}
