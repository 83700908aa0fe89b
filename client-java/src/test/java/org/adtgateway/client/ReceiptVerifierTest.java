package org.adtgateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.adtgateway.client.ReceiptRefusedException.Reason;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiptVerifierTest {
    private static final byte[] FILE = "UserID\r\n".getBytes(StandardCharsets.UTF_8);
    private static TestPki pki;
    private static TestPki.Holder service;
    private static ReceiptVerifier verifier;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makePki() {
        pki = new TestPki("Receipt CA");
        service = pki.issue("adt-gateway receipts");
        verifier = ReceiptVerifier.trusting(List.of(pki.root()));
    }

    @Test
    void verify_returnsWhatTheServiceAttested() {
        byte[] der = TestReceipts.sign(service, TestReceipts.json("s-1", FILE));

        Receipt receipt = verifier.verify(der);

        assertThat(receipt.of()).isEqualTo(ActKind.SUBMISSION);
        assertThat(receipt.submissionId()).isEqualTo("s-1");
        assertThat(receipt.fileType()).isEqualTo(FileType.ADT);
        assertThat(receipt.receivedAt()).isEqualTo(Instant.parse("2026-11-23T09:00:00.123456Z"));
        assertThat(receipt.signedBy()).isEqualTo(service.certificate());
        assertThat(receipt.der()).isEqualTo(der);
        assertThat(receipt.json()).isEqualTo(TestReceipts.json("s-1", FILE));
        assertThat(receipt.isFor(FILE)).isTrue();
    }

    @Test
    void verify_comparesTheFile() throws Exception {
        byte[] der = TestReceipts.sign(service, TestReceipts.json("s-1", FILE));
        Path same = Files.write(folder.resolve("same.csv"), FILE);
        Path other = Files.write(folder.resolve("other.csv"), "UserID\n".getBytes(StandardCharsets.UTF_8));

        assertThat(verifier.verify(der, same).isFor(same)).isTrue();
        assertThatThrownBy(() -> verifier.verify(der, other))
                .isInstanceOfSatisfying(
                        ReceiptRefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.OF_SOMETHING_ELSE));
    }

    @Test
    void verify_refusesAnyAlteredByte() {
        byte[] der = TestReceipts.sign(service, TestReceipts.json("s-1", FILE));
        for (int i = 0; i < der.length; i++) {
            byte[] altered = der.clone();
            altered[i] ^= 0x01;
            if (!survives(altered)) {
                continue;
            }
            // what is outside the signature (the certificate's own encoding) may change nothing that is said
            assertThat(verifier.verify(altered).json())
                    .isEqualTo(verifier.verify(der).json());
        }
    }

    private static boolean survives(byte[] der) {
        try {
            verifier.verify(der);
            return true;
        } catch (ReceiptRefusedException e) {
            return false;
        }
    }

    @Test
    void verify_refusesAlteredContent() {
        byte[] der = TestReceipts.sign(service, TestReceipts.json("s-1", FILE));
        int at = new String(der, StandardCharsets.ISO_8859_1).indexOf("s-1") + 2;
        der[at] = '2';

        assertRefused(der, Reason.ALTERED);
    }

    @Test
    void verify_refusesTrailingBytes() {
        byte[] der = TestReceipts.sign(service, TestReceipts.json("s-1", FILE));

        assertRefused(Arrays.copyOf(der, der.length + 1), Reason.NOT_A_RECEIPT);
    }

    @Test
    void verify_refusesWhatIsNoReceipt() {
        assertRefused(new byte[0], Reason.NOT_A_RECEIPT);
        assertRefused("not CMS".getBytes(StandardCharsets.UTF_8), Reason.NOT_A_RECEIPT);
        assertRefused(FileSigner.of(service.identity()).sign(FILE), Reason.NOT_A_RECEIPT);
        assertRefused(TestReceipts.sign(service, "not JSON"), Reason.NOT_A_RECEIPT);
        assertRefused(TestReceipts.sign(service, "{}"), Reason.NOT_A_RECEIPT);
        assertRefused(
                TestReceipts.sign(service, "{\"submissionId\":\"a\",\"submissionId\":\"b\"}"), Reason.NOT_A_RECEIPT);
    }

    @Test
    void verify_refusesASignerOfAnotherAuthority() {
        TestPki.Holder stranger = new TestPki("Receipt CA").issue("adt-gateway receipts");

        assertRefused(TestReceipts.sign(stranger, TestReceipts.json("s-1", FILE)), Reason.NOT_TRUSTED);
    }

    @Test
    void verify_refusesASignerWhoseKeyIsNotForSigning() {
        TestPki.Holder wrong = pki.issue("tls", "EC", "secp256r1", KeyUsage.keyAgreement);

        assertRefused(TestReceipts.sign(wrong, TestReceipts.json("s-1", FILE)), Reason.NOT_TRUSTED);
    }

    @Test
    void verify_refusesAWeakKey() {
        TestPki.Holder weak = pki.issue("weak", "RSA", "1024");

        assertRefused(TestReceipts.sign(weak, TestReceipts.json("s-1", FILE)), Reason.ALGORITHM_NOT_ALLOWED);
    }

    @Test
    void verify_acceptsRsaAndP384() {
        for (TestPki.Holder signer : List.of(pki.issue("rsa", "RSA", "2048"), pki.issue("p384", "EC", "secp384r1"))) {
            assertThat(verifier.verify(TestReceipts.sign(signer, TestReceipts.json("s-1", FILE)))
                            .submissionId())
                    .isEqualTo("s-1");
        }
    }

    @Test
    void verify_keepsAReceiptGoodAfterItsCertificateExpired() {
        Instant now = Instant.now();
        TestPki.Holder past = pki.issue(
                "past",
                "EC",
                "secp256r1",
                KeyUsage.digitalSignature,
                now.minus(Duration.ofDays(20)),
                now.minus(Duration.ofDays(10)));
        String json = TestReceipts.json("s-1", FILE);

        assertThat(verifier.verify(TestReceipts.sign(past, json, now.minus(Duration.ofDays(15))))
                        .submissionId())
                .isEqualTo("s-1");
        assertRefused(TestReceipts.sign(past, json, now), Reason.NOT_TRUSTED);
    }

    @Test
    void trusting_takesTheServicesOwnCertificateAsAnchor() {
        X509Certificate own = service.certificate();
        byte[] der = TestReceipts.sign(service, TestReceipts.json("s-1", FILE));

        assertThat(ReceiptVerifier.trusting(List.of(own)).verify(der).signedBy())
                .isEqualTo(own);
        assertThatThrownBy(() -> ReceiptVerifier.trusting(
                                List.of(pki.issue("another").certificate()))
                        .verify(der))
                .isInstanceOf(ReceiptRefusedException.class);
    }

    @Test
    void trusting_needsAnAnchor() {
        assertThatThrownBy(() -> ReceiptVerifier.trusting(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertRefused(byte[] der, Reason reason) {
        assertThatThrownBy(() -> verifier.verify(der))
                .isInstanceOfSatisfying(
                        ReceiptRefusedException.class,
                        e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
    }
}
