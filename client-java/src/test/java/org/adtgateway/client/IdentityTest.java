package org.adtgateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    private static void assertSigns(Identity identity) {
        assertThat(FileSigner.of(identity).sign("content".getBytes(StandardCharsets.UTF_8)))
                .isNotEmpty();
    }
}
