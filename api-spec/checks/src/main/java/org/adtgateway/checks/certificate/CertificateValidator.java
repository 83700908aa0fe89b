package org.adtgateway.checks.certificate;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.adtgateway.checks.certificate.PathBuilder.PolicyRules;
import org.adtgateway.checks.crypto.SignatureAlgorithm;
import org.adtgateway.checks.verdict.RefusedException;
import org.adtgateway.checks.verdict.SignatureFault;
import org.adtgateway.checks.verdict.SignatureVerdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** May a certificate be used for a purpose at this moment, under one PKI? Its usage is looked at here, its path by {@link PathValidator}. */
public final class CertificateValidator {
    /** What the certificate is used for. */
    public enum Purpose {
        /** Signing files: digitalSignature or nonRepudiation. */
        SIGNING,
        /** TLS client: digitalSignature; clientAuth where extended key usage is stated. */
        TRANSPORT
    }

    private static final Logger LOG = LoggerFactory.getLogger(CertificateValidator.class);
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int NON_REPUDIATION = 1;
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    private final Purpose purpose;
    private final RevocationChecker revocation;
    private final PathValidator validator;

    /**
     * Checks the authorities of a PKI and reads its revocation lists.
     *
     * @throws IllegalArgumentException when an anchor or an intermediate cannot be used
     */
    public CertificateValidator(Purpose purpose, PkiSettings pki, Clock clock) {
        this.purpose = purpose;
        CertificateLoader.requireAnchors(pki.anchors(), clock);
        PathBuilder paths = new PathBuilder(pki.anchors(), pki.intermediates());
        paths.authorities().forEach(CertificateStrength::requireOfAuthority);
        this.revocation = new RevocationChecker(pki.revocationLists(), paths, pki.revocationGrace());
        this.validator = new PathValidator(
                paths,
                revocation,
                pki.requiredPolicies().isEmpty() ? PolicyRules.NONE : PolicyRules.require(pki.requiredPolicies()),
                clock);
        if (!revocation.isConfigured()) {
            LOG.warn("no revocation lists are configured for {}: revoked certificates are accepted", purpose);
        }
    }

    /** Why the certificate may not be used now; nothing where it may. */
    public Optional<SignatureVerdict.Refused> objection(X509Certificate certificate) {
        try {
            requireValid(certificate);
            return Optional.empty();
        } catch (RefusedException refusal) {
            return Optional.of(new SignatureVerdict.Refused(refusal.fault(), refusal.detail()));
        }
    }

    /** The lists that revocation is judged by. */
    public RevocationChecker revocation() {
        return revocation;
    }

    /** Reads the revocation lists anew. To be called on a schedule and on demand. */
    public void refreshRevocation() {
        revocation.refresh();
    }

    /** Forgets whom it found valid, for instance because the registry changed. */
    public void forget() {
        validator.forget();
    }

    public void requireValid(X509Certificate certificate) throws RefusedException {
        requireUsage(certificate);
        CertificateStrength.require(certificate);
        if (purpose == Purpose.SIGNING) {
            SignatureAlgorithm.requireSigningKey(certificate.getPublicKey());
        }
        validator.requireValid(certificate);
    }

    private void requireUsage(X509Certificate certificate) throws RefusedException {
        boolean[] usage = certificate.getKeyUsage();
        boolean signs =
                usage == null || usage[DIGITAL_SIGNATURE] || (purpose == Purpose.SIGNING && usage[NON_REPUDIATION]);
        if (!signs) {
            throw new RefusedException(
                    SignatureFault.KEY_USAGE,
                    describe(certificate)
                            + " has a key usage that does not allow signatures. Use one with digitalSignature"
                            + (purpose == Purpose.SIGNING ? " or nonRepudiation." : "."));
        }
        if (purpose == Purpose.TRANSPORT && !allowsClientAuth(certificate)) {
            throw new RefusedException(
                    SignatureFault.KEY_USAGE,
                    describe(certificate)
                            + " has an extended key usage without clientAuth. Use one that is for TLS clients.");
        }
    }

    private static boolean allowsClientAuth(X509Certificate certificate) {
        try {
            List<String> usages = certificate.getExtendedKeyUsage();
            return usages == null || usages.contains(CLIENT_AUTH);
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    static String describe(X509Certificate certificate) {
        return "The certificate with serial number "
                + certificate.getSerialNumber().toString(16).toUpperCase(Locale.ROOT) + " ("
                + certificate.getSubjectX500Principal().getName() + ")";
    }
}
