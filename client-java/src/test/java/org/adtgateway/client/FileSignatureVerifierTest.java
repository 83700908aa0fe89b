package org.adtgateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileSignatureVerifierTest {
    private final TestPki pki = new TestPki("Signing CA");
    private final FileSignatureVerifier verifier = FileSignatureVerifier.trusting(List.of(pki.root()));

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void writeFile() throws Exception {
        file = Files.writeString(folder.resolve("adt.csv"), "UserID\r\n");
    }

    @ParameterizedTest
    @CsvSource({"EC,secp256r1", "EC,secp384r1", "RSA,2048"})
    void verify_returnsTheSigner(String algorithm, String strength) {
        TestPki.Holder holder = pki.issue("supplier", algorithm, strength);
        byte[] signature = FileSigner.of(holder.identity()).sign(file);

        assertThat(verifier.verify(file, signature, List.of(), Instant.now())).isEqualTo(holder.certificate());
    }

    @Test
    void verify_takesPem() throws Exception {
        TestPki.Holder holder = pki.issue("supplier");
        Path pem = TestPki.writePem(
                folder.resolve("s.pem"), "CMS", FileSigner.of(holder.identity()).sign(file));

        assertThat(verifier.verify(file, Files.readAllBytes(pem), List.of(), Instant.now()))
                .isEqualTo(holder.certificate());
    }

    @Test
    void verify_refusesOtherBytes() throws Exception {
        byte[] signature = FileSigner.of(pki.issue("supplier").identity()).sign(file);
        Files.writeString(file, "UserID\n");

        assertThatThrownBy(() -> verifier.verify(file, signature, List.of(), Instant.now()))
                .isInstanceOf(SignatureRefusedException.class);
    }

    @Test
    void verify_refusesASignerOfAnotherAuthority() {
        byte[] signature = FileSigner.of(
                        new TestPki("Signing CA").issue("supplier").identity())
                .sign(file);

        assertThatThrownBy(() -> verifier.verify(file, signature, List.of(), Instant.now()))
                .isInstanceOf(SignatureRefusedException.class)
                .hasMessageContaining("does not chain to an authority");
    }

    @Test
    void verify_judgesAtTheMomentAtWhichTheGatewayReceivedIt() {
        Instant now = Instant.now();
        TestPki.Holder past = pki.issue(
                "past",
                "EC",
                "secp256r1",
                KeyUsage.digitalSignature,
                now.minus(Duration.ofDays(20)),
                now.minus(Duration.ofDays(10)));
        byte[] signature = FileSigner.of(past.identity()).sign(file);

        assertThat(verifier.verify(file, signature, List.of(), now.minus(Duration.ofDays(15))))
                .isEqualTo(past.certificate());
        assertThat(codeOf(signature, now)).isEqualTo("CERTIFICATE_EXPIRED");
        assertThat(codeOf(signature, now.minus(Duration.ofDays(21)))).isEqualTo("CERTIFICATE_NOT_YET_VALID");
    }

    @Test
    void verify_takesNoOtherCertificateThanThoseGiven() {
        TestPki.Holder holder = pki.issue("supplier");
        byte[] signature = FileSigner.of(holder.identity()).sign(file);
        List<X509Certificate> others = List.of(pki.issue("another").certificate(), pki.root());

        assertThat(verifier.verify(file, signature, holder.chain(), Instant.now()))
                .isEqualTo(holder.certificate());
        assertThatThrownBy(() -> verifier.verify(file, signature, others, Instant.now()))
                .isInstanceOfSatisfying(
                        SignatureRefusedException.class,
                        e -> assertThat(e.code()).isEqualTo("SIGNER_UNKNOWN"));
    }

    private String codeOf(byte[] signature, Instant at) {
        try {
            verifier.verify(file, signature, List.of(), at);
            return "accepted";
        } catch (SignatureRefusedException e) {
            return e.code();
        }
    }

    @Test
    void verify_refusesWhatIsNoSignature() {
        assertThatThrownBy(() -> verifier.verify(file, "no".getBytes(StandardCharsets.UTF_8), List.of(), Instant.now()))
                .isInstanceOf(SignatureRefusedException.class);
    }
}
