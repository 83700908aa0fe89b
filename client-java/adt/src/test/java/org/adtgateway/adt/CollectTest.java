package org.adtgateway.adt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.adtgateway.adt.CommandLineFixture.Ran;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.FileSignatureVerifier;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.ReceiptVerifier;
import org.adtgateway.client.RetryPolicy;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Help.Ansi;

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
    private String claimNote = "";
    private String claimedAt = "2026-11-23T09:00:01Z";
    private boolean withdrawnBeforeTheClaim;
    private boolean loseTheAnswerToTheClaim;
    private final List<String> happened = new ArrayList<>(List.of("RECEIVED"));

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
            return events(String.valueOf(request.uri().getQuery()));
        }
        if (path.endsWith("/claim")) {
            status = withdrawnBeforeTheClaim ? "WITHDRAWN" : status;
            if (!status.equals("RECEIVED")) {
                return Answer.problem(409, "NOT_CLAIMABLE", "WORKFLOW");
            }
            claimed.add(path);
            claimNote = noteOf(request);
            status = "PROCESSING";
            if (loseTheAnswerToTheClaim) {
                loseTheAnswerToTheClaim = false;
                return Answer.silence();
            }
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
        return Answer.json(200, withClaim(submission()));
    }

    private String submission() {
        return TestJson.submission("s-1", status)
                .replace(
                        "\"fileSha256\":\"" + TestJson.SHA256 + "\"",
                        "\"fileSha256\":\"" + TestJson.sha256(file) + "\"")
                .replaceFirst("\"receivedAt\":\"[^\"]*\"", "\"receivedAt\":\"" + Instant.now() + "\"");
    }

    /** Answers with what has happened, an event for each cursor from c1 on. */
    private Answer events(String query) {
        int after = query.contains("after=c") ? Integer.parseInt(query.replaceAll(".*after=c([0-9]+).*", "$1")) : 0;
        List<String> events = new ArrayList<>();
        for (int i = after; i < happened.size(); i++) {
            String type = happened.get(i).replaceAll(" .*", "");
            String reason = happened.get(i).substring(type.length()).strip();
            events.add(TestJson.event("c" + (i + 1))
                    .replace("CLAIMED", type)
                    .replaceFirst("}$", reason.isEmpty() ? "}" : ",\"reason\":\"" + reason + "\"}"));
        }
        return Answer.json(
                200,
                "{\"events\":[" + String.join(",", events) + "],\"next\":\"c" + happened.size() + "\",\"more\":false}");
    }

    private static String noteOf(Asked claim) {
        return claim.text().replaceAll("(?s).*\"note\"\\s*:\\s*\"([^\"]*)\".*", "$1");
    }

    private String withClaim(String submission) {
        return status.equals("RECEIVED") || status.equals("WITHDRAWN")
                ? submission
                : submission.replaceFirst(
                        "}$",
                        ",\"claim\":{\"claimedBy\":{\"partyId\":\"dcc\",\"certificateSha256\":\"" + "cd".repeat(32)
                                + "\",\"certificateSubject\":\"CN=dcc\"},\"claimedAt\":\"" + claimedAt + "\""
                                + (claimNote.isEmpty() ? "" : ",\"note\":\"" + claimNote + "\"") + "}}");
    }

    /** Hands the claim back, as an operator does whose import has failed. */
    private void release() {
        happened.add("CLAIMED " + claimNote);
        happened.add("CLAIM_RELEASED The import failed");
        status = "RECEIVED";
        claimNote = "";
        claimedAt = "2026-11-23T11:00:00Z";
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

    /** The claim was made, and the machine crashed; its certificate has been renewed since. */
    @Test
    void collect_completesWhatThisFolderHadClaimedBeforeACrash() throws Exception {
        loseTheAnswerToTheClaim = true;
        assertThat(adt.run("collect", target, "--once").status()).isEqualTo(4);
        assertThat(target.resolve("s-1")).doesNotExist();
        assertThat(claimNote).startsWith("adt collect ");

        assertThat(adt.run("collect", target, "--once").status()).isZero();

        assertThat(target.resolve("s-1/file.csv")).hasBinaryContent(FILE);
        assertThat(claimed).hasSize(1);
        assertThat(target.resolve(".claims/s-1")).doesNotExist();
    }

    /** Another collector won, within the same second and by the same certificate. */
    @Test
    void collect_doesNotTakeForItsOwnWhatAnotherClaimed() {
        loseTheAnswerToTheClaim = true;
        assertThat(adt.run("collect", target, "--once").status()).isEqualTo(4);
        claimNote = "adt collect 00000000-0000-4000-8000-000000000000";

        assertThat(adt.run("collect", target, "--once").status()).isZero();
        assertThat(target.resolve("s-1")).doesNotExist();

        claimNote = "";
        assertThat(adt.run("collect", folder.resolve("third"), "--once").status())
                .isZero();
        assertThat(folder.resolve("third/s-1")).doesNotExist();
    }

    @Test
    void collect_collectsAgainWhatWasHandedBack() throws Exception {
        adt.run("collect", target, "--once");
        Files.writeString(target.resolve("s-1/imported.txt"), "half of it");
        release();

        Ran again = adt.run("collect", target, "--once");

        assertThat(again.status()).as(again.err()).isZero();
        assertThat(again.err().lines().filter(line -> line.contains("its claim was handed back")))
                .hasSize(1);
        assertThat(again.out()).contains("Collected: s-1");
        assertThat(claimed).hasSize(2);
        assertThat(target.resolve("released/s-1/imported.txt")).exists();
        assertThat(target.resolve("s-1/file.csv")).hasBinaryContent(FILE);
        assertThat(target.resolve("s-1/imported.txt")).doesNotExist();

        happened.add("CLAIMED " + claimNote);
        Ran nothing = adt.run("collect", target, "--once");
        assertThat(nothing.out()).isEmpty();
        assertThat(nothing.err()).doesNotContain("s-1");
        release();
        claimedAt = "2026-11-23T12:00:00Z";
        assertThat(adt.run("collect", target, "--once").out()).contains("Collected: s-1");
        assertThat(target.resolve("released/s-1-2/file.csv")).hasBinaryContent(FILE);
    }

    @Test
    void collect_movesAside_whatAnotherHasClaimedSince() {
        adt.run("collect", target, "--once");
        release();
        status = "PROCESSING";
        claimNote = "adt collect 00000000-0000-4000-8000-000000000000";
        happened.add("CLAIMED " + claimNote);

        Ran ran = adt.run("collect", target, "--once");

        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(ran.err()).contains("s-1: its claim was handed back, and it is PROCESSING now", "do not act on it");
        assertThat(ran.out()).isEmpty();
        assertThat(target.resolve("s-1")).doesNotExist();
        assertThat(target.resolve("released/s-1/file.csv")).hasBinaryContent(FILE);
    }

    /** Whatever is read again, as after a crash: what lies there by the claim that stands is left as it is. */
    @Test
    void collect_leavesWhatItHas_whenTheEventsAreReadAgain() throws Exception {
        adt.run("collect", target, "--once");
        Files.writeString(target.resolve("s-1/imported.txt"), "done");
        Files.delete(target.resolve("cursor"));

        Ran ran = adt.run("collect", target, "--once");

        assertThat(ran.status()).isZero();
        assertThat(ran.out()).isEmpty();
        assertThat(target.resolve("s-1/imported.txt")).exists();
        assertThat(target.resolve("released")).doesNotExist();
        assertThat(claimed).hasSize(1);
    }

    /** The first page of the feed was read when the gateway went away. */
    @Test
    void collect_losesNothing_whenTheGatewayGoesAwayAmongTheEvents() throws Exception {
        boolean[] away = {false};
        adt.gateway.answer(request -> {
            if (request.path().equals("/v1/events")
                    && String.valueOf(request.uri().getQuery()).contains("after=")
                    && !away[0]) {
                away[0] = true;
                return Answer.problem(503, "UNAVAILABLE", "RETRY").with("Retry-After", "120");
            }
            return answer(request);
        });
        try (AdtGatewayClient client = AdtGatewayClient.builder()
                .address(adt.gateway.address())
                .identity(adt.clientPki.issue("dcc").identity())
                .trust(List.of(adt.serverPki.root()))
                .retries(RetryPolicy.none())
                .build()) {
            ServiceLog log = new ServiceLog(quietConsole(), Clock.systemUTC());
            ClaimNotes notes = new ClaimNotes(Files.createDirectories(target));
            SubmissionCollector collector = new SubmissionCollector(
                    target,
                    client,
                    FileSignatureVerifier.trusting(List.of(adt.clientPki.root())),
                    ReceiptVerifier.trusting(List.of(adt.receiptPki.root())),
                    notes,
                    log);
            Collection collection =
                    new Collection(target, client, collector, notes, new Collection.Filter(null, null), log);

            assertThat(collection.step()).isPositive();
            assertThat(away[0]).isTrue();
            collection.step();
        }

        assertThat(target.resolve("s-1/file.csv")).hasBinaryContent(FILE);
    }

    private static Console quietConsole() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        return new Console(nowhere, nowhere, InputStream.nullInputStream(), false, Ansi.OFF, false, ZoneOffset.UTC, 80);
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
    void collect_tellsARefusalInTheWordsOfTheCommand() {
        adt.gateway.answer(request -> request.path().equals("/v1/submissions/s-1")
                ? Answer.problem(404, "NOT_FOUND", "WORKFLOW").saying("GET /v1/me shows your roles.")
                : answer(request));

        Ran ran = adt.run("collect", target, "--once");

        assertThat(ran.err())
                .contains("s-1 is not collected", "NOT_FOUND, 'adt me' shows your roles")
                .doesNotContain("/v1/");
    }

    /** Such as one that no folder of its own can be made for, or whose content nobody has thought of. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void collect_goesOnWithTheOthers_whateverIsWrongWithOne(boolean isOfTheDisk) throws Exception {
        adt.gateway.answer(request -> {
            if (request.path().equals("/v1/events")
                    && !String.valueOf(request.uri().getQuery()).contains("after=")) {
                return Answer.json(
                        200,
                        "{\"events\":[" + received("s-0") + "," + received("s-1")
                                + "],\"next\":\"c1\",\"more\":false}");
            }
            if (!request.path().startsWith("/v1/submissions/s-0")) {
                return answer(request);
            }
            if (request.path().endsWith("/receipt") && !isOfTheDisk) {
                return Answer.bytes(TestReceipts.sign(adt.receipts, TestReceipts.json("s-0", file)));
            }
            return request.path().equals("/v1/submissions/s-0")
                    ? Answer.json(
                            200,
                            submission()
                                    .replace("\"s-1\"", "\"s-0\"")
                                    .replace("\"ADT\"", isOfTheDisk ? "\"ADT\"" : "\"EXIT_QUARANTINE\""))
                    : answer(request);
        });
        Files.createDirectories(target);
        if (isOfTheDisk) {
            // its receipt is that of the other, and there is no room for what is suspect
            Files.writeString(target.resolve("suspect"), "not a folder");
        }

        Ran ran = adt.run("collect", target, "--once");

        assertThat(ran.status()).as(ran.err()).isEqualTo(7);
        assertThat(ran.err()).contains("s-0 is not collected, and will be tried again: ");
        assertThat(ran.out()).contains("Collected: s-1").doesNotContain("s-0");
        assertThat(claimed).singleElement().asString().contains("s-1");
    }

    private static String received(String id) {
        return TestJson.event("c-" + id).replace("CLAIMED", "RECEIVED").replace("\"s-1\"", "\"" + id + "\"");
    }

    /** A failure after the claim would leave it to nobody: its owner could not withdraw it, and no other collector would take it. */
    @Test
    void collect_claimsOnlyWhatItCanHandOnWhole() {
        file = "QuarantineEventRef,Action,Comment\n1\n".getBytes(StandardCharsets.UTF_8);
        signature = FileSigner.of(supplier.identity()).sign(file);
        adt.gateway.answer(request -> {
            Answer answer = answer(request);
            return request.path().matches("/v1/submissions/s-1(/claim)?")
                    ? Answer.json(200, submission().replace("\"ADT\"", "\"EXIT_QUARANTINE\""))
                    : answer;
        });

        Ran ran = adt.run("collect", target, "--once");

        assertThat(ran.status()).isEqualTo(7);
        assertThat(ran.err()).contains("s-1 is not collected");
        assertThat(claimed).isEmpty();
    }

    @Test
    void collect_setsAsideAReceiptOfAnotherAct() {
        adt.gateway.answer(request -> request.path().endsWith("/receipt")
                ? Answer.bytes(TestReceipts.sign(
                        adt.receipts, TestReceipts.json("s-1", file).replace("SUBMISSION", "OUTCOME")))
                : answer(request));

        Ran ran = adt.run("collect", target, "--once");

        assertThat(ran.status()).isEqualTo(3);
        assertThat(target.resolve("suspect/s-1/fault.txt")).content().contains("the OUTCOME of s-1");
        assertThat(claimed).isEmpty();
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
