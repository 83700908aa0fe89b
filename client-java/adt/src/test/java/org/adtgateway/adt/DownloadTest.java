package org.adtgateway.adt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.adtgateway.adt.CommandLineFixture.Ran;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.adtgateway.client.FileSigner;
import org.adtgateway.client.TestGateway.Answer;
import org.adtgateway.client.TestGateway.Asked;
import org.adtgateway.client.TestJson;
import org.adtgateway.client.TestPki;
import org.adtgateway.client.TestReceipts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is fetched takes the place of nothing that is there, and is what was asked for. */
class DownloadTest {
    private static final String ID = "3f2b8a52-9d9d-4e0f-8b0e-6c1c9b9d3b11";
    private static final byte[] FILE = "UserID\r\n".getBytes(StandardCharsets.UTF_8);
    private static final int USAGE = 2;
    private static final int REFUSED = 3;

    @TempDir
    private Path folder;

    private CommandLineFixture adt;
    private byte[] signature;
    private TestPki.Holder supplier;
    private String fileName = "ADT_1.csv";
    private String receipt = TestReceipts.json(ID, FILE);

    @BeforeEach
    void start() throws IOException {
        adt = new CommandLineFixture(folder);
        supplier = adt.clientPki.issue("supplier");
        signature = FileSigner.of(supplier.identity()).sign(FILE);
        adt.gateway.answer(this::answer);
    }

    @AfterEach
    void stop() {
        adt.close();
    }

    private Answer answer(Asked request) {
        String path = request.path();
        if (path.endsWith("/file")) {
            return Answer.bytes(FILE);
        }
        if (path.endsWith("/signature")) {
            return Answer.bytes(signature);
        }
        if (path.endsWith("/certificates")) {
            return Answer.bytes(
                    CertificateLoader.pem(List.of(supplier.certificate())).getBytes(StandardCharsets.US_ASCII));
        }
        if (path.endsWith("/receipt")) {
            return Answer.bytes(TestReceipts.sign(adt.receipts, receipt));
        }
        return Answer.json(
                200,
                TestJson.submission(ID, "RECEIVED")
                        .replace("\"rowCount\"", "\"fileName\":\"" + fileName + "\",\"rowCount\""));
    }

    @Test
    void download_leavesAloneWhatIsBesideItsFolder() throws Exception {
        Path evidence = folder.resolve("evidence");
        Path theirs = Files.writeString(
                Files.createDirectory(folder.resolve("evidence.part")).resolve("theirs"), "x");

        Ran ran = adt.run("download", ID, "--out", evidence);

        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(theirs).hasContent("x");
        assertThat(names(evidence))
                .containsExactly("ADT_1.csv", "ADT_1.csv.p7s", "ADT_1.csv.receipt.p7m", "certificates.pem");
        assertThat(evidence.resolve("ADT_1.csv")).hasBinaryContent(FILE);
        assertThat(evidence.resolve("ADT_1.csv.p7s")).hasBinaryContent(signature);
        assertThat(adt.run("download", ID, "--out", evidence).status()).isEqualTo(USAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"certificates.pem", "Certificates.PEM", "withdrawal.json", "../x", ".hidden", "x.", "x "})
    void download_givesEachFileANameOfItsOwn(String supplied) throws Exception {
        fileName = supplied;

        Ran ran = adt.run("download", ID, "--out", folder.resolve("evidence"));

        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(names(folder.resolve("evidence")))
                .containsExactly(ID + ".csv", ID + ".csv.p7s", ID + ".csv.receipt.p7m", "certificates.pem");
        assertThat(folder.resolve("evidence").resolve(ID + ".csv")).hasBinaryContent(FILE);
    }

    /** The file may be the same: it was submitted twice, or the receipt is that of its withdrawal. */
    @ParameterizedTest
    @ValueSource(strings = {"\"submissionId\":\"" + ID + "\"", "\"kind\":\"SUBMISSION\""})
    void download_refusesAReceiptOfSomethingElse(String part) throws Exception {
        receipt = receipt.replace(
                part, part.startsWith("\"kind") ? "\"kind\":\"WITHDRAWAL\"" : "\"submissionId\":\"s-2\"");

        Ran ran = adt.run("download", ID, "--out", folder.resolve("evidence"));

        assertThat(ran.status()).isEqualTo(REFUSED);
        assertThat(ran.err()).contains("The receipt is not valid");
        assertThat(names(folder)).noneMatch(name -> name.equals("evidence") || name.endsWith(".part"));
    }

    @Test
    void download_withoutReceiptTrust_saysThatItIsNotVerified() throws Exception {
        Path config = folder.resolve("adt.properties");
        Files.writeString(config, Files.readString(config).replace("receipt-trust = receipt-ca.pem", ""));

        Ran ran = adt.run("download", ID, "--out", folder.resolve("evidence"));

        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(ran.err()).contains("the receipt is not verified");
    }

    @Test
    void results_overwriteNothing_unlessTold() throws Exception {
        Path filledIn = adt.write("r.csv", "RequestID,Outcome,At,Note\nA:B:1,RELEASED,,\n");
        int asked = adt.gateway.asked().size();

        Ran refused = adt.run("results", ID, "--out", filledIn);

        assertThat(refused.status()).isEqualTo(USAGE);
        assertThat(refused.err()).contains(filledIn + " exists already", "--force");
        assertThat(filledIn).content().contains("RELEASED");
        assertThat(adt.gateway.asked()).hasSize(asked);
        assertThat(adt.run("results", ID, "--out", filledIn, "--force").status())
                .isZero();
        assertThat(filledIn).content().doesNotContain("RELEASED");
        assertThat(adt.run("results", ID, filledIn, "--force").err()).contains("are for reading");
    }

    @Test
    void aFolderThatIsNotThere_isTroubleOfThisMachine() {
        Path target = folder.resolve("absent/r.csv");

        Ran ran = adt.run("results", ID, "--out", target);

        assertThat(ran.status()).isEqualTo(USAGE);
        assertThat(ran.err()).contains("Cannot read or write " + target + ": its folder does not exist");
    }

    @Test
    void receipt_overwritesOnlyItself_unlessTold() throws Exception {
        byte[] one = TestReceipts.sign(adt.receipts, receipt);
        adt.gateway.answer(request -> request.path().endsWith("/receipt") ? Answer.bytes(one) : answer(request));
        Path theirs = adt.write("letter.txt", "Dear Sir");

        assertThat(adt.run("receipt", ID, "--out", theirs).err()).contains("exists already", "--force");
        assertThat(theirs).hasContent("Dear Sir");
        assertThat(adt.run("receipt", ID, "--out", theirs, "--force").status()).isZero();
        assertThat(theirs).hasBinaryContent(one);
        assertThat(adt.run("receipt", ID, "--out", theirs).status()).isZero();
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
