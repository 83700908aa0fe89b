package org.adtgateway.checks.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.adtgateway.checks.verdict.SignatureFault;
import org.adtgateway.testing.Pki;
import org.adtgateway.testing.Pki.Authority;
import org.adtgateway.testing.Pki.Identity;
import org.adtgateway.testing.Pki.KeyKind;
import org.adtgateway.testing.PlainSigner;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Anyone who sends something else in place of a signature is told what it seems to be, and how to make one. */
class NotCmsDiagnosisTest {
    private static final byte[] CONTENT = {1, 2, 3};

    @TempDir
    private static Path folder;

    private static VerifierFixture fixture;

    @BeforeAll
    static void start() throws Exception {
        fixture = new VerifierFixture(folder);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "-----BEGIN CERTIFICATE-----\\nMII= | a PEM certificate",
                "-----BEGIN CERTIFICATE REQUEST-----\\nMII= | a PEM certificate request",
                "-----BEGIN PGP SIGNATURE-----\\n\\niQ | a PGP signature",
                "-----BEGIN PGP SIGNED MESSAGE-----\\nHash: SHA256 | a PGP signature",
                "-----BEGIN SSH SIGNATURE-----\\nU1NI | an SSH signature",
                "-----BEGIN PRIVATE KEY-----\\nMII= | a private key. Never send it",
                "-----BEGIN EC PRIVATE KEY-----\\nMII= | a private key. Never send it",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\\nMII= | a private key. Never send it",
                "-----BEGIN OPENSSH PRIVATE KEY-----\\nb3 | a private key. Never send it",
                "-----BEGIN PUBLIC KEY-----\\nMII= | a public key",
                "-----BEGIN X509 CRL-----\\nMII= | a revocation list",
                "-----BEGIN CMS-----\\n!!!!\\n-----END CMS----- | PEM, but damaged",
                "-----BEGIN CMS-----\\nMII=\\n-----END PKCS7----- | PEM, but damaged",
                "-----BEGIN CMS-----\\nMII=\\n-----END CMS-----\\nmore | PEM, but damaged or with something around it",
                "signed today\\n-----BEGIN CMS-----\\nMII= | PEM, but with something before it",
                "MIIGfgYJKoZIhvcNAQcCoIIGbzCC\\nBmsCAQEx | base64 without the lines -----BEGIN CMS-----",
                "MIME-Version: 1.0\\nContent-Type: multipart/signed; protocol=x | an S/MIME message",
                "To: dcc\\nSubject: ADT\\nContent-Type: application/pkcs7-signature | an S/MIME message",
                "Bag Attributes\\n  localKeyID: 01 | what openssl pkcs12 prints",
                "<!DOCTYPE html>\\n<title>Not found</title> | an HTML page",
                "<ds:Signature/> | XML",
                "eyJhbGciOiJFUzI1NiJ9..sig | JSON Web Signature",
                "PK\\003\\004 | a zip archive",
                "%PDF-1.7 | a PDF document",
                "UserID,ServiceReferenceVariant | the file itself",
                "\\357\\273\\277QuarantineEventRef,RequestID | the file itself",
                "\\210u\\004 | a PGP signature",
                "\\211\\0023 | a PGP signature",
                "\\302\\300s | a PGP signature",
                "\\037\\213 | a gzip archive",
                "hello | neither DER nor PEM"
            })
    void ofText(String escaped, String what) {
        notCms(escaped.translateEscapes().getBytes(StandardCharsets.ISO_8859_1), what);
    }

    private static Stream<Arguments> asn1() throws Exception {
        Authority authority = Pki.root("CA");
        Identity ec = authority.issueSigner("ec", KeyKind.P256);
        Identity rsa = authority.issueSigner("rsa", KeyKind.RSA2048);
        ec.writePkcs12(folder.resolve("ec.p12"), "ec", "pw");
        return Stream.of(
                Arguments.of("a certificate", ec.certificate().getEncoded()),
                Arguments.of("revocation list", authority.crl().getEncoded()),
                Arguments.of("a public key", rsa.certificate().getPublicKey().getEncoded()),
                Arguments.of("a private key. Never send it", ec.key().getEncoded()),
                Arguments.of("a private key. Never send it", rsa.key().getEncoded()),
                Arguments.of("a PKCS#12 key store", Files.readAllBytes(folder.resolve("ec.p12"))),
                Arguments.of("a bare ECDSA signature", bare(ec, "SHA256withECDSA")),
                Arguments.of("a bare RSA signature", bareRsa(rsa)),
                Arguments.of("ASN.1, but not CMS", new DERSequence(new DEROctetString(CONTENT)).getEncoded()),
                Arguments.of("ASN.1, but not CMS", new DERSequence().getEncoded()),
                Arguments.of(
                        "CMS of another type than SignedData",
                        new ContentInfo(CMSObjectIdentifiers.envelopedData, new ASN1Integer(1)).getEncoded()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("asn1")
    void ofAsn1(String what, byte[] sent) {
        notCms(sent, what);
        // and the same within the armour of a signature
        if (sent[0] == 0x30) {
            notCms(armoured(sent), what);
        }
    }

    /** 64 KiB that a pattern which goes back and forth would read for minutes. */
    @Test
    void blanksWithoutEnd() {
        byte[] blanks = new byte[64 * 1024];
        Arrays.fill(blanks, (byte) ' ');
        byte[] begin = "-----BEGIN CMS-----".getBytes(StandardCharsets.US_ASCII);
        notCms(blanks, "neither DER nor PEM");
        System.arraycopy(begin, 0, blanks, 0, begin.length);
        notCms(blanks, "PEM, but damaged");
    }

    /** The twin of all these. */
    @Test
    void aSignatureIsNone() throws Exception {
        Identity signer = fixture.register(fixture.authority.issueSigner("signer", KeyKind.P256));
        byte[] signature = PlainSigner.sign(signer, CONTENT, java.time.Instant.now());
        assertThat(fixture.verify(signature, CONTENT)).isEqualTo("PASSED");
        assertThat(fixture.verify(armoured(signature), CONTENT)).isEqualTo("PASSED");
    }

    private static void notCms(byte[] sent, String what) {
        assertThat(fixture.parser.parseDetached(sent)).isInstanceOfSatisfying(ParseResult.Refused.class, refused -> {
            assertThat(refused.fault()).isEqualTo(SignatureFault.NOT_CMS);
            assertThat(refused.detail()).contains(what).contains("Send a detached CMS SignedData");
        });
    }

    private static byte[] armoured(byte[] octets) {
        return ("-----BEGIN CMS-----\n" + Base64.getMimeEncoder().encodeToString(octets) + "\n-----END CMS-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] bare(Identity signer, String algorithm) throws Exception {
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(signer.key());
        signature.update(CONTENT);
        return signature.sign();
    }

    /** One that does not look like ASN.1 by chance. */
    private static byte[] bareRsa(Identity signer) throws Exception {
        byte[] signature = bare(signer, "SHA256withRSA");
        signature[0] = 1;
        return signature;
    }
}
