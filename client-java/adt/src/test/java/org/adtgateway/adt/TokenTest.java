package org.adtgateway.adt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Security;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.adtgateway.client.FileSignatureVerifier;
import org.adtgateway.client.TestPki;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code adt sign} with a key that stays on a PKCS#11 token. Skipped where SoftHSM is not installed. */
class TokenTest {
    private static final String PIN = new String(TestPki.PASSWORD);

    @TempDir
    private Path folder;

    private record Ran(int status, String output) {}

    @ParameterizedTest
    @CsvSource({"EC, secp256r1", "RSA, 2048"})
    void sign_usesTheKeyOnTheToken(String algorithm, String strength) throws Exception {
        TestPki pki = new TestPki("Signing CA");
        pki.issue("on a token", algorithm, strength).writePkcs12(folder.resolve("signing.p12"));
        Path file = Files.writeString(folder.resolve("file.csv"), "signed");
        Path token = token();

        Ran made = run(PIN, KeyToToken.class, folder.resolve("signing.p12").toString(), token.toString());
        assertThat(made.status()).as(made.output()).isZero();
        Ran signed = sign(PIN, token, file);
        assertThat(signed.status()).as(signed.output()).isZero();
        assertThat(signed.output()).contains("CN=on a token");

        byte[] signature = Files.readAllBytes(folder.resolve("file.csv.p7s"));
        assertThatCode(() -> FileSignatureVerifier.trusting(pki.writeRoot(folder.resolve("ca.pem")))
                        .verify(file, signature, List.of(), Instant.now()))
                .doesNotThrowAnyException();
    }

    @Test
    void sign_describesWhatIsWrongWithAToken() throws Exception {
        Path file = Files.writeString(folder.resolve("file.csv"), "signed");
        Path token = token();

        Ran empty = sign(PIN, token, file);
        Ran wrongPin = sign("999999", token, file);

        assertThat(empty.status()).isEqualTo(2);
        assertThat(empty.output()).contains("no private key with its certificate");
        assertThat(wrongPin.status()).isEqualTo(2);
        assertThat(wrongPin.output()).contains("pkcs11.cfg", "PIN").doesNotContain("999999");
    }

    /** Puts the key of a PKCS#12 file on a token. */
    static final class KeyToToken {
        private KeyToToken() {}

        public static void main(String[] arguments) throws Exception {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(Path.of(arguments[0]))) {
                keys.load(in, TestPki.PASSWORD);
            }
            String alias = keys.aliases().nextElement();
            KeyStore token = KeyStore.getInstance(
                    "PKCS11", Security.getProvider("SunPKCS11").configure(arguments[1]));
            token.load(null, TestPki.PASSWORD);
            token.setKeyEntry("signing", keys.getKey(alias, TestPki.PASSWORD), null, keys.getCertificateChain(alias));
            token.store(null);
        }
    }

    /** An empty token, and the configuration file that names it. */
    private Path token() throws Exception {
        Optional<Path> library = Stream.of("/usr/lib/softhsm", "/usr/lib64/softhsm", "/usr/local/lib/softhsm")
                .map(each -> Path.of(each, "libsofthsm2.so"))
                .filter(Files::exists)
                .findFirst();
        assumeTrue(library.isPresent(), "SoftHSM is not installed");
        Files.createDirectories(folder.resolve("tokens"));
        Files.writeString(folder.resolve("softhsm2.conf"), "directories.tokendir = " + folder.resolve("tokens") + "\n");
        Ran made = run(PIN, "softhsm2-util", "--init-token", "--free", "--label", "adt", "--pin", PIN, "--so-pin", PIN);
        assertThat(made.status()).as(made.output()).isZero();
        return Files.writeString(
                folder.resolve("pkcs11.cfg"),
                "name = Signing\nlibrary = " + library.orElseThrow() + "\nslotListIndex = 0\n");
    }

    private Ran sign(String pin, Path token, Path file) throws Exception {
        return run(pin, Adt.class, "sign", file.toString(), "--signing-pkcs11", token.toString());
    }

    private Ran run(String pin, Class<?> main, String... arguments) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return run(
                pin,
                Stream.concat(
                                Stream.of(java, "-cp", System.getProperty("java.class.path"), main.getName()),
                                Stream.of(arguments))
                        .toArray(String[]::new));
    }

    /** In a process of its own, as SoftHSM finds its tokens by the environment. */
    private Ran run(String pin, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .put("SOFTHSM2_CONF", folder.resolve("softhsm2.conf").toString());
        builder.environment().put("ADT_SIGNING_PASSWORD", pin);
        builder.environment().put("HOME", folder.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output);
    }
}
