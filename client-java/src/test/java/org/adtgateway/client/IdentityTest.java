package org.adtgateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {
    private final TestPki pki = new TestPki("CA");

    @TempDir
    private Path folder;

    private Path certificates;
    private Path key;

    @BeforeEach
    void writeAPair() {
        TestPki.Holder holder = pki.issue("someone");
        certificates = holder.writeCertificates(folder.resolve("c.pem"));
        key = holder.writeKey(folder.resolve("k.key"));
    }

    @Test
    void pkcs12_opensWithItsPassword() {
        TestPki.Holder holder = pki.issue("someone");
        Path file = holder.writePkcs12(folder.resolve("k.p12"));

        assertThat(Identity.pkcs12(file, TestPki.PASSWORD).chain()).isEqualTo(holder.chain());
    }

    @Test
    void pkcs12_saysSoWhenThePasswordIsWrong() {
        Path file = pki.issue("someone").writePkcs12(folder.resolve("k.p12"));

        assertThatThrownBy(() -> Identity.pkcs12(file, "wrong".toCharArray()))
                .isInstanceOf(SigningException.class)
                .hasMessageContaining("password");
    }

    @Test
    void pem_readsPkcs8() {
        assertSigns(Identity.pem(certificates, key));
    }

    @ParameterizedTest
    @CsvSource({"EC,secp256r1", "EC,secp384r1", "RSA,2048"})
    void pem_readsTheTraditionalForms(String algorithm, String strength) {
        TestPki.Holder holder = pki.issue("someone", algorithm, strength);
        certificates = holder.writeCertificates(folder.resolve("c.pem"));
        key = holder.writeKey(folder.resolve("k.key"));
        Path traditional = folder.resolve("t.key");
        OpenSsl.run("pkey", "-in", key, "-traditional", "-out", traditional);

        assertThat(traditional).content().contains(algorithm + " PRIVATE KEY");
        assertSigns(Identity.pem(certificates, traditional));
    }

    @Test
    void pem_readsAnEncryptedKeyWithItsPassword() {
        Path encrypted = folder.resolve("e.key");
        OpenSsl.run("pkcs8", "-topk8", "-in", key, "-passout", "pass:changeit", "-out", encrypted);

        assertSigns(Identity.pem(certificates, encrypted, TestPki.PASSWORD));
        assertThatThrownBy(() -> Identity.pem(certificates, encrypted, "wrong".toCharArray()))
                .isInstanceOf(SigningException.class)
                .hasMessageContaining("password");
        assertThatThrownBy(() -> Identity.pem(certificates, encrypted))
                .isInstanceOf(SigningException.class)
                .hasMessageContaining("give its password");
    }

    @Test
    void pem_saysWhatIsMissing() {
        assertThatThrownBy(() -> Identity.pem(key, key)).hasMessageContaining("holds no certificate");
        assertThatThrownBy(() -> Identity.pem(certificates, certificates)).hasMessageContaining("holds no private key");
        assertThatThrownBy(() -> Identity.pem(folder.resolve("absent"), key)).isInstanceOf(SigningException.class);
    }

    @Test
    void toString_showsNoKey() throws Exception {
        assertThat(Identity.pem(certificates, key).toString()).isEqualTo("Identity[CN=someone]");
        assertThat(Files.readString(key)).contains("PRIVATE KEY");
    }

    @Test
    void pkcs12_withSeveralKeys_asksForAnAlias() throws Exception {
        TestPki.Holder old = pki.issue("old");
        TestPki.Holder renewed = pki.issue("renewed");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("old", old.key(), TestPki.PASSWORD, old.chain().toArray(Certificate[]::new));
        store.setKeyEntry(
                "renewed", renewed.key(), TestPki.PASSWORD, renewed.chain().toArray(Certificate[]::new));
        Path file = folder.resolve("two.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, TestPki.PASSWORD);
        }

        assertThatThrownBy(() -> Identity.pkcs12(file, TestPki.PASSWORD))
                .hasMessageContaining(file.toString())
                .hasMessageContaining("2 private keys [old, renewed]: name one by its alias");
        assertThatThrownBy(() -> Identity.pkcs12(file, TestPki.PASSWORD, "another"))
                .hasMessageContaining("no private key 'another', but [old, renewed]");
        assertThat(Identity.pkcs12(file, TestPki.PASSWORD, "Renewed").certificate())
                .isEqualTo(renewed.certificate());
    }

    /** As openssl 3 writes it: by PBES2, with characters that the runtime's own reader refuses. */
    @ParameterizedTest
    @ValueSource(strings = {"Geh\u00e9im\u20ac\u00a3", "pass word", "\u4e2d\u6587"})
    void pkcs12_opensWithAnyPassword(String password) {
        Path file = folder.resolve("any.p12");
        assertThat(OpenSsl.run(
                                "pkcs12",
                                "-export",
                                "-in",
                                certificates,
                                "-inkey",
                                key,
                                "-passout",
                                "pass:" + password,
                                "-out",
                                file)
                        .status())
                .isZero();

        Identity identity = Identity.pkcs12(file, password.toCharArray());

        assertSigns(identity);
        assertThatThrownBy(() -> Identity.pkcs12(file, (password + "x").toCharArray()))
                .hasMessage(file + " is a key store that this password does not open. Is the password right?");
    }

    /** What people give in place of what is asked for. No text of the runtime is a message. */
    @Test
    void aWrongFile_isSaidToBeWhatItIs() throws Exception {
        Path store = pki.issue("someone").writePkcs12(folder.resolve("k.p12"));
        Path der = Files.write(
                folder.resolve("c.cer"),
                CertificateLoader.read(certificates).get(0).getEncoded());
        Path empty = Files.createFile(folder.resolve("empty.p12"));
        Path text = Files.writeString(folder.resolve("letter.txt"), "Dear Sir");
        Path garbage = Files.write(folder.resolve("garbage"), new byte[] {0x30, (byte) 0x82, 1, 2, 3, 4, 5});
        char[] password = TestPki.PASSWORD;
        Map<ThrowingCallable, String> cases = new LinkedHashMap<>();
        cases.put(() -> Identity.pkcs12(certificates, password), "is not PKCS#12, but PEM");
        cases.put(() -> Identity.pkcs12(key, password), "a private key (PEM)");
        cases.put(() -> Identity.pkcs12(der, password), "a certificate (DER)");
        cases.put(() -> Identity.pkcs12(empty, password), "empty");
        cases.put(() -> Identity.pkcs12(text, password), "something else, or damaged");
        cases.put(() -> Identity.pkcs12(garbage, password), "something else, or damaged");
        cases.put(() -> Identity.pkcs12(folder.resolve("absent.p12"), password), "does not exist");
        cases.put(() -> Identity.pkcs12(folder, password), "it is a folder");
        cases.put(() -> Identity.pem(store, key), "is a key store (PKCS#12), and not PEM");
        cases.put(() -> Identity.pem(certificates, store), "is a key store (PKCS#12), and not PEM");
        cases.put(() -> Identity.pem(text, key), "holds no certificate");
        cases.put(() -> Identity.pem(garbage, key), "is DER, but not a certificate");
        cases.put(() -> Identity.pem(certificates, garbage), "is DER, but not a private key");
        cases.put(() -> Identity.pem(certificates, folder), "it is a folder");
        cases.forEach((call, expected) -> assertThatThrownBy(call)
                .as(expected)
                .isInstanceOf(SigningException.class)
                .hasMessageContaining(expected)
                .message()
                .doesNotContain("Exception", "toDerInputStream", "Input length", "Tag", "java."));
    }

    @Test
    void files_areReadInWhateverForm() throws Exception {
        X509Certificate certificate = CertificateLoader.read(certificates).get(0);
        Path der = Files.write(folder.resolve("c.cer"), certificate.getEncoded());
        Path derKey = folder.resolve("k.der");
        OpenSsl.run("pkcs8", "-topk8", "-nocrypt", "-in", key, "-outform", "DER", "-out", derKey);
        assertSigns(Identity.pem(der, derKey));
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            Path marked =
                    Files.write(folder.resolve("m.pem"), ("\ufeff" + Files.readString(certificates)).getBytes(charset));
            Path markedKey = Files.write(folder.resolve("m.key"), ("\ufeff" + Files.readString(key)).getBytes(charset));
            assertSigns(Identity.pem(marked, markedKey));
        }
        Path latin = Files.write(
                folder.resolve("l.pem"),
                ("Bag Attributes\r\n    friendlyName: Schl\u00fcssel\r\n" + Files.readString(certificates))
                        .getBytes(StandardCharsets.ISO_8859_1));
        assertSigns(Identity.pem(latin, key));
    }

    @Test
    void aKeyOfAnotherCertificate_isFoundAtOnce() {
        Path other = pki.issue("other").writeKey(folder.resolve("other.key"));

        assertThatThrownBy(() -> Identity.pem(certificates, other))
                .isInstanceOf(SigningException.class)
                .hasMessageContaining("does not belong to the certificate CN=someone");
    }

    /** The order of a file is no reason to fail. */
    @Test
    void theCertificateOfTheKey_isFoundWhereverItIs() throws Exception {
        String own = CertificateLoader.pem(CertificateLoader.read(certificates).subList(0, 1));
        Path caFirst =
                Files.writeString(folder.resolve("ca-first.pem"), CertificateLoader.pem(List.of(pki.root())) + own);

        assertThat(Identity.pem(caFirst, key).chain())
                .hasSize(2)
                .first()
                .isEqualTo(CertificateLoader.read(certificates).get(0));
    }

    @Test
    void aSignerWhoseCertificateHasExpired_isNamedBeforeAnythingIsSent() {
        Instant now = Instant.now();
        TestPki.Holder expired = pki.issue(
                "expired",
                "EC",
                "secp256r1",
                KeyUsage.digitalSignature,
                now.minus(Duration.ofDays(9)),
                now.minus(Duration.ofDays(1)));
        TestPki.Holder early = pki.issue(
                "early",
                "EC",
                "secp256r1",
                KeyUsage.digitalSignature,
                now.plus(Duration.ofDays(1)),
                now.plus(Duration.ofDays(9)));
        SubmissionRequest request = SubmissionRequest.of(FileType.ADT, new byte[1], "a.csv");

        assertThatThrownBy(() ->
                        request.signedBy(FileSigner.of(expired.identity())).sign())
                .isInstanceOf(SigningException.class)
                .hasMessageContaining("The signing certificate CN=expired expired on");
        assertThatThrownBy(
                        () -> request.signedBy(FileSigner.of(early.identity())).sign())
                .hasMessageContaining("is valid only from");
        assertThatThrownBy(() -> AdtGatewayClient.builder()
                        .address("https://localhost")
                        .identity(expired.identity())
                        .build())
                .isInstanceOf(SigningException.class)
                .hasMessageContaining("The transport certificate CN=expired expired on");
    }

    @Test
    void renewedFiles_areTakenUpWithoutARestart() throws Exception {
        FileSigner signer = FileSigner.of(Identity.pem(certificates, key));
        assertThat(signer.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=someone");
        TestPki.Holder renewed = pki.issue("renewed", "RSA", "2048");

        renewed.writeCertificates(certificates);
        assertThat(signer.certificate().getSubjectX500Principal().getName())
                .as("the key is not there yet")
                .isEqualTo("CN=someone");
        renewed.writeKey(key);

        byte[] signature = signer.sign("content".getBytes(StandardCharsets.UTF_8));
        Path file = Files.writeString(folder.resolve("f"), "content");
        assertThat(FileSignatureVerifier.trusting(List.of(pki.root()))
                        .verify(file, signature, List.of(), Instant.now()))
                .isEqualTo(renewed.certificate());
    }

    private static void assertSigns(Identity identity) {
        assertThat(FileSigner.of(identity).sign("content".getBytes(StandardCharsets.UTF_8)))
                .isNotEmpty();
    }
}
