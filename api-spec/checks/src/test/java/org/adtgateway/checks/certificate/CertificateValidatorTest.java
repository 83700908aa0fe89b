package org.adtgateway.checks.certificate;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.adtgateway.checks.certificate.CertificateValidator.Purpose;
import org.adtgateway.testing.Pki;
import org.adtgateway.testing.Pki.Authority;
import org.adtgateway.testing.Pki.Identity;
import org.adtgateway.testing.Pki.KeyKind;
import org.adtgateway.testing.Pki.Leaf;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a PKI lets in: by path, usage and revocation lists, each refusal beside its twin that is taken. */
class CertificateValidatorTest {
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
        CertificateValidator transport =
                new CertificateValidator(Purpose.TRANSPORT, trust(crls(), Duration.ZERO, Set.of()), clock);
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
        refuse(Pki.constrainedRoot("Constrained", "O=Northern Power").certificate(), "name constraints");
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

    private void refuse(X509Certificate anchor, String why) throws IOException {
        Pki.writePem(folder.resolve("root.pem"), List.of(anchor));
        assertThatThrownBy(this::validator)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private CertificateValidator validator() {
        return new CertificateValidator(Purpose.SIGNING, trust(crls(), Duration.ZERO, Set.of()), clock);
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
