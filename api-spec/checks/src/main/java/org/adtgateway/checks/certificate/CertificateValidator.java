package org.adtgateway.checks.certificate;

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
import org.adtgateway.checks.verdict.SignatureVerdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges whether a certificate may be used for a purpose, under one PKI, at the moment that a caller names: for a file that is the moment at which
 * the gateway received it. Its usage is judged by {@link CertificateUsage}, its path by {@link PathValidator}.
 */
public final class CertificateValidator {
    /** What the certificate is used for. */
    public enum Purpose {
        /** Signing files: digitalSignature or nonRepudiation; not for TLS alone where extended key usage is stated. */
        SIGNING,
        /** TLS client: digitalSignature; clientAuth where extended key usage is stated. */
        TRANSPORT
    }

    private static final Logger LOG = LoggerFactory.getLogger(CertificateValidator.class);

    private final Purpose purpose;
    private final List<X509Certificate> anchors;
    private final List<String> leftOut;
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
        this(
                purpose,
                pki,
                Authorities.of(pki.anchors(), pki.intermediates(), purpose).inTime(clock),
                Set.of());
        if (!revocation.isConfigured()) {
            LOG.warn("no revocation lists are configured for {}: revoked certificates are accepted", purpose);
        }
    }

    private CertificateValidator(
            Purpose purpose, PkiSettings pki, Authorities authorities, Set<X509Certificate> pinned) {
        this.purpose = purpose;
        this.pinned = pinned;
        this.anchors = authorities.anchors();
        this.leftOut = authorities.leftOut();
        PathBuilder paths = new PathBuilder(authorities.anchors(), authorities.intermediates());
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
     * @param offered certificates that a path may use and nobody trusts as such; those that cannot serve as authorities are passed over
     * @param lists the revocation lists; {@link RevocationListSource#NONE} to leave revocation aside
     * @throws IllegalArgumentException when nothing is trusted, or an authority cannot be
     */
    public static CertificateValidator ofSigners(
            Collection<X509Certificate> trusted, Collection<X509Certificate> offered, RevocationListSource lists) {
        List<X509Certificate> anchors = new ArrayList<>();
        Set<X509Certificate> pinned = new HashSet<>();
        trusted.forEach(each -> (each.getBasicConstraints() < 0 ? pinned : anchors).add(each));
        List<X509Certificate> intermediates = Authorities.usable(offered, Purpose.SIGNING);
        Authorities authorities = anchors.isEmpty() && !pinned.isEmpty()
                ? new Authorities(anchors, intermediates, List.of())
                : Authorities.of(anchors, intermediates, Purpose.SIGNING);
        PkiSettings pki = new PkiSettings(anchors, intermediates, lists, Duration.ZERO, Set.of());
        return new CertificateValidator(Purpose.SIGNING, pki, authorities, pinned);
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

    /** Returns the anchors that paths may end at. */
    public List<X509Certificate> anchors() {
        return anchors;
    }

    /** Returns the configured authorities that are too weak, or for another purpose, and so count for nothing; each with the reason. */
    public List<String> authoritiesLeftOut() {
        return leftOut;
    }

    /** Returns the lists that revocation is judged by. */
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
        if (validator.remembers(certificate, at)) {
            return;
        }
        CertificateExtensions.requireWellFormed(certificate);
        CertificateUsage.require(certificate, purpose);
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

    static String describe(X509Certificate certificate) {
        return "The certificate with serial number "
                + certificate.getSerialNumber().toString(16).toUpperCase(Locale.ROOT) + " ("
                + certificate.getSubjectX500Principal().getName() + ")";
    }
}
