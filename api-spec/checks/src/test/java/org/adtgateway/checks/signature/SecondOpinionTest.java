package org.adtgateway.checks.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonCertificateSource;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.adtgateway.checks.verdict.SignatureFault;
import org.adtgateway.testing.OpenSsl;
import org.adtgateway.testing.Pki;
import org.adtgateway.testing.Pki.Identity;
import org.adtgateway.testing.Pki.KeyKind;
import org.adtgateway.testing.Pki.Leaf;
import org.adtgateway.testing.PlainSigner;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * EU DSS, another implementation of ETSI EN 319 102-1, with its own policy, judges the same files. Where the two differ, the test says in what
 * and why.
 */
class SecondOpinionTest {
    private static final byte[] CONTENT = "UserID,Period\r\n".getBytes(StandardCharsets.UTF_8);
    private static final String PASSED = "TOTAL_PASSED";

    @TempDir
    private static Path folder;

    private static VerifierFixture fixture;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(OpenSsl.isInstalled(), "openssl is not installed");
        fixture = new VerifierFixture(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "P256, -cades",
        "P256, -cades -nocerts",
        "P256, -cades -md sha512",
        "P384, -cades -md sha384",
        "RSA2048, -cades",
        "RSA2048, -cades -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:digest",
    })
    void bothTakeCades(KeyKind key, String options) throws Exception {
        Identity signer = signer(new Leaf("signer").key(key));
        byte[] signature = sign(signer, options);
        agree(signer, signature, CONTENT, PASSED);
    }

    @Test
    void bothTakeWhatTheJdkAloneHasSigned_thoughItNamesNoCertificate() throws Exception {
        Identity signer = signer(new Leaf("signer"));
        agree(signer, PlainSigner.sign(signer, CONTENT, Instant.now()), CONTENT, PASSED);
    }

    @Test
    void bothRefuseOtherBytes() throws Exception {
        Identity signer = signer(new Leaf("signer"));
        byte[] signature = sign(signer, "-cades");
        agree(signer, signature, new byte[] {1}, "TOTAL_FAILED HASH_FAILURE");
        signature[signature.length - 1] ^= 1;
        agree(signer, signature, CONTENT, "TOTAL_FAILED SIG_CRYPTO_FAILURE");
    }

    @Test
    void bothRefuseAStrangersAuthority() throws Exception {
        Identity stranger = fixture.register(
                Pki.root("Other CA").issue(new Leaf("x").usage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation)));
        agree(stranger, sign(stranger, "-cades"), CONTENT, "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND");
    }

    @Test
    void bothRefuseARevokedCertificate() throws Exception {
        Identity signer = signer(new Leaf("signer"));
        byte[] signature = sign(signer, "-cades");
        fixture.revoke(signer.certificate());
        agree(signer, signature, CONTENT, "INDETERMINATE REVOKED_NO_POE");
        fixture.revoke();
        agree(signer, signature, CONTENT, PASSED);
    }

    /** They say that nothing proves an existence before the algorithm was broken, which to us makes no difference. */
    @ParameterizedTest
    @CsvSource({"RSA2048, -cades -md sha1", "RSA1024, -cades"})
    void bothRefuseWeakCryptography(KeyKind key, String options) throws Exception {
        Identity signer = signer(new Leaf("weak").key(key));
        byte[] signature = sign(signer, options);
        assertThat(ours(signature, CONTENT)).isEqualTo("INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE");
        assertThat(theirs(signer, signature, CONTENT)).isEqualTo("INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE_NO_POE");
    }

    /** Theirs first misses a list that could still name the certificate, as authorities drop expired ones from their lists; ours says what to fix. */
    @Test
    void bothRefuseAnExpiredCertificate() throws Exception {
        Instant now = Instant.now();
        Identity expired = signer(new Leaf("x").valid(now.minus(Duration.ofDays(20)), now.minus(Duration.ofDays(2))));
        byte[] signature = sign(expired, "-cades");
        assertThat(ours(signature, CONTENT)).isEqualTo("INDETERMINATE OUT_OF_BOUNDS_NO_POE");
        assertThat(theirs(expired, signature, CONTENT)).isEqualTo("INDETERMINATE CERTIFICATE_CHAIN_GENERAL_FAILURE");
    }

    /** Their policy only warns of a key that is not for signing; RFC 5280, 4.2.1.3 is plain. */
    @Test
    void theyTakeAKeyThatIsForEncryption_weDoNot() throws Exception {
        Identity usage = fixture.register(fixture.authority.issue(new Leaf("x").usage(KeyUsage.keyEncipherment)));
        byte[] signature = sign(usage, "-cades");
        assertThat(ours(signature, CONTENT)).isEqualTo("INDETERMINATE CHAIN_CONSTRAINTS_FAILURE");
        assertThat(theirs(usage, signature, CONTENT)).isEqualTo(PASSED);
    }

    /** The contract wants the file beside the signature and not in it as well: two copies might differ. */
    @Test
    void theyTakeContentInTheSignature_weDoNot() throws Exception {
        Identity signer = signer(new Leaf("signer"));
        byte[] signature = sign(signer, "-cades -nodetach");
        assertThat(ours(signature, CONTENT)).isEqualTo("TOTAL_FAILED FORMAT_FAILURE");
        assertThat(theirs(signer, signature, CONTENT)).isEqualTo(PASSED);
    }

    /** A salt shorter than the digest weakens what it is there for (RFC 4055, 3.1). */
    @Test
    void theyTakeAShortSalt_weDoNot() throws Exception {
        Identity signer = signer(new Leaf("signer").key(KeyKind.RSA2048));
        byte[] signature = sign(signer, "-cades -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:20");
        assertThat(ours(signature, CONTENT)).isEqualTo("INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE");
        assertThat(theirs(signer, signature, CONTENT)).isEqualTo(PASSED);
    }

    @Test
    void bothRefuseASignatureWithoutSignedAttributes() throws Exception {
        Identity signer = signer(new Leaf("signer"));
        agree(signer, sign(signer, "-noattr"), CONTENT, "INDETERMINATE SIG_CONSTRAINTS_FAILURE");
    }

    private static void agree(Identity signer, byte[] signature, byte[] content, String judgement) throws IOException {
        assertThat(ours(signature, content)).as("ours").isEqualTo(judgement);
        assertThat(theirs(signer, signature, content)).as("theirs").isEqualTo(judgement);
    }

    private static Identity signer(Leaf leaf) {
        return fixture.register(
                fixture.authority.issue(leaf.usage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation)));
    }

    private static byte[] sign(Identity signer, String options) throws Exception {
        return OpenSsl.sign(folder, signer, CONTENT, "DER", options);
    }

    private static String ours(byte[] signature, byte[] content) {
        String fault = fixture.verify(signature, content);
        if (fault.equals("PASSED")) {
            return PASSED;
        }
        SignatureFault refused = SignatureFault.valueOf(fault);
        return refused.indication() + " " + refused.subIndication();
    }

    private static String theirs(Identity signer, byte[] signature, byte[] content) throws IOException {
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        trusted.addCertificate(new CertificateToken(fixture.authority.certificate()));
        CommonCertificateSource registered = new CommonCertificateSource();
        registered.addCertificate(new CertificateToken(signer.certificate()));
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(trusted);
        verifier.setAdjunctCertSources(registered);
        verifier.setCrlSource(
                new ExternalResourcesCRLSource(new ByteArrayInputStream(Files.readAllBytes(folder.resolve("ca.crl")))));
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new InMemoryDocument(signature));
        validator.setDetachedContents(List.of(new InMemoryDocument(content)));
        // where the certificate is not embedded
        validator.setSigningCertificateSource(registered);
        validator.setCertificateVerifier(verifier);
        SimpleReport report = validator.validateDocument().getSimpleReport();
        String id = report.getFirstSignatureId();
        String sub = report.getSubIndication(id) == null ? "" : " " + report.getSubIndication(id);
        return report.getIndication(id) + sub;
    }
}
