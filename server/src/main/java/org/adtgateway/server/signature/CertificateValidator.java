package org.adtgateway.server.signature;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Is a certificate valid at this moment, under one PKI (RFC 5280, 6)? The path of a certificate is found once and remembered as long as its
 * certificates last; validity and revocation are looked at on each call.
 */
public final class CertificateValidator {
    /** What the certificate is used for. */
    public enum Purpose {
        /** Signing files: digitalSignature or nonRepudiation. */
        SIGNING,
        /** TLS client: digitalSignature; clientAuth where extended key usage is stated. */
        TRANSPORT
    }

    private static final int MAX_REMEMBERED = 10_000;
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int NON_REPUDIATION = 1;
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    private final Purpose purpose;
    private final Set<TrustAnchor> anchors;
    private final List<X509Certificate> intermediates;
    private final Set<String> requiredPolicies;
    private final Revocation revocation;
    private final Clock clock;
    // the path from the leaf to the anchor, both included
    private final Map<X509Certificate, List<X509Certificate>> paths = new ConcurrentHashMap<>();

    /**
     * Loads the PKI.
     *
     * @throws IllegalArgumentException when an anchor or an intermediate cannot be used
     */
    public CertificateValidator(Purpose purpose, TrustConfiguration trust, Revocation revocation, Clock clock) {
        this.purpose = purpose;
        this.anchors = Certificates.readAnchors(trust.anchors(), clock).stream()
                .map(anchor -> new TrustAnchor(anchor, null))
                .collect(Collectors.toSet());
        this.intermediates = Certificates.read(trust.intermediates());
        this.requiredPolicies = trust.requiredPolicies();
        this.revocation = revocation;
        this.clock = clock;
    }

    /** Why the certificate may not be used now; nothing where it may. */
    public Optional<SignatureVerdict.Refused> objection(X509Certificate certificate) {
        try {
            requireValid(certificate);
            return Optional.empty();
        } catch (Refusal refusal) {
            return Optional.of(new SignatureVerdict.Refused(refusal.fault(), refusal.detail()));
        }
    }

    /** Forgets all paths, for instance because the registry changed. */
    public void forget() {
        paths.clear();
    }

    void requireValid(X509Certificate certificate) throws Refusal {
        Instant now = clock.instant();
        // first, so that the reason is this and not "no path"
        requireInTime(certificate, now);
        requireUsage(certificate);
        List<X509Certificate> path = paths.get(certificate);
        if (path == null) {
            path = findPath(certificate, now);
            if (paths.size() < MAX_REMEMBERED) {
                paths.put(certificate, path);
            }
        }
        for (X509Certificate each : path) {
            requireInTime(each, now);
        }
        revocation.requireNotRevoked(path, now);
    }

    private static void requireInTime(X509Certificate certificate, Instant now) throws Refusal {
        try {
            certificate.checkValidity(Date.from(now));
        } catch (CertificateExpiredException e) {
            throw new Refusal(
                    SignatureFault.CERTIFICATE_EXPIRED,
                    describe(certificate) + " expired at "
                            + certificate.getNotAfter().toInstant()
                            + ". Get a new one, have the DCC register it, and use that.");
        } catch (CertificateNotYetValidException e) {
            throw new Refusal(
                    SignatureFault.CERTIFICATE_NOT_YET_VALID,
                    describe(certificate) + " is valid only from "
                            + certificate.getNotBefore().toInstant() + " on.");
        }
    }

    private void requireUsage(X509Certificate certificate) throws Refusal {
        boolean[] usage = certificate.getKeyUsage();
        boolean signs =
                usage == null || usage[DIGITAL_SIGNATURE] || (purpose == Purpose.SIGNING && usage[NON_REPUDIATION]);
        if (!signs) {
            throw new Refusal(
                    SignatureFault.KEY_USAGE,
                    describe(certificate)
                            + " has a key usage that does not allow signatures. Use one with digitalSignature"
                            + (purpose == Purpose.SIGNING ? " or nonRepudiation." : "."));
        }
        if (purpose == Purpose.TRANSPORT && !allowsClientAuth(certificate)) {
            throw new Refusal(
                    SignatureFault.KEY_USAGE,
                    describe(certificate)
                            + " has an extended key usage without clientAuth. Use one that is for TLS clients.");
        }
    }

    private static boolean allowsClientAuth(X509Certificate certificate) {
        try {
            List<String> usages = certificate.getExtendedKeyUsage();
            return usages == null || usages.contains(CLIENT_AUTH);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private List<X509Certificate> findPath(X509Certificate certificate, Instant now) throws Refusal {
        try {
            X509CertSelector target = new X509CertSelector();
            target.setCertificate(certificate);
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
            List<X509Certificate> known = new ArrayList<>(intermediates);
            known.add(certificate);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(known)));
            parameters.setDate(Date.from(now));
            // revocation is judged on each call, see Revocation
            parameters.setRevocationEnabled(false);
            if (!requiredPolicies.isEmpty()) {
                parameters.setInitialPolicies(requiredPolicies);
                parameters.setExplicitPolicyRequired(true);
            }
            PKIXCertPathBuilderResult result = (PKIXCertPathBuilderResult)
                    CertPathBuilder.getInstance("PKIX").build(parameters);
            List<X509Certificate> path = new ArrayList<>();
            result.getCertPath().getCertificates().forEach(each -> path.add((X509Certificate) each));
            path.add(result.getTrustAnchor().getTrustedCert());
            return path;
        } catch (CertPathBuilderException e) {
            throw new Refusal(
                    SignatureFault.CHAIN_INVALID,
                    describe(certificate)
                            + " does not chain to an authority that this service trusts for its purpose. Ask its issuer or the DCC.");
        } catch (InvalidAlgorithmParameterException | java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has PKIX", e);
        }
    }

    static String describe(X509Certificate certificate) {
        return "The certificate with serial number "
                + certificate.getSerialNumber().toString(16).toUpperCase(java.util.Locale.ROOT) + " ("
                + certificate.getSubjectX500Principal().getName() + ")";
    }
}
