package org.adtgateway.checks.certificate;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.adtgateway.checks.certificate.PathBuilder.PolicyRules;
import org.adtgateway.checks.crypto.SignatureAlgorithm;
import org.adtgateway.checks.verdict.RefusedException;
import org.adtgateway.checks.verdict.SignatureFault;
import org.adtgateway.checks.verdict.SignatureVerdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges whether a certificate may be used for a purpose, under one PKI, at the moment that a caller names: for a file that is the moment at which
 * the gateway received it. Its usage is looked at here, its path by {@link PathValidator}.
 */
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
    // trusted themselves, without any authority
    private final Set<X509Certificate> pinned;

    /**
     * Checks the authorities of a PKI and reads its revocation lists.
     *
     * @param clock tells whether the anchors are valid now
     * @throws IllegalArgumentException when an anchor or an intermediate cannot be used
     */
    public CertificateValidator(Purpose purpose, PkiSettings pki, Clock clock) {
        this(purpose, pki, Set.of());
        CertificateLoader.requireAnchors(pki.anchors(), clock);
        if (!revocation.isConfigured()) {
            LOG.warn("no revocation lists are configured for {}: revoked certificates are accepted", purpose);
        }
    }

    private CertificateValidator(Purpose purpose, PkiSettings pki, Set<X509Certificate> pinned) {
        this.purpose = purpose;
        this.pinned = pinned;
        PathBuilder paths = new PathBuilder(pki.anchors(), pki.intermediates());
        paths.authorities().forEach(CertificateStrength::requireOfAuthority);
        this.revocation = new RevocationChecker(pki.revocationLists(), paths, pki.revocationGrace());
        this.validator = new PathValidator(
                paths,
                revocation,
                pki.requiredPolicies().isEmpty() ? PolicyRules.NONE : PolicyRules.require(pki.requiredPolicies()));
    }

    /**
     * Judges signers apart from any gateway, also at moments long past: an anchor need not be valid today.
     *
     * @param trusted authorities, and single certificates that are trusted themselves
     * @param offered certificates that a path may use and nobody trusts as such; those of the wrong strength are passed over
     * @param lists the revocation lists; {@link RevocationListSource#NONE} to leave revocation aside
     * @throws IllegalArgumentException when nothing is trusted, or an authority cannot be
     */
    public static CertificateValidator ofSigners(
            Collection<X509Certificate> trusted, Collection<X509Certificate> offered, RevocationListSource lists) {
        List<X509Certificate> anchors = new ArrayList<>();
        Set<X509Certificate> pinned = new HashSet<>();
        trusted.forEach(each -> (each.getBasicConstraints() < 0 ? pinned : anchors).add(each));
        if (pinned.isEmpty() || !anchors.isEmpty()) {
            CertificateLoader.requireAnchors(anchors);
        }
        List<X509Certificate> intermediates =
                offered.stream().filter(CertificateStrength::isOfAuthority).toList();
        PkiSettings pki = new PkiSettings(anchors, intermediates, lists, Duration.ZERO, Set.of());
        return new CertificateValidator(Purpose.SIGNING, pki, pinned);
    }

    /** Says why the certificate may not be used at a moment; nothing where it may. */
    public Optional<SignatureVerdict.Refused> objection(X509Certificate certificate, Instant at) {
        try {
            requireValid(certificate, at);
            return Optional.empty();
        } catch (RefusedException refusal) {
            return Optional.of(new SignatureVerdict.Refused(refusal.fault(), refusal.detail()));
        }
    }

    /** The lists that revocation is judged by. */
    public RevocationChecker revocation() {
        return revocation;
    }

    /** Reads the revocation lists again. To be called on a schedule and on demand. */
    public void refreshRevocation() {
        revocation.refresh();
    }

    /** Forgets whom it found valid, for instance because the registry changed. */
    public void forget() {
        validator.forget();
    }

    /**
     * Returns a path from the certificate, which is the first, to an anchor, which is the last, as of a moment and without regard to revocation;
     * the certificate alone where there is none.
     */
    public List<X509Certificate> path(X509Certificate certificate, Instant at) {
        return validator.path(certificate, at);
    }

    /** Refuses a certificate that may not be used at this moment. */
    public void requireValid(X509Certificate certificate, Instant at) throws RefusedException {
        requireUsage(certificate);
        CertificateStrength.require(certificate);
        if (purpose == Purpose.SIGNING) {
            SignatureAlgorithm.requireSigningKey(certificate.getPublicKey());
        }
        if (pinned.contains(certificate)) {
            PathValidator.requireInTime(certificate, at);
        } else {
            validator.requireValid(certificate, at);
        }
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
