package org.adtgateway.checks.certificate;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.adtgateway.checks.certificate.CertificateValidator.Purpose;
import org.adtgateway.checks.verdict.SignatureFault;
import org.adtgateway.checks.verdict.SignatureVerdict;
import org.adtgateway.testing.Pki;
import org.adtgateway.testing.Pki.Authority;
import org.adtgateway.testing.Pki.Identity;
import org.adtgateway.testing.Pki.KeyKind;
import org.adtgateway.testing.Pki.Leaf;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.OtherName;
import org.bouncycastle.asn1.x509.PolicyConstraints;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a PKI lets in: by path, usage and revocation lists, each refusal beside its twin that is taken. */
class CertificateValidatorTest {
    private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.2.826.0.1.99.9");
    private static final byte[] NOTHING = {5, 0};

    @TempDir
    private Path folder;

    private final Authority root = Pki.root("Root");
    private final Authority issuer = root.issueAuthority("Issuer");
    private final Identity signer = issuer.issueSigner("signer", KeyKind.P256);
    private final SettableClock clock = new SettableClock();

    @BeforeEach
    void writePki() throws IOException {
        Pki.writePem(folder.resolve("root.pem"), List.of(root.certificate()));
        Pki.writePem(folder.resolve("issuer.pem"), List.of(issuer.certificate()));
        Files.createDirectory(folder.resolve("crls"));
        root.writeCrl(folder.resolve("crls/root.crl"));
        issuer.writeCrl(folder.resolve("crls/issuer.crl"));
    }

    @Test
    void aRevocationIsSeenAtTheNextRefresh_andOnlyOfTheOneRevoked() throws IOException {
        CertificateValidator validator = validator();
        Identity other = issuer.issueSigner("other", KeyKind.P256);
        assertThat(judge(validator, signer)).isEqualTo("valid");
        assertThat(judge(validator, other)).isEqualTo("valid");
        issuer.writeCrl(folder.resolve("crls/issuer.crl"), other.certificate());
        validator.refreshRevocation();
        assertThat(judge(validator, other)).isEqualTo("CERTIFICATE_REVOKED");
        assertThat(judge(validator, signer)).isEqualTo("valid");
    }

    @Test
    void aRevokedAuthorityTakesItsLeavesWithIt() throws IOException {
        CertificateValidator validator = validator();
        assertThat(judge(validator, signer)).isEqualTo("valid");
        root.writeCrl(folder.resolve("crls/root.crl"), issuer.certificate());
        validator.refreshRevocation();
        assertThat(judge(validator, signer)).isEqualTo("CERTIFICATE_REVOKED");
    }

    @Test
    void withoutAListOfTheIssuerNobodyCanTell() throws IOException {
        Files.delete(folder.resolve("crls/issuer.crl"));
        CertificateValidator validator = validator();
        assertThat(judge(validator, signer)).isEqualTo("REVOCATION_UNKNOWN");
        issuer.writeCrl(folder.resolve("crls/issuer.crl"));
        validator.refreshRevocation();
        assertThat(judge(validator, signer)).isEqualTo("valid");
    }

    @Test
    void aListCountsUntilItsNextUpdateAndTheGrace_evenForWhomWasFoundValidBefore() throws Exception {
        Instant end = clock.instant().plus(Duration.ofDays(7));
        Files.write(
                folder.resolve("crls/root.crl"), root.crl(clock.instant(), end).getEncoded());
        Files.write(
                folder.resolve("crls/issuer.crl"),
                issuer.crl(clock.instant(), end).getEncoded());
        CertificateValidator strict = validator();
        CertificateValidator lenient =
                new CertificateValidator(Purpose.SIGNING, trust(crls(), Duration.ofDays(2), Set.of()), clock);
        assertThat(judge(strict, signer)).isEqualTo("valid");
        clock.forward(Duration.ofDays(8));
        assertThat(judge(strict, signer)).isEqualTo("REVOCATION_UNKNOWN");
        assertThat(judge(lenient, signer)).isEqualTo("valid");
        clock.forward(Duration.ofDays(2));
        assertThat(judge(lenient, signer)).isEqualTo("REVOCATION_UNKNOWN");
    }

