package org.adtgateway.checks.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.adtgateway.checks.verdict.SignatureFault;
import org.adtgateway.checks.verdict.SignatureVerdict;
import org.adtgateway.testing.HandmadeSignature;
import org.adtgateway.testing.OpenSsl;
import org.adtgateway.testing.Pki;
import org.adtgateway.testing.Pki.Authority;
import org.adtgateway.testing.Pki.Identity;
import org.adtgateway.testing.Pki.KeyKind;
import org.adtgateway.testing.Pki.Leaf;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures made by openssl, an independent party, and what can be wrong with them. */
class SignatureVerifierTest {
    private static final byte[] CONTENT = "UserID,Comment\r\n70-B3,hello\r\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private static Path folder;

    private static Authority authority;
    private static VerifierFixture fixture;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(OpenSsl.isInstalled(), "openssl is not installed");
        fixture = new VerifierFixture(folder);
        authority = fixture.authority;
    }

    @ParameterizedTest
    @CsvSource({
        "P256, ''",
        "P256, -cades",
        "P256, -nocerts",
        "P256, -keyid",
        "P256, -md sha512",
        "P384, -md sha384",
        "P384, -cades -md sha384",
        "RSA2048, ''",
        "RSA2048, -cades",
        "RSA2048, -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:digest",
        "RSA2048, -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:max",
        "RSA2048, -md sha512 -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:100",
    })
    void takesWhatOpensslSigns(KeyKind key, String options) throws Exception {
        Identity signer = register(authority.issueSigner("signer", key));
        assertThat(verify(sign(signer, "DER", options), CONTENT)).isEqualTo("PASSED");
        assertThat(verify(sign(signer, "PEM", options), CONTENT)).isEqualTo("PASSED");
    }

    @Test
    void aWrongDigestOfALargeFile_readsAtMostAMebibyteMoreThanARightOne() throws Exception {
        Identity signer = register(authority.issueSigner("signer", KeyKind.P256));
        byte[] file = new byte[5 << 20];
        byte[] other = file.clone();
        other[0] = 1;
        ParsedSignature claim = ((ParseResult.Parsed)
                        fixture.parser.parseDetached(new HandmadeSignature(signer, file).encoded()))
                .claim();
        CountedContent right = new CountedContent(file);
        CountedContent wrong = new CountedContent(other);

        assertThat(fixture.verifier.verify(claim, right, Instant.now())).isInstanceOf(SignatureVerdict.Passed.class);
        assertThat(fixture.verifier.verify(claim, wrong, Instant.now()))
                .isInstanceOfSatisfying(
                        SignatureVerdict.Refused.class,
                        refused -> assertThat(refused.fault()).isEqualTo(SignatureFault.DIGEST_MISMATCH));

        assertThat(right.read).isEqualTo(file.length);
        assertThat(wrong.read).isGreaterThan(file.length).isLessThanOrEqualTo(file.length + (1 << 20) + 1);
    }

    /** Counts the bytes that are read of it. */
    private static final class CountedContent implements SignedContent {
        private final byte[] content;
        private long read;

        CountedContent(byte[] content) {
            this.content = content;
        }

        @Override
        public InputStream open() {
            return new FilterInputStream(new ByteArrayInputStream(content)) {
                @Override
                public int read() throws IOException {
                    int one = super.read();
                    read += one < 0 ? 0 : 1;
                    return one;
                }

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    int some = super.read(target, offset, length);
                    read += Math.max(0, some);
                    return some;
                }
            };
        }
    }

    @Test
    void takesBerOfIndefiniteLength() throws Exception {
        Identity signer = register(authority.issueSigner("signer", KeyKind.P256));
        byte[] der = sign(signer, "DER", "");
        // the outermost SEQUENCE with an indefinite length: same meaning, other bytes
        int header = (der[1] & 0xff) == 0x82 ? 4 : 3;
        byte[] ber = new byte[der.length - header + 4];
        ber[0] = 0x30;
        ber[1] = (byte) 0x80;
        System.arraycopy(der, header, ber, 2, der.length - header);
        assertThat(verify(ber, CONTENT)).isEqualTo("PASSED");
    }

    @ParameterizedTest
    @CsvSource({
        "-nodetach, NOT_DETACHED",
        "-noattr, SIGNED_ATTRIBUTES",
        "-md sha1, ALGORITHM_NOT_ALLOWED",
        "-md md5, ALGORITHM_NOT_ALLOWED",
        "-keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:20, ALGORITHM_NOT_ALLOWED",
        "-econtent_type 1.2.3.4, SIGNED_ATTRIBUTES"
    })
    void refusesWhatIsNotOfTheForm(String options, String fault) throws Exception {
        Identity signer = register(authority.issueSigner("signer", KeyKind.RSA2048));
        assertThat(verify(sign(signer, "DER", options), CONTENT)).isEqualTo(fault);
        assertThat(verify(sign(signer, "DER", ""), CONTENT)).isEqualTo("PASSED");
    }

    @Test
    void refusesTwoSigners() throws Exception {
        Identity signer = register(authority.issueSigner("one", KeyKind.P256));
        Identity second = register(authority.issueSigner("two", KeyKind.P256));
        second.write(folder, "second", "pw");
        byte[] signature = sign(
                signer, "DER", "-signer " + folder.resolve("second.pem") + " -inkey " + folder.resolve("second.key"));
        assertThat(verify(signature, CONTENT)).isEqualTo("SIGNER_COUNT");
    }

    @Test
    void refusesASmimeMessageAndSaysWhatToDo() throws Exception {
        Identity signer = register(authority.issueSigner("signer", KeyKind.P256));
        ParseResult result = fixture.parser.parseDetached(sign(signer, "SMIME", ""));
        assertThat(result).isInstanceOfSatisfying(ParseResult.Refused.class, refused -> {
            assertThat(refused.fault()).isEqualTo(SignatureFault.NOT_CMS);
            assertThat(refused.detail()).contains("-outform DER");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "-----BEGIN CERTIFICATE-----",
                "-----BEGIN PGP SIGNATURE-----",
                "PK\u0003\u0004",
                "<xml/>",
                "{}",
                "-----BEGIN CMS-----\nAAAA\n-----END CMS-----"
            })
    void refusesWhatIsNotCms(String text) throws Exception {
        assertThat(verify(text.getBytes(StandardCharsets.ISO_8859_1), CONTENT)).isIn("NOT_CMS", "MALFORMED_SIGNATURE");
    }

    @Test
    void refusesEveryCutAndEveryTrail() throws Exception {
        Identity signer = register(authority.issueSigner("signer", KeyKind.P256));
        byte[] signature = sign(signer, "DER", "-nocerts");
        for (int length = 0; length < signature.length; length++) {
            assertThat(verify(Arrays.copyOf(signature, length), CONTENT)).isIn("NOT_CMS", "MALFORMED_SIGNATURE");
        }
        assertThat(verify(Arrays.copyOf(signature, signature.length + 1), CONTENT))
                .isEqualTo("MALFORMED_SIGNATURE");
    }

    @Test
    void noAlteredOctetMakesAnotherActPass() throws Exception {
        Identity signer = register(authority.issueSigner("signer", KeyKind.P256));
        byte[] signature = sign(signer, "DER", "-nocerts");
        byte[] act = ((ParseResult.Parsed) fixture.parser.parseDetached(signature))
                .claim()
                .act();
        for (int i = 0; i < signature.length; i++) {
            byte[] altered = signature.clone();
            altered[i] ^= 0x01;
            if (verify(altered, CONTENT).equals("PASSED")) {
                // what is not signed may differ (for instance a version number); the act stays the same act
                assertThat(((ParseResult.Parsed) fixture.parser.parseDetached(altered))
                                .claim()
                                .act())
                        .isEqualTo(act);
            }
        }
    }

    @Test
    void deepNestingIsBounded() throws Exception {
        byte[] deep = new byte[60_000];
        for (int i = 0; i < deep.length; i += 2) {
            deep[i] = 0x30;
            deep[i + 1] = (byte) 0x80;
        }
        assertThat(verify(deep, CONTENT)).isEqualTo("MALFORMED_SIGNATURE");
        assertThat(verify(new byte[64 * 1024 + 1], CONTENT)).isEqualTo("SIGNATURE_TOO_LARGE");
    }

    @Test
    void refusesASignerThatIsNotRegistered_thoughItsCertificateIsEmbedded() throws Exception {
        Identity stranger = authority.issueSigner("stranger", KeyKind.P256);
        assertThat(verify(sign(stranger, "DER", ""), CONTENT)).isEqualTo("SIGNER_UNKNOWN");
        register(stranger);
        assertThat(verify(sign(stranger, "DER", ""), CONTENT)).isEqualTo("PASSED");
    }

    @Test
    void anEmbeddedCertificateIsNeverTrustedInPlaceOfTheRegisteredOne() throws Exception {
        Identity registered = authority.issueSigner("victim", KeyKind.P256);
        Identity forger = Pki.root("Test CA").issue(new Leaf("victim").usage(KeyUsage.digitalSignature));
        // the forger's certificate claims to be the registered one; what counts is whose key the registry holds
        fixture.register(VerifierFixture.id(forger), registered.certificate());
        assertThat(verify(sign(forger, "DER", ""), CONTENT)).isEqualTo("SIGNATURE_INVALID");
        assertThat(verify(sign(forger, "DER", "-cades"), CONTENT)).isEqualTo("SIGNING_CERTIFICATE_MISMATCH");
    }

    @Test
    void refusesCertificatesByTheirFault() throws Exception {
        Identity usage = register(authority.issue(new Leaf("usage").usage(KeyUsage.keyEncipherment)));
        assertThat(verify(sign(usage, "DER", ""), CONTENT)).isEqualTo("KEY_USAGE");
        Identity elsewhere = register(Pki.root("Another CA").issueSigner("signer", KeyKind.P256));
        assertThat(verify(sign(elsewhere, "DER", ""), CONTENT)).isEqualTo("CHAIN_INVALID");
        Identity weak = register(authority.issueSigner("weak", KeyKind.RSA1024));
        assertThat(verify(sign(weak, "DER", ""), CONTENT)).isEqualTo("ALGORITHM_NOT_ALLOWED");
    }

    @Test
    void aRevocationCountsFromTheNextRefreshOn() throws Exception {
        Identity signer = register(authority.issueSigner("signer", KeyKind.P256));
        byte[] signature = sign(signer, "DER", "");
        assertThat(verify(signature, CONTENT)).isEqualTo("PASSED");
        fixture.revoke(signer.certificate());
        assertThat(verify(signature, CONTENT)).isEqualTo("CERTIFICATE_REVOKED");
        fixture.revoke();
    }

    @Test
    void otherBytesAreAMismatch() throws Exception {
        Identity signer = register(authority.issueSigner("signer", KeyKind.P256));
        byte[] lf =
                new String(CONTENT, StandardCharsets.UTF_8).replace("\r", "").getBytes(StandardCharsets.UTF_8);
        assertThat(verify(sign(signer, "DER", ""), lf)).isEqualTo("DIGEST_MISMATCH");
    }

    private static Identity register(Identity signer) {
        return fixture.register(signer);
    }

    private static String verify(byte[] signature, byte[] content) {
        return fixture.verify(signature, content);
    }

    private static byte[] sign(Identity signer, String form, String options) throws Exception {
        return OpenSsl.sign(folder, signer, CONTENT, form, options);
    }
}
