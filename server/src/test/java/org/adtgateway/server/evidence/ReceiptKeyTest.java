package org.adtgateway.server.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.adtgateway.checks.crypto.CryptoProviders;
import org.adtgateway.testing.Pki;
import org.adtgateway.testing.Pki.Authority;
import org.adtgateway.testing.Pki.Identity;
import org.adtgateway.testing.Pki.KeyKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Receipts are signed by a key in a file or on a token, and openssl verifies them either way. */
class ReceiptKeyTest {
    private static final String PIN = "1234";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"P256", "P384", "RSA2048"})
    void aKeyInAFileSigns(KeyKind kind) throws Exception {
        Authority authority = Pki.root("Receipt CA");
        authority.issueSigner("receipts", kind).writePkcs12(folder.resolve("receipts.p12"), "receipts", PIN);
        byte[] receipt = new ReceiptIssuer(
                        new ReceiptKey(folder.resolve("receipts.p12"), null, PIN, null), CryptoProviders.ecdsa(), null)
                .issue(Map.of("a", "b"));
        verify(authority, Files.write(folder.resolve("receipt.p7m"), receipt));
    }

    /** In a process of its own, as SoftHSM finds its tokens by the environment. */
    @ParameterizedTest
    @EnumSource(names = {"P256", "RSA2048"})
    void aKeyOnATokenSigns(KeyKind kind) throws Exception {
        Path library = softHsm();
        Authority authority = Pki.root("Receipt CA");
        authority.issueSigner("receipts", kind).writePkcs12(folder.resolve("receipts.p12"), "receipts", PIN);
        Files.createDirectories(folder.resolve("tokens"));
        Path environment = Files.writeString(
                folder.resolve("softhsm2.conf"), "directories.tokendir = " + folder.resolve("tokens") + "\n");
        run(
                environment,
                "softhsm2-util",
                "--init-token",
                "--free",
                "--label",
                "gateway",
                "--pin",
                PIN,
                "--so-pin",
                PIN);
        Path token = Files.writeString(
                folder.resolve("pkcs11.cfg"), "name = Receipts\nlibrary = " + library + "\nslotListIndex = 0\n");
        run(
                environment,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OnToken.class.getName(),
                folder.resolve("receipts.p12").toString(),
                token.toString(),
                folder.resolve("receipt.p7m").toString());
        verify(authority, folder.resolve("receipt.p7m"));
    }

    @Test
    void whatCannotBeUsedIsNamed_withoutThePassword() throws Exception {
        Path file = folder.resolve("receipts.p12");
        Pki.root("Receipt CA").issueSigner("receipts", KeyKind.P256).writePkcs12(file, "receipts", PIN);
        assertThatThrownBy(() -> new ReceiptKey(file, null, "wrong", null).load(CryptoProviders.ecdsa()))
                .hasMessageContaining("receipts.p12")
                .hasMessageNotContaining("wrong");
        assertThatThrownBy(() -> new ReceiptKey(file, null, PIN, "other").load(CryptoProviders.ecdsa()))
                .hasMessageContaining("has no key 'other'");
        assertThatThrownBy(() -> new ReceiptKey(file, file, PIN, null))
                .hasMessageContaining("either keyStore or pkcs11");
        assertThatThrownBy(() -> new ReceiptKey(null, null, PIN, null))
                .hasMessageContaining("either keyStore or pkcs11");
        Path odd = Files.writeString(folder.resolve("odd.cfg"), "name = x\nlibrary = /nowhere.so\n");
        assertThatThrownBy(() -> new ReceiptKey(null, odd, PIN, null).load(CryptoProviders.ecdsa()))
                .hasMessageContaining("odd.cfg");
    }

    @Test
    void aKeyThatCannotSignReceiptsStopsTheStart() throws Exception {
        Path file = folder.resolve("receipts.p12");
        Identity good = Pki.root("Receipt CA").issueSigner("receipts", KeyKind.P256);
        Identity other = Pki.root("Receipt CA").issueSigner("receipts", KeyKind.P256);
        new Identity(other.key(), good.certificate(), good.chain()).writePkcs12(file, "receipts", PIN);
        assertThatThrownBy(() -> issuer(file)).hasMessageContaining("the key does not belong to its certificate");
        for (KeyKind kind : List.of(KeyKind.ED25519, KeyKind.RSA1024, KeyKind.SECP256K1)) {
            Pki.root("Receipt CA").issueSigner("receipts", kind).writePkcs12(file, "receipts", PIN);
            assertThatThrownBy(() -> issuer(file))
                    .hasMessageContaining("receipts.p12 has a key that receipts cannot be signed with")
                    .hasMessageContaining("use ECDSA on P-256");
        }
        good.writePkcs12(file, "receipts", PIN);
        assertThat(issuer(file).certificate()).isEqualTo(good.certificate());
    }

    private static ReceiptIssuer issuer(Path file) {
        return new ReceiptIssuer(new ReceiptKey(file, null, PIN, null), CryptoProviders.ecdsa(), null);
    }

    /** Puts a key on a token, and has it sign a receipt from there. */
    static final class OnToken {
        private OnToken() {}

        public static void main(String[] arguments) throws Exception {
            Path file = Path.of(arguments[0]);
            Path token = Path.of(arguments[1]);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                keys.load(in, PIN.toCharArray());
            }
            KeyStore store = KeyStore.getInstance(
                    "PKCS11", Security.getProvider("SunPKCS11").configure(token.toString()));
            store.load(null, PIN.toCharArray());
            store.setKeyEntry(
                    "receipts", keys.getKey("receipts", PIN.toCharArray()), null, keys.getCertificateChain("receipts"));
            store.store(null);
            Files.write(
                    Path.of(arguments[2]),
                    new ReceiptIssuer(new ReceiptKey(null, token, PIN, null), CryptoProviders.ecdsa(), null)
                            .issue(Map.of("a", "b")));
        }
    }

    private static Path softHsm() {
        Optional<Path> library = Stream.of("/usr/lib/softhsm", "/usr/lib64/softhsm", "/usr/local/lib/softhsm")
                .map(each -> Path.of(each, "libsofthsm2.so"))
                .filter(Files::exists)
                .findFirst();
        assumeTrue(library.isPresent(), "SoftHSM is not installed");
        return library.orElseThrow();
    }

    private void verify(Authority authority, Path receipt) throws Exception {
        Pki.writePem(folder.resolve("ca.pem"), List.of(authority.certificate()));
        assertThat(run(
                        folder.resolve("none"),
                        "openssl",
                        "cms",
                        "-verify",
                        "-inform",
                        "DER",
                        "-purpose",
                        "any",
                        "-in",
                        receipt.toString(),
                        "-CAfile",
                        folder.resolve("ca.pem").toString()))
                .contains("{\"a\":\"b\"}");
    }

    private String run(Path softHsm, String... command) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("SOFTHSM2_CONF", softHsm.toString());
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(out, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }
}