    @Test
    void aListThatAnotherKeySignedIsNoList() throws IOException {
        Authority namesake = Pki.root("Root").issueAuthority("Issuer");
        namesake.writeCrl(folder.resolve("crls/issuer.crl"));
        CertificateValidator validator = validator();
        assertThat(judge(validator, signer)).isEqualTo("REVOCATION_UNKNOWN");
        assertThat(validator.revocation().held()).hasSize(1);
    }

    @Test
    void anOlderListTakesNoRevocationBack() throws Exception {
        Instant now = clock.instant();
        X509CRL before = issuer.crl(now.minusSeconds(7200), now.plusSeconds(86400));
        X509CRL after = issuer.crl(now.minusSeconds(3600), now.plusSeconds(86400), signer.certificate());
        Files.write(folder.resolve("crls/issuer.crl"), after.getEncoded());
        CertificateValidator validator = validator();
        assertThat(judge(validator, signer)).isEqualTo("CERTIFICATE_REVOKED");
        Files.write(folder.resolve("crls/issuer.crl"), before.getEncoded());
        validator.refreshRevocation();
        assertThat(judge(validator, signer)).isEqualTo("CERTIFICATE_REVOKED");
        // its twin: the older list alone
        assertThat(judge(validator(), signer)).isEqualTo("valid");
    }

    @Test
    void brokenFilesAmongTheListsDoNoHarm() throws IOException {
        Files.writeString(folder.resolve("crls/a.crl"), "not a list");
        Files.write(folder.resolve("crls/b.crl"), new byte[] {0x30, (byte) 0x82, 1});
        Files.write(folder.resolve("crls/c.crl"), new byte[0]);
        assertThat(judge(validator(), signer)).isEqualTo("valid");
    }

    @Test
    void listsComeAsPemToo_severalInAFile() throws Exception {
        Files.delete(folder.resolve("crls/root.crl"));
        Files.writeString(
                folder.resolve("crls/issuer.crl"), pem(root.crl()) + pem(issuer.crl(signer.certificate())), US_ASCII);
        CertificateValidator validator = validator();
        assertThat(judge(validator, signer)).isEqualTo("CERTIFICATE_REVOKED");
        assertThat(judge(validator, issuer.issueSigner("other", KeyKind.P256))).isEqualTo("valid");
    }

    @Test
    void aSourceThatFailsTakesNothingAway() throws Exception {
        AtomicReference<List<byte[]>> lists = new AtomicReference<>(
                List.of(root.crl().getEncoded(), issuer.crl().getEncoded()));
        CertificateValidator validator =
                new CertificateValidator(Purpose.SIGNING, trust(source(lists), Duration.ZERO, Set.of()), clock);
        assertThat(judge(validator, signer)).isEqualTo("valid");
        lists.set(List.of());
        validator.refreshRevocation();
        assertThat(judge(validator, signer)).isEqualTo("valid");
        lists.set(List.of(issuer.crl(signer.certificate()).getEncoded()));
        validator.refreshRevocation();
        assertThat(judge(validator, signer)).isEqualTo("CERTIFICATE_REVOKED");
    }

    private static RevocationListSource source(AtomicReference<List<byte[]>> lists) {
        return new RevocationListSource() {
            @Override
            public boolean isConfigured() {
                return true;
            }

            @Override
            public List<byte[]> read() {
                return Objects.requireNonNull(lists.get());
            }
        };
    }

    @Test
    void aListOfAHundredThousandIsParsedOnce_andFindsItsEntries() throws Exception {
        Path large = folder.resolve("crls/issuer.crl");
        Files.write(large, issuer.largeCrl(100_000, signer.certificate()).getEncoded());
        CertificateValidator validator = validator();
        assertThat(validator.revocation().held())
                .anySatisfy(held -> assertThat(held.entries()).isEqualTo(100_001));
        assertThat(judge(validator, signer)).isEqualTo("CERTIFICATE_REVOKED");
        assertThat(judge(validator, issuer.issueSigner("other", KeyKind.P256))).isEqualTo("valid");
    }

