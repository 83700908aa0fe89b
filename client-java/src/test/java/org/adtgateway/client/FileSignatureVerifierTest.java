package org.adtgateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

        assertThat(verifier.verify(file, signature)).isEqualTo(holder.certificate());
    }

    @Test
    void verify_takesPem() throws Exception {
        TestPki.Holder holder = pki.issue("supplier");
        Path pem = TestPki.writePem(
                folder.resolve("s.pem"), "CMS", FileSigner.of(holder.identity()).sign(file));

        assertThat(verifier.verify(file, Files.readAllBytes(pem))).isEqualTo(holder.certificate());
    }

    @Test
    void verify_refusesOtherBytes() throws Exception {
        byte[] signature = FileSigner.of(pki.issue("supplier").identity()).sign(file);
        Files.writeString(file, "UserID\n");

        assertThatThrownBy(() -> verifier.verify(file, signature)).isInstanceOf(SignatureRefusedException.class);
    }

    @Test
    void verify_refusesASignerOfAnotherAuthority() {
        byte[] signature = FileSigner.of(
                        new TestPki("Signing CA").issue("supplier").identity())
                .sign(file);

        assertThatThrownBy(() -> verifier.verify(file, signature))
                .isInstanceOf(SignatureRefusedException.class)
                .hasMessageContaining("does not lead to an anchor");
    }

    @Test
    void verify_refusesWhatIsNoSignature() {
        assertThatThrownBy(() -> verifier.verify(file, "no".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(SignatureRefusedException.class);
    }
}
