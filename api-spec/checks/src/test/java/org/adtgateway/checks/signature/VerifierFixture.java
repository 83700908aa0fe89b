package org.adtgateway.checks.signature;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.adtgateway.checks.certificate.CertificateValidator;
import org.adtgateway.checks.certificate.ListFiles;
import org.adtgateway.checks.certificate.PkiSettings;
import org.adtgateway.checks.verdict.SignatureVerdict;
import org.adtgateway.testing.Pki;
import org.adtgateway.testing.Pki.Authority;
import org.adtgateway.testing.Pki.Identity;

/** A verifier with an authority of its own, and a registry to put signers into. */
final class VerifierFixture {
    final Authority authority = Pki.root("Test CA");
    final SignatureParser parser = new SignatureParser(64 * 1024);
    final CertificateValidator certificates;
    final SignatureVerifier verifier;
    private final Map<SignerId, X509Certificate> registered = new ConcurrentHashMap<>();
    private final Path crl;

    VerifierFixture(Path folder) throws IOException {
        Pki.writePem(folder.resolve("ca.pem"), List.of(authority.certificate()));
        crl = folder.resolve("ca.crl");
        write();
        PkiSettings trust = new PkiSettings(
                List.of(authority.certificate()), List.of(), new ListFiles(List.of(crl)), Duration.ZERO, Set.of());
        certificates = new CertificateValidator(CertificateValidator.Purpose.SIGNING, trust, Clock.systemUTC());
        verifier = new SignatureVerifier(id -> Optional.ofNullable(registered.get(id)), certificates);
    }

    /** Registers a signer by issuer and serial number and by subject key identifier. */
    Identity register(Identity signer) {
        register(id(signer), signer.certificate());
        byte[] extension = signer.certificate().getExtensionValue("2.5.29.14");
        register(SignerId.SubjectKeyId.of(Arrays.copyOfRange(extension, 4, extension.length)), signer.certificate());
        return signer;
    }

    void register(SignerId id, X509Certificate certificate) {
        registered.put(id, certificate);
    }

    static SignerId id(Identity signer) {
        return new SignerId.IssuerAndSerial(
                signer.certificate().getIssuerX500Principal(),
                signer.certificate().getSerialNumber());
    }

    /** Revokes these, and nobody else. */
    void revoke(X509Certificate... revoked) throws IOException {
        write(revoked);
        certificates.refreshRevocation();
    }

    /** Newer than any certificate, as some judges ask of a list. */
    private void write(X509Certificate... revoked) throws IOException {
        Instant now = Instant.now();
        try {
            Files.write(
                    crl,
                    authority
                            .crl(now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(7)), revoked)
                            .getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The fault, or PASSED. */
    String verify(byte[] signature, byte[] content) {
        return judge(signature, content) instanceof SignatureVerdict.Refused refused
                ? refused.fault().name()
                : "PASSED";
    }

    /** All steps, one after the other. */
    SignatureVerdict judge(byte[] signature, byte[] content) {
        ParseResult parsed = parser.parseDetached(signature);
        return parsed instanceof ParseResult.Refused refused
                ? new SignatureVerdict.Refused(refused.fault(), refused.detail())
                : verifier.verify(((ParseResult.Parsed) parsed).claim(), SignedContent.of(content), Instant.now());
    }
}