    @Test
    void anotherPathIsTakenWhereAnAuthorityWasReplaced() throws IOException {
        Authority replaced = root.reissue(issuer);
        Pki.writePem(folder.resolve("issuer.pem"), List.of(issuer.certificate(), replaced.certificate()));
        root.writeCrl(folder.resolve("crls/root.crl"), issuer.certificate());
        assertThat(judge(validator(), signer)).isEqualTo("valid");
        root.writeCrl(folder.resolve("crls/root.crl"), issuer.certificate(), replaced.certificate());
        assertThat(judge(validator(), signer)).isEqualTo("CERTIFICATE_REVOKED");
    }

    @Test
    void certificatesCountInTheirTimeOnly() {
        Instant now = clock.instant();
        CertificateValidator validator = validator();
        assertThat(judge(validator, leaf(now.minusSeconds(7200), now.minusSeconds(3600))))
                .isEqualTo("CERTIFICATE_EXPIRED");
        assertThat(judge(validator, leaf(now.plusSeconds(3600), now.plusSeconds(7200))))
                .isEqualTo("CERTIFICATE_NOT_YET_VALID");
        Identity current = leaf(now.minusSeconds(3600), now.plusSeconds(3600));
        assertThat(judge(validator, current)).isEqualTo("valid");
        clock.forward(Duration.ofHours(2));
        assertThat(judge(validator, current)).isEqualTo("CERTIFICATE_EXPIRED");
    }

    @Test
    void aStrangersCertificateHasNoPath_whateverItsIssuerIsCalled() {
        Identity stranger = Pki.root("Root").issueAuthority("Issuer").issueSigner("signer", KeyKind.P256);
        assertThat(judge(validator(), stranger)).isEqualTo("CHAIN_INVALID");
    }

    @Test
    void keyUsageMustAllowThePurpose() throws IOException {
        CertificateValidator signing = validator();
        CertificateValidator transport = validator(Purpose.TRANSPORT);
        Identity encipherment = issuer.issue(new Leaf("x").usage(KeyUsage.keyEncipherment));
        Identity nonRepudiation = issuer.issue(new Leaf("x").usage(KeyUsage.nonRepudiation));
        Identity server = issuer.issueServer("x");
        Identity client = issuer.issueClient("x");
        assertThat(judge(signing, encipherment)).isEqualTo("KEY_USAGE");
        assertThat(judge(signing, nonRepudiation)).isEqualTo("valid");
        assertThat(judge(transport, nonRepudiation)).isEqualTo("KEY_USAGE");
        assertThat(judge(transport, server)).isEqualTo("KEY_USAGE");
        assertThat(judge(transport, client)).isEqualTo("valid");
    }

    @Test
    void aRequiredPolicyMustBeInTheWholePath() throws IOException {
        String wanted = "1.2.826.0.1.99.1";
        Authority with = root.issueAuthority("With", wanted);
        Pki.writePem(folder.resolve("issuer.pem"), List.of(issuer.certificate(), with.certificate()));
        with.writeCrl(folder.resolve("crls/with.crl"));
        CertificateValidator validator =
                new CertificateValidator(Purpose.SIGNING, trust(crls(), Duration.ZERO, Set.of(wanted)), clock);
        assertThat(judge(validator, signer)).isEqualTo("CHAIN_INVALID");
        assertThat(judge(validator, with.issue(new Leaf("x").policy("1.2.826.0.1.99.2"))))
                .isEqualTo("CHAIN_INVALID");
        assertThat(judge(validator, with.issue(new Leaf("x").policy(wanted)))).isEqualTo("valid");
    }

    @Test
    void anchorsThatCannotBeOneAreRefusedWhenLoaded() throws IOException {
        refuse(signer.certificate(), "is not a CA");
        refuse(Pki.root("Weak", KeyKind.RSA1024).certificate(), "weak key");
        refuse(
                anchor(new Leaf("x").extension(Extension.nameConstraints, permitting("O=Northern Power"))),
                "name constraints");
        refuse(anchor(new Leaf("x").policy("1.2.826.0.1.99.1")), "rules for certificate policies");
        refuse(
                anchor(new Leaf("x")
                        .extension(Extension.policyConstraints, new PolicyConstraints(BigInteger.ZERO, null))),
                "rules for certificate policies");
        refuse(anchor(new Leaf("x").extension(UNKNOWN, true, NOTHING)), "a critical extension that is unknown");
        refuse(anchor(new Leaf("x").extendedUsage(KeyPurposeId.id_kp_serverAuth)), "extended key usage");
        for (Leaf good : List.of(
                new Leaf("x").policy("2.5.29.32.0"),
                new Leaf("x").extension(UNKNOWN, false, NOTHING),
                new Leaf("x").extendedUsage(KeyPurposeId.anyExtendedKeyUsage))) {
            Pki.writePem(folder.resolve("root.pem"), List.of(anchor(good)));
            assertThat(validator().authoritiesLeftOut()).isEmpty();
        }
        Pki.writePem(folder.resolve("root.pem"), List.of(root.certificate()));
        clock.forward(Duration.ofDays(4000));
        refuse(root.certificate(), "is not valid now");
    }

