package org.adtgateway.checks.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.adtgateway.testing.Pki;
import org.adtgateway.testing.Pki.Identity;
import org.adtgateway.testing.Pki.KeyKind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys as openssl writes them. */
class PrivateKeyLoaderTest {
    // in Latin-1, in UTF-8 of two bytes, of three
    private static final String PASSWORD = "Geh\u00e9im\u20ac\u00a3";

    @TempDir
    private static Path folder;

    private static PrivateKey ec;
    private static PrivateKey rsa;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(openssl("version") == 0, "openssl is not installed");
        Pki.Authority root = Pki.root("Root");
        Identity one = root.issueSigner("ec", KeyKind.P256);
        Identity other = root.issueSigner("rsa", KeyKind.RSA2048);
        one.write(folder, "ec", "pw");
        other.write(folder, "rsa", "pw");
        ec = one.key();
        rsa = other.key();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkcs8 -topk8",
                "pkcs8 -topk8 -v2 aes-128-cbc -v2prf hmacWithSHA1",
                "pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA512",
                "pkcs8 -topk8 -v2 des3",
                "pkcs8 -topk8 -scrypt",
                "pkcs8 -topk8 -v1 PBE-SHA1-3DES",
                "pkcs8 -topk8 -v1 PBE-SHA1-2DES",
                "pkcs8 -topk8 -v1 PBE-SHA1-RC2-128 -provider legacy -provider default",
                "pkcs8 -topk8 -v1 PBE-MD5-DES -provider legacy -provider default",
                "pkcs8 -topk8 -outform DER",
                "ec -des3",
                "ec -aes-256-cbc",
            })
    void opensWhatOpensslEncrypts(String command) throws Exception {
        Path file = write(command, "ec", PASSWORD);

        assertThat(scalar(PrivateKeyLoader.read(file, PASSWORD.toCharArray()))).isEqualTo(scalar(ec));
        for (String wrong : List.of("wrong", PASSWORD + "x", "")) {
            assertThatThrownBy(() -> PrivateKeyLoader.read(file, wrong.toCharArray()))
                    .as("%s with '%s'", command, wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            file
                                    + " holds an encrypted private key that this password does not open: is the password right?");
        }
        assertThatThrownBy(() -> PrivateKeyLoader.read(file, null))
                .hasMessage(file + " holds an encrypted private key: give its password");
    }

    @ParameterizedTest
    @CsvSource({"pkcs8 -topk8 -v2 des3", "rsa -traditional -des3", "rsa -traditional -aes128"})
    void opensRsaToo(String command) throws Exception {
        assertThat(PrivateKeyLoader.read(write(command, "rsa", PASSWORD), PASSWORD.toCharArray()))
                .isEqualTo(rsa);
    }

    @Test
    void readsWhatIsNotEncrypted() throws Exception {
        assertThat(PrivateKeyLoader.read(folder.resolve("ec.key"), null)).isEqualTo(ec);
        assertThat(scalar(PrivateKeyLoader.read(write("ec", "ec", null), null)))
                .as("SEC 1")
                .isEqualTo(scalar(ec));
        assertThat(PrivateKeyLoader.read(write("rsa -traditional", "rsa", null), null))
                .as("PKCS#1")
                .isEqualTo(rsa);
        assertThat(PrivateKeyLoader.read(write("pkcs8 -topk8 -nocrypt -outform DER", "rsa", null), null))
                .isEqualTo(rsa);
    }

    @Test
    void readsItInAnyEncodingAndBesideItsCertificate() throws Exception {
        String pem = "\ufeffBag Attributes: Z\u00e4hler\n" + Files.readString(folder.resolve("ec.pem"))
                + Files.readString(folder.resolve("ec.key"));
        Path file = Files.write(folder.resolve("both.pem"), pem.getBytes(StandardCharsets.UTF_16LE));

        assertThat(PrivateKeyLoader.read(file, null)).isEqualTo(ec);
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        Path certificate = folder.resolve("ec.pem");
        assertThatThrownBy(() -> PrivateKeyLoader.read(certificate, null))
                .hasMessageStartingWith(certificate + " holds no private key");
        Path damaged = Files.writeString(
                folder.resolve("damaged"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> PrivateKeyLoader.read(damaged, null))
                .hasMessage(damaged + " holds a damaged private key");
        Path other = folder.resolve("ed25519.key");
        assertThat(openssl("genpkey", "-algorithm", "ed25519", "-out", other.toString()))
                .isZero();
        assertThatThrownBy(() -> PrivateKeyLoader.read(other, null))
                .hasMessageStartingWith(other + " holds a private key of another kind");
        Path absent = folder.resolve("absent");
        assertThatThrownBy(() -> PrivateKeyLoader.read(absent, null)).hasMessage(absent + " does not exist");
    }

    /** Whether the public key stands beside it makes it no other key. */
    private static BigInteger scalar(PrivateKey key) {
        return ((ECPrivateKey) key).getS();
    }

    private static Path write(String command, String key, @org.jspecify.annotations.Nullable String password)
            throws Exception {
        Path file = folder.resolve((command + key).replaceAll("\\W", "_"));
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.addAll(List.of("-in", folder.resolve(key + ".key").toString(), "-out", file.toString()));
        if (password != null) {
            Path secret = Files.writeString(folder.resolve("password"), password);
            arguments.addAll(List.of("-passout", "file:" + secret));
        }
        assertThat(openssl(arguments.toArray(String[]::new)))
                .as("openssl %s", arguments)
                .isZero();
        return file;
    }

    private static int openssl(String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(2, TimeUnit.MINUTES) ? process.exitValue() : -1;
        } catch (IOException e) {
            return -1;
        }
    }
}
