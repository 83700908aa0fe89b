package org.adtgateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileSignerTest {
    private static final byte[] CONTENT =
            "UserID,Comment\r\n70-B3-D5-1F-30-00-A0-01,\r\n".getBytes(StandardCharsets.UTF_8);
    private static TestPki pki;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makePki() {
        pki = new TestPki("Signing CA");
    }

    @ParameterizedTest
    @CsvSource({"EC,secp256r1,SHA256withECDSA", "EC,secp384r1,SHA384withECDSA", "RSA,2048,SHA256withRSA"})
    void sign_makesWhatOpensslVerifies(String algorithm, String strength, String name) throws Exception {
        FileSigner signer =
                FileSigner.of(pki.issue("signer", algorithm, strength).identity());
        Path file = Files.write(folder.resolve("adt.csv"), CONTENT);
        Path signature = Files.write(folder.resolve("adt.csv.p7s"), signer.sign(file));

        OpenSsl.Result result = verifyByOpenssl(file, signature);

        assertThat(signer.algorithm()).isEqualTo(name);
        assertThat(result.status()).as(result.output()).isZero();
    }

    @Test
    void sign_makesWhatOpensslRefusesForOtherBytes() throws Exception {
        FileSigner signer = FileSigner.of(pki.issue("signer").identity());
        Path signature = Files.write(folder.resolve("adt.csv.p7s"), signer.sign(CONTENT));
        Path other = Files.write(folder.resolve("other.csv"), Arrays.copyOf(CONTENT, CONTENT.length - 1));

        assertThat(verifyByOpenssl(other, signature).status()).isNotZero();
    }

    @Test
    void sign_statesTheFourAttributesAndNoOthers() throws Exception {
        TestPki.Holder holder = pki.issue("signer");
        Instant at = Instant.parse("2026-11-23T09:00:00Z");
        byte[] der = FileSigner.of(holder.identity())
                .withClock(Clock.fixed(at, ZoneOffset.UTC))
                .sign(CONTENT);

        CMSSignedData cms = new CMSSignedData(der);
        SignerInformation signer = cms.getSignerInfos().iterator().next();
        assertThat(cms.isDetachedSignature()).isTrue();
        assertThat(signer.getSignedAttributes().size()).isEqualTo(4);
        assertThat(Time.getInstance(signer.getSignedAttributes()
                                .get(CMSAttributes.signingTime)
                                .getAttrValues()
                                .getObjectAt(0))
                        .getDate())
                .isEqualTo(at);
        byte[] certHash = SigningCertificateV2.getInstance(signer.getSignedAttributes()
                        .get(PKCSObjectIdentifiers.id_aa_signingCertificateV2)
                        .getAttributeValues()[0])
                .getCerts()[0]
                .getCertHash();
        assertThat(certHash)
                .isEqualTo(MessageDigest.getInstance("SHA-256")
                        .digest(holder.certificate().getEncoded()));
        // the root stays out: who verifies has it, or has no reason to believe it
        assertThat(cms.getCertificates().getMatches(null)).hasSize(1);
    }

    @Test
    void sign_usesARemoteKey() throws Exception {
        TestPki.Holder holder = pki.issue("remote");
        FileSigner signer = FileSigner.remote(holder.chain(), bytes -> {
            Signature hsm = Signature.getInstance("SHA256withECDSA");
            hsm.initSign(holder.key());
            hsm.update(bytes);
            return hsm.sign();
        });
        Path file = Files.write(folder.resolve("adt.csv"), CONTENT);
        Path signature = Files.write(folder.resolve("adt.csv.p7s"), signer.sign(CONTENT));

        assertThat(verifyByOpenssl(file, signature).status()).isZero();
    }

    @Test
    void sign_refusesAKeyThatIsNotTheCertificates() {
        TestPki.Holder other = pki.issue("other");
        FileSigner signer = FileSigner.remote(
                pki.issue("remote").chain(), bytes -> other.identity().keys().sign(bytes));

        assertThatThrownBy(() -> signer.sign(CONTENT))
                .isInstanceOf(SigningException.class)
                .hasMessageContaining("do not belong together");
    }

    @Test
    void sign_passesOnWhyARemoteKeyFailed() {
        FileSigner signer = FileSigner.remote(pki.issue("remote").chain(), bytes -> {
            throw new IOException("HSM session lost");
        });

        assertThatThrownBy(() -> signer.sign(CONTENT))
                .isInstanceOf(SigningException.class)
                .hasMessageContaining("HSM session lost")
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void sign_tellsAFileItCannotReadFromAKeyThatFails() {
        FileSigner signer = FileSigner.of(pki.issue("signer").identity());

        assertThatThrownBy(() -> signer.sign(folder.resolve("absent.csv"))).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> signer.sign(new BrokenStream()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("disk gone");
    }

    @ParameterizedTest
    @CsvSource({"EC,secp521r1", "RSA,1024"})
    void of_refusesKeysThatTheGatewayWouldRefuse(String algorithm, String strength) {
        Identity identity = pki.issue("weak", algorithm, strength).identity();

        assertThatThrownBy(() -> FileSigner.of(identity)).isInstanceOf(SigningException.class);
    }

    private OpenSsl.Result verifyByOpenssl(Path file, Path signature) {
        Path root = pki.writeRoot(folder.resolve("root.pem"));
        return OpenSsl.run(
                "cms",
                "-verify",
                "-binary",
                "-inform",
                "DER",
                "-in",
                signature,
                "-content",
                file,
                "-CAfile",
                root,
                "-purpose",
                "any",
                "-cades",
                "-out",
                folder.resolve("out"));
    }

    private static final class BrokenStream extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("disk gone");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return read();
        }
    }
}