    @Test
    void anAnchorCountsUntilItsEnd_thoughItWasGoodWhenLoaded() {
        CertificateValidator validator = new CertificateValidator(
                Purpose.SIGNING, trust(RevocationListSource.NONE, Duration.ZERO, Set.of()), clock);
        Instant end = root.certificate().getNotAfter().toInstant();
        Identity longLived = root.issue(
                new Leaf("x").usage(KeyUsage.digitalSignature).valid(clock.instant(), end.plusSeconds(7200)));
        assertThat(judge(validator, longLived)).isEqualTo("valid");
        clock.forward(java.time.Duration.between(clock.instant(), end.plusSeconds(3600)));
        assertThat(judge(validator, longLived)).isEqualTo("CHAIN_INVALID");
    }

    @Test
    void authoritiesWithoutAListAreNamed() throws IOException {
        assertThat(validator().revocation().withoutList()).isEmpty();
        Files.delete(folder.resolve("crls/issuer.crl"));
        CertificateValidator validator = validator();
        assertThat(validator.revocation().withoutList()).containsExactly("CN=Issuer");
    }

    @Test
    void aSignerNeedsAKeyThatMaySign() {
        assertThat(judge(validator(), issuer.issueSigner("odd", KeyKind.SECP256K1)))
                .isEqualTo("ALGORITHM_NOT_ALLOWED");
        assertThat(judge(validator(), issuer.issueSigner("good", KeyKind.P384))).isEqualTo("valid");
    }

    @Test
    void aMalformedExtensionIsNotTakenForNone() throws IOException {
        CertificateValidator signing = validator();
        byte[] notDer = {(byte) 0xff, (byte) 0xff};
        byte[] integer = {2, 1, 5};
        byte[] empty = {0x30, 0};
        for (Leaf malformed : List.of(
                new Leaf("x").extension(Extension.keyUsage, false, integer),
                new Leaf("x").extension(Extension.keyUsage, false, new byte[] {3, 2, 7, (byte) 0x80, 0}),
                new Leaf("x").extension(Extension.keyUsage, false, new byte[] {3, (byte) 0x81, 2, 7, (byte) 0x80}),
                new Leaf("x").extension(Extension.extendedKeyUsage, false, integer),
                new Leaf("x").extension(Extension.extendedKeyUsage, false, empty),
                new Leaf("x").extension(Extension.basicConstraints, false, integer),
                new Leaf("x").extension(Extension.nameConstraints, false, notDer),
                new Leaf("x").extension(Extension.subjectAlternativeName, false, empty),
                new Leaf("x").extension(Extension.issuerAlternativeName, false, notDer),
                // an IP address of five bytes, which the platform cannot parse
                new Leaf("x").extension(Extension.subjectAlternativeName, false, new byte[] {
                    0x30, 7, (byte) 0x87, 5, 1, 2, 3, 4, 5
                }),
                new Leaf("x").extension(Extension.certificatePolicies, false, integer),
                new Leaf("x").extension(Extension.policyMappings, false, integer),
                new Leaf("x").extension(Extension.policyConstraints, false, integer),
                new Leaf("x").extension(Extension.inhibitAnyPolicy, false, empty),
                new Leaf("x").extension(Extension.authorityKeyIdentifier, false, integer),
                new Leaf("x").extension(Extension.subjectKeyIdentifier, false, integer),
                new Leaf("x").extension(Extension.cRLDistributionPoints, false, notDer),
                new Leaf("x").extension(Extension.cRLDistributionPoints, false, new byte[] {0x30, 3, 2, 1, 5}),
                new Leaf("x").extension(Extension.freshestCRL, false, integer),
                new Leaf("x").extension(Extension.authorityInfoAccess, false, integer))) {
            Identity leaf = issuer.issue(malformed);
            Optional<SignatureVerdict.Refused> objection = signing.objection(leaf.certificate(), clock.instant());
            assertThat(objection).as("%s", leaf.certificate()).isPresent();
            assertThat(objection.get().detail()).contains("has a malformed extension: ");
            // permanently, and not until a list comes
            assertThat(objection.get().fault()).isEqualTo(SignatureFault.CHAIN_INVALID);
        }
        assertThat(judge(signing, issuer.issue(new Leaf("x")))).isEqualTo("valid");
        assertThat(judge(signing, issuer.issue(new Leaf("x").extension(UNKNOWN, false, notDer))))
                .isEqualTo("valid");
    }

