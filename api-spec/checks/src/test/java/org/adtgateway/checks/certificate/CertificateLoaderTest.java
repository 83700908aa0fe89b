package org.adtgateway.checks.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.adtgateway.testing.Pki;
import org.adtgateway.testing.Pki.KeyKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files as editors, exports and copies leave them. */
class CertificateLoaderTest {
    private static final Pki.Authority ROOT = Pki.root("Root");
    private static final X509Certificate ONE =
            ROOT.issueSigner("one", KeyKind.P256).certificate();
    private static final X509Certificate TWO =
            ROOT.issueSigner("two", KeyKind.RSA2048).certificate();
    private static final String PEM = CertificateLoader.pem(List.of(ONE, TWO));

    @TempDir
    private Path folder;

    private static Stream<Arguments> forms() throws Exception {
        String bag = "Bag Attributes\n    friendlyName: Z\u00e4hler \u00fc\nsubject=CN = one\n\n";
        return Stream.of(
                form("as written", bytes(PEM, StandardCharsets.US_ASCII)),
                form("with CRLF", bytes(PEM.replace("\n", "\r\n"), StandardCharsets.US_ASCII)),
                form("with blank lines around", bytes("\n\n" + PEM + "\n\n", StandardCharsets.US_ASCII)),
                form("in UTF-8 with a byte order mark", bytes("\ufeff" + PEM, StandardCharsets.UTF_8)),
                form("in UTF-16, little end first", bytes("\ufeff" + PEM, StandardCharsets.UTF_16LE)),
                form("in UTF-16, big end first", bytes("\ufeff" + PEM, StandardCharsets.UTF_16BE)),
                form("with bag attributes in Latin-1", bytes(bag + PEM, StandardCharsets.ISO_8859_1)),
                form("with bag attributes in UTF-8", bytes(bag + PEM, StandardCharsets.UTF_8)),
                form("after text that begins with a nought", bytes("0 errors\n" + PEM, StandardCharsets.US_ASCII)),
                form(
                        "after a private key",
                        bytes(
                                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" + PEM,
                                StandardCharsets.US_ASCII)),
                form("as DER, one after the other", der(ONE, TWO)));
    }

    private static Arguments form(String name, byte[] file) {
        return Arguments.of(name, file);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void readsAll(String name, byte[] file) throws Exception {
        assertThat(CertificateLoader.parse(file)).as(name).containsExactly(ONE, TWO);
    }

    @Test
    void readsOneOfDer() throws Exception {
        assertThat(CertificateLoader.read(Files.write(folder.resolve("one.cer"), ONE.getEncoded())))
                .containsExactly(ONE);
    }

    private static Stream<Arguments> others() throws Exception {
        return Stream.of(
                Arguments.of("holds no certificate", bytes("", StandardCharsets.US_ASCII)),
                Arguments.of("holds no certificate", bytes("hello", StandardCharsets.US_ASCII)),
                Arguments.of(
                        "holds no certificate",
                        bytes(
                                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                                StandardCharsets.US_ASCII)),
                Arguments.of(
                        "holds a damaged certificate, number 2",
                        bytes(
                                CertificateLoader.pem(List.of(ONE))
                                        + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                                StandardCharsets.US_ASCII)),
                Arguments.of(
                        "holds a damaged certificate, number 1",
                        bytes(PEM.replace("MII", "%%%"), StandardCharsets.US_ASCII)),
                Arguments.of(
                        "is DER, but not a certificate", ROOT.key().getEncoded().clone()),
                Arguments.of("is DER, but not a certificate", java.util.Arrays.copyOf(ONE.getEncoded(), 100)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("others")
    void saysWhatIsWrong_inWordsOfItsOwn(String message, byte[] content) throws Exception {
        Path file = Files.write(folder.resolve("file"), content);
        assertThatThrownBy(() -> CertificateLoader.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + " " + message);
    }

    @Test
    void saysThatThereIsNoFile() {
        Path absent = folder.resolve("absent.pem");
        assertThatThrownBy(() -> CertificateLoader.read(absent)).hasMessage(absent + " does not exist");
        assertThatThrownBy(() -> CertificateLoader.read(folder)).hasMessageStartingWith(folder + " cannot be read");
    }

    private static byte[] bytes(String text, Charset charset) {
        return text.getBytes(charset);
    }

    private static byte[] der(X509Certificate... certificates) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (X509Certificate each : certificates) {
            all.write(each.getEncoded());
        }
        return all.toByteArray();
    }
}