    @Test
    void anAuthorityWithAMalformedExtensionIsRefusedWhenLoaded() throws IOException {
        Leaf shape = new Leaf("Odd").extension(Extension.nameConstraints, false, new byte[] {(byte) 0xff, (byte) 0xff});
        Pki.writePem(
                folder.resolve("issuer.pem"),
                List.of(issuer.certificate(), root.issueAuthority(shape).certificate()));
        assertThatThrownBy(this::validator).hasMessageContaining("CN=Odd has a malformed extension: nameConstraints");
        Pki.writePem(folder.resolve("issuer.pem"), List.of(issuer.certificate()));
        refuse(anchor(shape), "malformed extension: nameConstraints");
    }

    @Test
    void aNameThatCannotBeComparedWithAConstraintIsRefused_andNothingElse() throws IOException {
        GeneralName other = new GeneralName(
                GeneralName.otherName,
                new OtherName(new ASN1ObjectIdentifier("1.3.6.1.4.1.311.20.2.3"), new DERUTF8String("a")));
        Authority constrained = constrained(other);
        CertificateValidator validator = validator();
        assertThat(judge(validator, constrained.issue(named(other)))).isEqualTo("CHAIN_INVALID");
        assertThat(judge(validator, constrained.issue(new Leaf("x")))).isEqualTo("valid");
        assertThat(judge(validator, issuer.issue(named(other)))).isEqualTo("valid");
    }

    @Test
    void belowNameConstraintsNamesAreWellFormed() throws IOException {
        Authority constrained = constrained(new GeneralName(GeneralName.rfc822Name, "good.example"));
        CertificateValidator validator = validator();
        for (String email :
                List.of("a b@good.example", "@good.example", "a@b@good.example", "good.example", "a@good..example")) {
            assertThat(judge(validator, constrained.issue(new Leaf("CN=x, E=" + email))))
                    .as(email)
                    .isEqualTo("CHAIN_INVALID");
            assertThat(judge(validator, issuer.issue(new Leaf("CN=x, E=" + email))))
                    .isEqualTo("valid");
        }
        for (GeneralName malformed : List.of(
                new GeneralName(GeneralName.rfc822Name, "a b@good.example"),
                new GeneralName(GeneralName.dNSName, "-.good.example"),
                new GeneralName(GeneralName.uniformResourceIdentifier, "no scheme"),
                new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[5])))) {
            assertThat(judge(validator, constrained.issue(named(malformed))))
                    .as(malformed.toString())
                    .isEqualTo("CHAIN_INVALID");
        }
        assertThat(judge(validator, constrained.issue(new Leaf("CN=x, E=a@good.example"))))
                .isEqualTo("valid");
        assertThat(judge(validator, constrained.issue(new Leaf("CN=x, E=a@bad.example"))))
                .isEqualTo("CHAIN_INVALID");
        assertThat(judge(validator, constrained.issue(named(new GeneralName(GeneralName.dNSName, "www.good.example")))))
                .isEqualTo("valid");
    }

    @Test
    void extendedKeyUsageMustAllowThePurpose_ofAuthoritiesToo() throws IOException {
        for (KeyPurposeId[] usages : new KeyPurposeId[][] {
            {KeyPurposeId.id_kp_serverAuth},
            {KeyPurposeId.id_kp_emailProtection},
            {KeyPurposeId.id_kp_clientAuth},
            {KeyPurposeId.anyExtendedKeyUsage},
            {KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_emailProtection},
        }) {
            List<KeyPurposeId> all = List.of(usages);
            boolean transport =
                    all.contains(KeyPurposeId.id_kp_clientAuth) || all.contains(KeyPurposeId.anyExtendedKeyUsage);
            boolean signing =
                    all.contains(KeyPurposeId.id_kp_emailProtection) || all.contains(KeyPurposeId.anyExtendedKeyUsage);
            Authority below = root.issueAuthority(
                    new Leaf("Below").extension(Extension.extendedKeyUsage, new ExtendedKeyUsage(usages)));
            Pki.writePem(folder.resolve("issuer.pem"), List.of(issuer.certificate(), below.certificate()));
            below.writeCrl(folder.resolve("crls/below.crl"));

            CertificateValidator transports = validator(Purpose.TRANSPORT);
            assertThat(judge(transports, below.issueClient("x")))
                    .as("%s", all)
                    .isEqualTo(transport ? "valid" : "CHAIN_INVALID");
            assertThat(transports.authoritiesLeftOut()).hasSize(transport ? 0 : 1);
            CertificateValidator signings = validator();
            assertThat(judge(signings, below.issueSigner("x", KeyKind.P256)))
                    .as("%s", all)
                    .isEqualTo(signing ? "valid" : "CHAIN_INVALID");
            Identity signer = issuer.issue(new Leaf("x")
                    .usage(KeyUsage.digitalSignature)
                    .extension(Extension.extendedKeyUsage, new ExtendedKeyUsage(usages)));
            assertThat(judge(signings, signer)).as("%s", all).isEqualTo(signing ? "valid" : "KEY_USAGE");
        }
    }

    @Test
    void theCertificateOfAnAuthorityIsForNothingElse() throws IOException {
        Leaf shape = new Leaf("x").ca().usage(KeyUsage.digitalSignature | KeyUsage.keyCertSign);
        assertThat(judge(validator(), issuer.issue(shape))).isEqualTo("KEY_USAGE");
        assertThat(judge(
                        validator(Purpose.TRANSPORT), issuer.issue(shape.extendedUsage(KeyPurposeId.id_kp_clientAuth))))
                .isEqualTo("KEY_USAGE");
        Leaf leaf = new Leaf("x").usage(KeyUsage.digitalSignature | KeyUsage.keyCertSign);
        assertThat(judge(validator(), issuer.issue(leaf))).isEqualTo("valid");
        assertThat(judge(validator(Purpose.TRANSPORT), issuer.issue(leaf.extendedUsage(KeyPurposeId.id_kp_clientAuth))))
                .isEqualTo("valid");
    }

    @Test
    void anAuthorityThatIsTooWeakIsLeftOut_whereOthersServe() throws IOException {
        Authority weakRoot = Pki.root("Weak root", KeyKind.RSA1024);
        Authority weak = root.issueAuthority(new Leaf("Weak").key(KeyKind.RSA1024));
        Pki.writePem(folder.resolve("root.pem"), List.of(weakRoot.certificate(), root.certificate()));
        Pki.writePem(folder.resolve("issuer.pem"), List.of(weak.certificate(), issuer.certificate()));
        weak.writeCrl(folder.resolve("crls/weak.crl"));
        weakRoot.writeCrl(folder.resolve("crls/weak-root.crl"));
        CertificateValidator validator = validator();
        assertThat(judge(validator, signer)).isEqualTo("valid");
        assertThat(judge(validator, weak.issueSigner("x", KeyKind.P256))).isEqualTo("CHAIN_INVALID");
        assertThat(judge(validator, weakRoot.issueSigner("x", KeyKind.P256))).isEqualTo("CHAIN_INVALID");
        assertThat(validator.authoritiesLeftOut())
                .containsExactly(
                        "CN=Weak root has a weak key or signature: RSA, SHA256withRSA",
                        "CN=Weak has a weak key or signature: RSA, SHA256withECDSA");
        refuse(weakRoot.certificate(), "no anchor can serve: CN=Weak root has a weak key");
    }

    @Test
    void aDigestThatIsBrokenIsNotHiddenByTheNameOfPss() throws IOException {
        Authority rsa = Pki.root("Root", KeyKind.RSA2048);
        Pki.writePem(folder.resolve("root.pem"), List.of(rsa.certificate()));
        Pki.writePem(folder.resolve("issuer.pem"), List.of(rsa.certificate()));
        rsa.writeCrl(folder.resolve("crls/root.crl"));
        CertificateValidator validator = validator();
        Leaf leaf = new Leaf("x").usage(KeyUsage.digitalSignature);
        assertThat(judge(validator, rsa.issue(leaf.signedWith("SHA1WITHRSAANDMGF1"))))
                .isEqualTo("ALGORITHM_NOT_ALLOWED");
        assertThat(judge(validator, rsa.issue(leaf.signedWith("SHA256WITHRSAANDMGF1"))))
                .isEqualTo("valid");
    }

    @Test
    void listsAreFoundAmongCertificates_andBesideDamagedOnes() throws Exception {
        Files.delete(folder.resolve("crls/root.crl"));
        String damaged = "-----BEGIN X509 CRL-----\nMAAA\n-----END X509 CRL-----\n";
        Files.writeString(
                folder.resolve("crls/issuer.crl"),
                CertificateLoader.pem(List.of(root.certificate()))
                        + pem(root.crl())
                        + damaged
                        + CertificateLoader.pem(List.of(issuer.certificate()))
                        + pem(issuer.crl(signer.certificate())),
                US_ASCII);
        CertificateValidator validator = validator();
        assertThat(judge(validator, signer)).isEqualTo("CERTIFICATE_REVOKED");
        assertThat(judge(validator, issuer.issueSigner("other", KeyKind.P256))).isEqualTo("valid");
    }

    private static X509Certificate anchor(Leaf shape) {
        return Pki.root(shape).certificate();
    }

    private static NameConstraints permitting(String name) {
        return permitting(new GeneralName(new X500Name(name)));
    }

    private static NameConstraints permitting(GeneralName... names) {
        return new NameConstraints(Stream.of(names).map(GeneralSubtree::new).toArray(GeneralSubtree[]::new), null);
    }

    private static Leaf named(GeneralName name) {
        return new Leaf("x").extension(Extension.subjectAlternativeName, new GeneralNames(name));
    }

    /** An authority that may vouch for some names, beside the usual one. */
    private Authority constrained(GeneralName... permitted) throws IOException {
        Authority constrained = root.issueAuthority(
                new Leaf("Constrained").extension(Extension.nameConstraints, permitting(permitted)));
        Pki.writePem(folder.resolve("issuer.pem"), List.of(issuer.certificate(), constrained.certificate()));
        constrained.writeCrl(folder.resolve("crls/constrained.crl"));
        return constrained;
    }

    private void refuse(X509Certificate anchor, String why) throws IOException {
        Pki.writePem(folder.resolve("root.pem"), List.of(anchor));
        assertThatThrownBy(this::validator)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private CertificateValidator validator() {
        return validator(Purpose.SIGNING);
    }

    private CertificateValidator validator(Purpose purpose) {
        return new CertificateValidator(purpose, trust(crls(), Duration.ZERO, Set.of()), clock);
    }

    private PkiSettings trust(RevocationListSource lists, Duration grace, Set<String> policies) {
        return new PkiSettings(
                CertificateLoader.read(List.of(folder.resolve("root.pem"))),
                CertificateLoader.read(List.of(folder.resolve("issuer.pem"))),
                lists,
                grace,
                policies);
    }

    private RevocationListSource crls() {
        return new ListFiles(List.of(folder.resolve("crls")));
    }

    private Identity leaf(Instant from, Instant to) {
        return issuer.issue(new Leaf("x").usage(KeyUsage.digitalSignature).valid(from, to));
    }

    private String judge(CertificateValidator validator, Identity identity) {
        return validator
                .objection(identity.certificate(), clock.instant())
                .map(refused -> refused.fault().name())
                .orElse("valid");
    }

    private static String pem(X509CRL crl) throws Exception {
        return "-----BEGIN X509 CRL-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(crl.getEncoded())
                + "\n-----END X509 CRL-----\n";
    }

    private static final class SettableClock extends Clock {
        // in the past, so that it can go forward: Bouncy Castle validates no path as of a time to come
        private Instant now = Instant.now().minus(Duration.ofDays(20));

        void forward(Duration by) {
            now = now.plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
